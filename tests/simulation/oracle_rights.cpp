// Whose orders were whose: what was his is never strange to the desk, nor lost with it.
#include "tests/simulation/oracle_parts.hpp"

namespace huidan::sim {
namespace {

/// What the desk cannot know: which laptop of two that are one device confirmed what has left.
bool excused(World& world, const Written& op) {
  return world.history().split.contains(op.hand);
}

}  // namespace

void judge_lost(World& world, const Orders& orders) {
  for (const auto& [number, id] : world.history().held) {
    const auto at = world.laptops().find(number);
    if (at == world.laptops().end() || at->second->gone || !at->second->whole()) continue;
    if (!orders.contains(id)) throw Violation("I1", "an order went with the desk: " + id.value);
  }
}

void judge_rights(World& world) {
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd || !at->second.held) continue;
    if (each.code != "unknown_order" || excused(world, at->second)) continue;
    throw Violation("I6",
                    "an edit of an order that he held is strange to the desk: " + each.id.value);
  }
}

}  // namespace huidan::sim

// I4: whether every laptop ends with what the desk holds for its engineer.
#include <map>
#include <set>
#include <string>

#include "tests/simulation/oracle_parts.hpp"

namespace huidan::sim {
namespace {

constexpr std::string_view kDocs = "SELECT id, version, doc FROM work_order WHERE assignee = $1";
constexpr std::string_view kShadow =
    "SELECT order_id, version, doc, limbo FROM shadow s WHERE limbo = 0 OR NOT EXISTS "
    "(SELECT 1 FROM handed h WHERE h.order_id = s.order_id) ORDER BY order_id";
constexpr std::string_view kWaitingPhotos =
    "SELECT q.op_id, q.order_id FROM blob_queue q JOIN shadow s ON s.order_id = q.order_id "
    "WHERE q.state = 'waiting' AND s.limbo = 1";
constexpr std::string_view kOutbox =
    "SELECT order_id, made_version IS NULL FROM outbox o WHERE made_version IS NULL OR NOT EXISTS "
    "(SELECT 1 FROM handed h WHERE h.order_id = o.order_id)";
constexpr std::string_view kHandedHere =
    "SELECT order_id FROM handed WHERE made_version IS NOT NULL";

/// Orders that stay in limbo on that laptop for a photo that nobody asks for yet: it waits for a
/// hand-over, and until that is here or a person has spoken its bytes are nowhere else (SYNC §2.5,
/// §2.9: what keeps an order in limbo are unsent ops and photos, until they are confirmed).
std::set<std::string> kept_by_photos(World& world, Laptop& at) {
  std::set<std::string> waiting;
  for (const Arrived& each : world.history().life().journal) {
    if (each.waits()) waiting.insert(each.id.value);
  }
  for (const auto& [number, id] : world.orders()) {
    const auto order = world.desk().order(id);
    if (!order) continue;
    for (const Dispute& dispute : order->disputes) {
      if (dispute.state != "open") waiting.erase(dispute.row.value);
    }
  }
  std::set<std::string> kept;
  store::Rows photos = at.database().query(kWaitingPhotos);
  while (photos.next()) {
    if (waiting.contains(photos.text(0))) kept.insert(photos.text(1));
  }
  return kept;
}

}  // namespace

/// I4: who holds an order sees what the desk sees, and nobody holds more.
void judge_agreement(World& world) {
  for (auto& [number, at] : world.laptops()) {
    if (at->gone) continue;
    std::map<std::string, std::string> held;
    store::Rows rows = world.desk().database().query(kDocs, {at->person()});
    while (rows.next()) held[rows.text(0)] = rows.text(1) + ' ' + rows.text(2);
    const std::set<std::string> kept = kept_by_photos(world, *at);
    std::map<std::string, std::string> has;
    store::Rows shadow = at->database().query(kShadow);
    while (shadow.next()) {
      if (kept.contains(shadow.text(0))) continue;
      has[shadow.text(0)] = shadow.text(1) + ' ' + shadow.text(2);
      if (shadow.integer(3) != 0) throw Violation("I4", "something stays in limbo");
    }
    if (has != held) {
      throw Violation("I4",
                      "laptop " + std::to_string(number) + " does not see what the desk sees");
    }
    store::Rows handed = at->database().query(kHandedHere);
    while (handed.next()) {
      if (!held.contains(handed.text(0)) && !kept.contains(handed.text(0))) {
        throw Violation("I4", "what was handed over is shown, and is another's: " + handed.text(0));
      }
    }
    // What waits for a hand-over that nobody has any more stays before the eyes of who wrote it.
    store::Rows outbox = at->database().query(kOutbox);
    while (outbox.next()) {
      const bool unsent = outbox.integer(1) != 0;
      if (unsent || !kept.contains(outbox.text(0))) throw Violation("I4", "an overlay stays");
    }
  }
}

}  // namespace huidan::sim

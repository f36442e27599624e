// How a run ends: faults stop, and every laptop comes to rest by its own deadlines.
#include <algorithm>
#include <set>

#include "tests/simulation/world.hpp"

namespace huidan::sim {
namespace {

constexpr std::int64_t kMinute_ms = 60'000;
// A laptop that found no network for long comes back within a quarter of an hour and its jitter;
// what it then has to say takes a few exchanges more.
constexpr std::int64_t kConverge_ms = 30 * kMinute_ms;

}  // namespace

std::vector<Laptop*> World::in_use() {
  std::vector<Laptop*> found;
  for (auto& [number, at] : laptops_) {
    if (!at->gone) found.push_back(at.get());
  }
  return found;
}

bool World::anybody_spoilt() const {
  return std::ranges::any_of(laptops_, [](const auto& each) { return each.second->spoilt; });
}

void World::let_all_be_reached() {
  for (Laptop* at : in_use()) {
    at->talk.reset();
    at->offline = at->deaf = false;
    at->proto_min = at->proto_max = core::kProtocol;
    while (!at->old_requests.empty()) meet_old_request(*at);
  }
}

/// What a laptop holds is compared with the desk when something has changed for its person.
void World::touch_every_order() {
  for (const auto& [number, id] : orders_) {
    step_ = 6'000'000 + number;
    SeededRandom random = chance(step_);
    if (desk_.order(id)) desk_.edit(0, id, {core::AddNote{"once more"}}, random);
  }
}

void World::heal() {
  let_all_be_reached();
  if (anybody_spoilt()) touch_every_order();
  wait_for_all();
}

/// I4: within so many virtual minutes everybody has sent everything, stands at the head, and finds
/// nothing more to do.
void World::wait_for_all() {
  const std::int64_t last_ms = around_.now_ms + kConverge_ms;
  std::set<const Laptop*> resting;  // since the desk's last change
  for (int i = 0;; ++i) {
    const std::vector<Laptop*> all = in_use();
    if (std::ranges::all_of(all, [&](const Laptop* at) { return resting.contains(at); })) return;
    Laptop& next =
        **std::ranges::min_element(all, {}, [](const Laptop* at) { return at->pace.due_ms(); });
    around_.now_ms = std::max(around_.now_ms, next.pace.due_ms());
    if (around_.now_ms > last_ms) throw Violation("I4", "they never come to rest");
    const std::int64_t head = history_.life().head;
    const std::int64_t exchanges = around_.tally.syncs;
    const std::int64_t before = next.changes();
    step_ = 3'000'000 + i;
    sync(next, {});
    if (history_.life().head != head) resting.clear();
    const bool idle = around_.tally.syncs == exchanges + 1 && next.changes() == before;
    if (idle && next.unsent() == 0) resting.insert(&next);
  }
}

/// A laptop that was told to forget everything: it is out of the game.
void World::look_if_wiped(Laptop& at) {
  if (!at.wiped()) return;
  at.gone = true;
  at.talk.reset();
  at.forget_all();
  around_.tally.add(Count::wiped);
  const auto device = desk_.records().device(at.device());
  if (device && device->revoked == core::Revoked::lost) recount_living(false);
}

/// What lies on a laptop and is no longer its person's is shown as not yet recalled from it. After
/// copies and restores the desk cannot know.
void World::check_recalls(const Laptop& only) {
  if (only.gone || history_.restored || !only.whole()) return;
  const auto device = desk_.records().device(only.device());
  if (!device->revoked_at.empty()) return;
  for (const OrderId& id : const_cast<Laptop&>(only).held()) {
    if (desk_.holder(id) == only.person()) continue;
    const auto names = desk_.recalls(id);
    around_.tally.add(Count::recall_pending);
    if (std::ranges::find(names, only.name()) == names.end()) {
      throw Violation("I6", "a recall from " + only.name() + " counts as confirmed too early");
    }
  }
}

}  // namespace huidan::sim

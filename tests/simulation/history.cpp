#include "tests/simulation/history.hpp"

#include <algorithm>
#include <limits>

namespace huidan::sim {

std::size_t Life::turn_of(const Arrived& taken_up, std::size_t since) const {
  std::size_t turn = since;
  for (std::size_t i = since; i < journal.size(); ++i) {
    const Arrived& each = journal[i];
    const bool before = each.version != 0 && each.version < taken_up.version && !each.waited;
    if (each.order == taken_up.order && before) turn = i;
  }
  return turn;
}

void Life::wait_for_return(std::size_t since, const History& history) {
  for (std::size_t back = since; back < journal.size(); ++back) {
    if (!history.came_back(journal[back])) continue;
    for (std::size_t i = since; i < back; ++i) {
      const bool done = journal[i].order == journal[back].order && !journal[i].waits();
      if (done) journal[i].turn = {back, journal[i].version};
    }
  }
}

int History::new_hand() {
  const int hand = static_cast<int>(hands.size());
  hands.push_back({{hand, std::numeric_limits<int>::max()}});
  return hand;
}

int History::new_hand_after(int hand, int until) {
  const int mine = new_hand();
  for (const auto& [earlier, end] : hands.at(static_cast<std::size_t>(hand))) {
    hands.back().emplace_back(earlier, std::min(end, until));
  }
  return mine;
}

bool History::of_hand(int hand, const Written& op) const {
  return std::ranges::any_of(hands.at(static_cast<std::size_t>(hand)), [&](const auto& line) {
    return line.first == op.hand && op.serial <= line.second;
  });
}

bool History::same_hand(const Written& later, const Written& earlier) const {
  return of_hand(later.hand, earlier);
}

bool History::had_seen(const Written& later, const Written& earlier) const {
  if (same_hand(later, earlier)) return true;
  if (const auto given = written.find(later.handed); given != written.end()) {
    if (later.handed == earlier.id || had_seen(given->second, earlier)) return true;
  }
  // What was brought back is what stood on a laptop in that life.
  const bool back = std::holds_alternative<core::BringBack>(earlier.body);
  if (back && later.seen.life == earlier.seen.life && later.seen.version >= earlier.seen.version) {
    return true;
  }
  const Life& life = lives.at(static_cast<std::size_t>(later.seen.life));
  const auto made = life.made.find(earlier.id);
  return made != life.made.end() && made->second <= later.seen.version;
}

bool History::once_refused(const OpId& op) const {
  return std::ranges::any_of(lives, [&](const Life& life) {
    const auto arrived = std::ranges::find(life.journal, op, &Arrived::id);
    return arrived != life.journal.end() && arrived->state == "rejected";
  });
}

bool History::came_back(const Arrived& arrived) const {
  const auto op = written.find(arrived.id);
  return op != written.end() && std::holds_alternative<core::BringBack>(op->second.body) &&
         arrived.state == "applied" && arrived.version != 0;
}

void History::note(Written op) {
  op.serial = ++serial;
  const OpId id = op.id;
  written.insert_or_assign(id, std::move(op));
}

}  // namespace huidan::sim

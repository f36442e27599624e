#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/simulation/oracle_parts.hpp"
#include "tests/simulation/replay.hpp"

namespace huidan::sim {
namespace {

constexpr std::string_view kOpBytes = "SELECT bytes FROM journal WHERE op_id = $1";
constexpr std::string_view kUnreadable = "SELECT bytes FROM journal WHERE op_id LIKE 'sha256:%'";
constexpr std::string_view kSentOps = "SELECT op_id, state, n, bytes FROM sent_op ORDER BY n";
constexpr std::string_view kDocument = "SELECT hash, bytes FROM document";

/// Bytes without their running number: what a renumbered op keeps.
std::string unnumbered(std::string bytes) {
  const std::size_t begin = bytes.find("\"n\":");
  if (begin == std::string::npos) return bytes;
  const std::size_t end = bytes.find_first_of(",}", begin);
  return bytes.erase(begin, end - begin);
}

/// I1, I11: every op that some machine still has came to one final result, its bytes readable. One
/// that cannot be read stands under the digest of its bytes.
void judge_loss(World& world) {
  static const std::set<std::string, std::less<>> kFinal{"applied", "late", "parked", "rejected"};
  std::set<OpId> arrived;
  for (const Arrived& each : world.history().life().journal) {
    if (!kFinal.contains(each.state)) throw Violation("I1", "no final result: " + each.state);
    if (!arrived.insert(each.id).second) throw Violation("I2", "twice in the journal");
  }
  std::set<std::string> unreadable;
  {
    store::Rows rows = world.desk().database().query(kUnreadable);
    while (rows.next()) unreadable.insert(unnumbered(rows.text(0)));
  }
  for (const auto& [id, op] : world.history().written) {
    if (!op.alive || (op.odd && unreadable.contains(unnumbered(op.bytes)))) continue;
    if (!arrived.contains(id)) {
      throw Violation(op.odd ? "I11" : "I1", "op " + id.value + " has no result");
    }
    store::Rows rows = world.desk().database().query(kOpBytes, {id.value});
    if (!rows.next() || unnumbered(rows.text(0)) != unnumbered(op.bytes)) {
      throw Violation("I1", "the bytes of op " + id.value + " are not what was written");
    }
  }
}

/// Where a laptop stands in its chain, by what it keeps.
struct Branch {
  bool whole = false;  // never copied, never set back
  std::int64_t incarnation = 0;
  std::int64_t n = 0;
  std::string chain{};
};

/// Desk and laptop stand at the same link of the same incarnation, each branch by itself. Behind
/// may be who was set back or copied and has had nothing to send since; in an older incarnation he,
/// or whose request came home to a restored desk: he hears of it with his next op. Nobody speaks in
/// one that the desk has not given out.
void judge_branches(World& world, const std::string& id, const std::vector<Branch>& branches) {
  const auto device = world.desk().records().device(DeviceId(id));
  for (const Branch& at : branches) {
    if (at.incarnation > device->incarnation) {
      throw Violation("I1", "an incarnation that nobody gave out");
    }
    if (at.incarnation < device->incarnation) {
      if (at.whole && !world.history().restored) throw Violation("I1", "a fork without cause");
      continue;
    }
    const bool same = at.n == device->last_n && at.chain == device->chain;
    const bool behind = !at.whole && at.n < device->last_n;
    if (same || behind) continue;
    throw Violation("I1", "desk and laptop disagree on the chain: " +
                              std::to_string(device->last_n) + " and " + std::to_string(at.n));
  }
}

/// I1 on the laptop: what it sent stands there with its result.
void judge_sent(World& world) {
  std::map<std::string, std::string> states;
  std::map<std::string, std::vector<Branch>> devices;
  std::set<std::string> waited;
  for (const Arrived& each : world.history().life().journal) {
    states[each.id.value] = each.state;
    if (each.waited) waited.insert(each.id.value);
  }
  for (auto& [number, at] : world.laptops()) {
    if (at->gone) continue;
    std::string chain;
    std::int64_t first = 0;
    std::int64_t n = 0;
    store::Rows rows = at->database().query(kSentOps);
    while (rows.next()) {
      if (first == 0) n = (first = rows.integer(2)) - 1;
      if (rows.integer(2) != ++n) throw Violation("I1", "a number is missing");
      chain = core::next_link(chain, rows.view(3));
      const auto op = world.history().written.find(OpId(rows.text(0)));
      if (op == world.history().written.end() ||
          unnumbered(rows.text(3)) != unnumbered(op->second.bytes)) {
        throw Violation("I1", "a laptop keeps other bytes than were written");
      }
      const auto state = states.find(rows.text(0));
      if (state == states.end()) continue;
      // He was told that it waits; what became of it stands in the order.
      const bool told = rows.view(1) == "parked" && waited.contains(rows.text(0));
      if (state->second != rows.text(1) && !told) {
        throw Violation("I1", "desk and laptop disagree on a result");
      }
    }
    if (first == 0) n = at->last_n();
    if (first == 1 && chain != at->acknowledged()) {
      throw Violation("I1", "a laptop's link is not that of what it sent");
    }
    devices[at->device().value].push_back({at->whole(), at->incarnation(), n, at->acknowledged()});
  }
  for (const auto& [id, branches] : devices) judge_branches(world, id, branches);
}

template <typename Rows>
void count_rows(std::map<std::string, int>& stand, const Rows& rows) {
  for (const auto& row : rows) ++stand[row.id.value];
}

/// Ops that were parked whole and that a person chose to do after all.
std::set<std::string> redone_in(World& world, const OrderId& id, const WorkOrder& order) {
  std::set<std::string> redone;
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (each.order != id || each.state == "rejected") continue;
    if (at == world.history().written.end()) continue;
    const auto* settle = std::get_if<core::SettleDispute>(&at->second.body);
    if (settle == nullptr || settle->value.empty()) continue;
    const auto dispute = std::ranges::find(order.disputes, settle->dispute, &Dispute::id);
    if (dispute == order.disputes.end() || dispute->field != "op") continue;
    redone.insert(dispute->row.value);
    world.tally().add(Count::op_redone);
  }
  return redone;
}

/// The rows with which orders were brought back, whoever had written them.
std::set<std::string> rows_brought_back(World& world) {
  std::map<std::string, int> rows;
  for (const Arrived& each : world.history().life().journal) {
    if (!world.history().came_back(each)) continue;
    world.tally().add(Count::came_back);
    const auto& body = std::get<core::BringBack>(world.history().written.at(each.id).body);
    const WorkOrder told = core::decode_order(body.order).value();
    count_rows(rows, told.notes);
    count_rows(rows, told.signoffs);
    count_rows(rows, told.copies);
    count_rows(rows, told.photos);
  }
  std::set<std::string> ids;
  for (const auto& [id, times] : rows) ids.insert(id);
  return ids;
}

/// I2: every note, sign-off and sheet stands once.
void judge_once(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::map<std::string, int> stand;
  std::set<std::string> redone;
  for (const auto& [id, order] : orders) {
    for (const std::string& op : redone_in(world, id, order)) redone.insert(op);
    count_rows(stand, order.notes);
    count_rows(stand, order.signoffs);
    count_rows(stand, order.copies);
    count_rows(stand, order.photos);
  }
  const std::set<std::string> brought = rows_brought_back(world);
  for (const std::string& row : brought) {
    if (stand[row] != 1) throw Violation("I2", "a row that was brought back stands not once");
  }
  std::size_t wanted = brought.size();
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd) continue;
    const core::OpBody& body = at->second.body;
    const bool row = std::holds_alternative<core::AddNote>(body) ||
                     std::holds_alternative<core::AddSignOff>(body) ||
                     std::holds_alternative<core::AddCopy>(body) ||
                     std::holds_alternative<core::AddPhoto>(body);
    const bool done = each.state == "applied" || each.state == "late";
    if (!row || brought.contains(each.id.value) || (!done && !redone.contains(each.id.value)))
      continue;
    ++wanted;
    if (stand[each.id.value] != 1) throw Violation("I2", "a row stands not once");
  }
  if (stand.size() != wanted) throw Violation("I2", "a row that nobody wrote");
}

/// The journal in the order in which its edits were done.
std::vector<Arrived> in_turn(std::vector<Arrived> journal) {
  std::ranges::stable_sort(journal, {}, &Arrived::turn);
  return journal;
}

/// The ops of which a person has said whether they shall be done.
std::set<std::string> spoken_of(const std::map<OrderId, WorkOrder>& orders) {
  std::set<std::string> ops;
  for (const auto& [id, order] : orders) {
    for (const Dispute& dispute : order.disputes) {
      if (dispute.field == "op" && dispute.state == "settled") ops.insert(dispute.row.value);
    }
  }
  return ops;
}

/// The groups of which a person has told one op apart.
std::set<std::string> parted_groups(World& world, const std::set<std::string>& spoken) {
  std::set<std::string> groups;
  for (const auto& [id, op] : world.history().written) {
    if (!op.group.empty() && spoken.contains(id.value)) groups.insert(op.group);
  }
  return groups;
}

/// I1: nothing waits for a hand-over that is here, and is hidden from whoever could settle it.
void judge_waiting(World& world, const std::map<OrderId, WorkOrder>& orders) {
  const std::set<std::string> parted = parted_groups(world, spoken_of(orders));
  std::set<OpId> here;
  for (const Arrived& each : world.history().life().journal) {
    if (!each.waits()) here.insert(each.id);
  }
  for (const Arrived& each : world.history().life().journal) {
    const auto op = world.history().written.find(each.id);
    const auto order = orders.find(each.order);
    if (!each.waits() || op == world.history().written.end() || order == orders.end()) continue;
    const auto open = std::ranges::find_if(order->second.disputes, [&](const Dispute& dispute) {
      return dispute.row.value == each.id.value && dispute.field == "op";
    });
    if (open == order->second.disputes.end()) throw Violation("I3", "what waits is hidden");
    const bool refused = each.code != "parked";       // it says why, and a person will drop it
    if (parted.contains(op->second.group)) continue;  // who dropped one speaks for the rest
    if (refused || open->state != "open" || !here.contains(op->second.handed)) continue;
    throw Violation("I1", "it waits for what is here: " + each.id.value);
  }
}

/// Whether the op says what the dispute holds against the value that stands.
bool says(const Written& op, const WorkOrder& order, const DisputeId& id) {
  const auto found = std::ranges::find(order.disputes, id, &Dispute::id);
  return found != order.disputes.end() &&
         op.bytes.find('"' + found->mine + '"') != std::string::npos;
}

/// I3: replayed from what was written, every value and every dispute.
void judge_values(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::map<OrderId, Replay> replays;
  for (const auto& [id, order] : orders) {
    replays.emplace(id, Replay(world.history(), order));
  }
  std::map<DisputeId, std::pair<const Written*, OrderId>> newest;
  for (const Arrived& each : in_turn(world.history().life().journal)) {
    const auto known = replays.find(each.order);
    if (known == replays.end()) continue;
    Replay& replay = known->second;
    replay.hear(each);
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd) continue;
    if (replay.came_with(each.id)) continue;
    if (each.state == "rejected") {
      replay.refuse(at->second, each);
      continue;
    }
    // With its group an op may wait that would change nothing; there is nothing to settle about it.
    const bool idle = each.detail == "group" && replay.changes_nothing(at->second);
    const bool unborn = each.waits() && !orders.contains(each.order);
    if (each.state == "parked" && each.disputes.empty() && !idle && !unborn) {
      throw Violation("I3", "parked unseen");
    }
    replay.take(at->second, each);
    const auto* settle = std::get_if<core::SettleDispute>(&at->second.body);
    for (const DisputeId& id : each.disputes) {
      if (replay.came_with(id)) continue;
      // A settlement that has not seen all of it leaves it open, or puts its own choice into it.
      const bool left_open = settle != nullptr && settle->dispute == id;
      if (left_open) newest.try_emplace(id, &at->second, each.order);
      auto& [last, order] = newest[id];
      if (!left_open || says(at->second, orders.at(each.order), id)) last = &at->second;
      order = each.order;
    }
  }
  for (const auto& [id, replay] : replays) replay.check_end();
  for (const auto& [id, last] : newest) {
    const WorkOrder& order = orders.at(last.second);
    const auto found = std::ranges::find(order.disputes, id, &Dispute::id);
    if (found == order.disputes.end()) throw Violation("I3", "a dispute was dropped");
    if (!says(*last.first, order, id) && found->mine != "1" && found->field != "op")
      throw Violation("I3", "a dispute forgot its newest value");
  }
}

/// I7: what was signed is kept, byte for byte, where the order is.
void judge_signatures(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::map<std::string, std::string> kept;
  store::Rows rows = world.desk().database().query(kDocument);
  while (rows.next()) kept[rows.text(0)] = rows.text(1);
  for (const auto& [hash, bytes] : kept) {
    if (sha256_hex(bytes) != hash) throw Violation("I7", "a document is not what it is called");
  }
  for (const auto& [id, order] : orders) {
    for (const SignOff& sign_off : order.signoffs) {
      for (const std::string& hash : {sign_off.form_hash, sign_off.strokes_hash}) {
        const auto bytes = world.history().signed_bytes.find(hash);
        if (bytes == world.history().signed_bytes.end() || kept[hash] != bytes->second) {
          throw Violation("I7", "signed bytes are gone");
        }
      }
    }
  }
  for (auto& [number, at] : world.laptops()) {
    if (at->gone) continue;
    std::set<std::string> here;
    store::Rows mine = at->database().query(kDocument);
    while (mine.next()) here.insert(mine.text(0));
    for (const auto& [id, order] : orders) {
      if (value_of(order, Field::assignee) != at->person()) continue;
      for (const SignOff& sign_off : order.signoffs) {
        if (!here.contains(sign_off.form_hash)) throw Violation("I7", "a signed form is not here");
      }
    }
  }
}

/// I10: all ops of a group stand, or none does; but for those that a person has told apart.
void judge_groups(World& world, const std::map<OrderId, WorkOrder>& orders) {
  const std::set<std::string> spoken = spoken_of(orders);
  std::map<std::pair<int, std::string>, std::set<bool>> groups;
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.group.empty()) continue;
    if (spoken.contains(each.id.value)) continue;
    const bool stands = each.state == "applied" || each.state == "late";
    groups[{0, at->second.group}].insert(stands);
  }
  for (const auto& [group, stands] : groups) {
    if (stands.size() > 1) throw Violation("I10", "half of a group stands: " + group.second);
  }
}

/// Everybody in use has confirmed what he no longer holds, and whoever is out of use is wiped.
void judge_recalls(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::set<std::string> in_use;
  for (const auto& [number, at] : world.laptops()) {
    if (!at->gone) in_use.insert(at->name());
  }
  for (const auto& [id, order] : orders) {
    for (const std::string& name : world.desk().recalls(id)) {
      if (in_use.contains(name)) throw Violation("I6", "a recall stays pending");
    }
  }
  for (auto& [number, at] : world.laptops()) {
    const auto device = world.desk().records().device(at->device());
    if (!device->revoked_at.empty() && !at->gone) {
      throw Violation("I6", "a laptop out of use was not wiped");
    }
  }
}

}  // namespace

void judge(World& world) {
  std::map<OrderId, WorkOrder> orders;
  for (const auto& [number, id] : world.orders()) {
    if (auto order = world.desk().order(id)) orders.emplace(id, std::move(*order));
  }
  judge_loss(world);
  judge_sent(world);
  judge_once(world, orders);
  judge_values(world, orders);
  judge_waiting(world, orders);
  judge_rights(world);
  judge_lost(world, orders);
  judge_agreement(world);
  judge_signatures(world, orders);
  judge_groups(world, orders);
  judge_recalls(world, orders);
  judge_photos(world, orders);
  judge_authors(world);
}

}  // namespace huidan::sim

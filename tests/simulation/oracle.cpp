#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/replay.hpp"

namespace huidan::sim {
namespace {

constexpr std::string_view kBytes = "SELECT bytes FROM journal WHERE op_id = $1";
constexpr std::string_view kUnreadable = "SELECT bytes FROM journal WHERE op_id LIKE 'sha256:%'";
constexpr std::string_view kDocs = "SELECT id, version, doc FROM work_order WHERE assignee = $1";
constexpr std::string_view kShadow =
    "SELECT order_id, version, doc, limbo FROM shadow ORDER BY order_id";
constexpr std::string_view kOutbox = "SELECT count(*) FROM outbox";
constexpr std::string_view kSent = "SELECT op_id, state, n, bytes FROM sent_op ORDER BY n";
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
    store::Rows rows = world.desk().database().query(kBytes, {id.value});
    if (!rows.next() || unnumbered(rows.text(0)) != unnumbered(op.bytes)) {
      throw Violation("I1", "the bytes of op " + id.value + " are not what was written");
    }
  }
}

/// I1 on the laptop: what it sent stands there with its result.
void judge_sent(World& world) {
  std::map<std::string, std::string> states;
  for (const Arrived& each : world.history().life().journal) states[each.id.value] = each.state;
  for (auto& [number, at] : world.laptops()) {
    std::string chain;
    std::int64_t n = 0;
    store::Rows rows = at->database().query(kSent);
    while (rows.next()) {
      if (rows.integer(2) != ++n) throw Violation("I1", "a number is missing");
      chain = core::next_link(chain, rows.view(3));
      const auto state = states.find(rows.text(0));
      if (state == states.end()) continue;
      if (!world.history().restored && state->second != rows.text(1)) {
        throw Violation("I1", "desk and laptop disagree on a result");
      }
    }
    const auto device = world.desk().records().device(at->device());
    const bool told =
        device->incarnation == at->incarnation();  // a stray request may have made it anew
    if (told && (device->last_n != n || device->chain != chain)) {
      throw Violation("I1", "desk and laptop disagree on the chain: " +
                                std::to_string(device->last_n) + " and " + std::to_string(n));
    }
  }
}

template <typename Rows>
void count_rows(std::map<std::string, int>& stand, const Rows& rows) {
  for (const auto& row : rows) ++stand[row.id.value];
}

/// I2: every note, sign-off and sheet stands once.
void judge_once(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::map<std::string, int> stand;
  for (const auto& [id, order] : orders) {
    count_rows(stand, order.notes);
    count_rows(stand, order.signoffs);
    count_rows(stand, order.copies);
  }
  std::size_t wanted = 0;
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd) continue;
    const core::OpBody& body = at->second.body;
    const bool row = std::holds_alternative<core::AddNote>(body) ||
                     std::holds_alternative<core::AddSignOff>(body) ||
                     std::holds_alternative<core::AddCopy>(body);
    const bool done = each.state == "applied" || each.state == "late";
    if (!row || !done) continue;
    ++wanted;
    if (stand[each.id.value] != 1) throw Violation("I2", "a row stands not once");
  }
  if (stand.size() != wanted) throw Violation("I2", "a row that nobody wrote");
}

/// I3: replayed from what was written, every value and every dispute.
void judge_values(World& world, const std::map<OrderId, WorkOrder>& orders) {
  std::map<OrderId, Replay> replays;
  for (const auto& [id, order] : orders) {
    replays.emplace(id, Replay(world.history(), order));
  }
  std::map<DisputeId, std::pair<const Written*, OrderId>> newest;
  for (const Arrived& each : world.history().life().journal) {
    if (each.state == "rejected") continue;
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd) continue;
    replays.at(each.order).take(at->second, each);
    if (each.state == "parked" && each.disputes.empty()) throw Violation("I3", "parked unseen");
    for (const DisputeId& id : each.disputes) newest[id] = {&at->second, each.order};
  }
  for (const auto& [id, replay] : replays) replay.check_end();
  for (const auto& [id, last] : newest) {
    const WorkOrder& order = orders.at(last.second);
    const auto found = std::ranges::find(order.disputes, id, &Dispute::id);
    if (found == order.disputes.end()) throw Violation("I3", "a dispute was dropped");
    const bool said = last.first->bytes.find('"' + found->mine + '"') != std::string::npos;
    if (!said && found->mine != "1") throw Violation("I3", "a dispute forgot its newest value");
  }
}

/// What was his when he wrote is never strange to the desk (SYNC §2.6).
void judge_rights(World& world) {
  for (const Arrived& each : world.history().life().journal) {
    const auto at = world.history().written.find(each.id);
    if (at == world.history().written.end() || at->second.odd || !at->second.held) continue;
    if (each.code != "unknown_order") continue;
    throw Violation("I6",
                    "an edit of an order that he held is strange to the desk: " + each.id.value);
  }
}

/// I4: who holds an order sees what the desk sees, and nobody holds more.
void judge_agreement(World& world) {
  for (auto& [number, at] : world.laptops()) {
    std::map<std::string, std::string> held;
    store::Rows rows = world.desk().database().query(kDocs, {at->person()});
    while (rows.next()) held[rows.text(0)] = rows.text(1) + ' ' + rows.text(2);
    std::map<std::string, std::string> has;
    store::Rows shadow = at->database().query(kShadow);
    while (shadow.next()) {
      has[shadow.text(0)] = shadow.text(1) + ' ' + shadow.text(2);
      if (shadow.integer(3) != 0) throw Violation("I4", "something stays in limbo");
    }
    if (has != held) {
      throw Violation("I4",
                      "laptop " + std::to_string(number) + " does not see what the desk sees");
    }
    store::Rows outbox = at->database().query(kOutbox);
    if (!outbox.next() || outbox.integer(0) != 0) throw Violation("I4", "an overlay stays");
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
  if (!kAxes.paged_documents) return;
  for (auto& [number, at] : world.laptops()) {
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
  judge_rights(world);
  judge_agreement(world);
  judge_signatures(world, orders);
}

}  // namespace huidan::sim

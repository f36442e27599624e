#include "tests/simulation/laptop.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"
#include "sync/store/sweep.hpp"

namespace huidan::sim {
namespace {

using store::Transaction;

constexpr std::string_view kUnsent = "SELECT count(*) FROM outbox WHERE made_version IS NULL";
constexpr std::string_view kOpIds = "SELECT op_id FROM outbox UNION SELECT op_id FROM sent_op";
constexpr std::string_view kHeld = "SELECT order_id FROM shadow WHERE limbo = 0 ORDER BY order_id";
constexpr std::string_view kInLimbo =
    "SELECT s.order_id, (SELECT count(*) FROM outbox o WHERE o.order_id = s.order_id "
    "AND o.made_version IS NULL) + (SELECT count(*) FROM blob_queue q WHERE q.order_id = "
    "s.order_id "
    "AND q.state = 'waiting') FROM shadow s WHERE s.limbo = 1 AND NOT EXISTS "
    "(SELECT 1 FROM handed h WHERE h.order_id = s.order_id)";
constexpr std::string_view kStrayDocuments =
    "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM shadow s WHERE s.order_id = "
    "d.order_id) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.order_id = d.order_id) "
    "AND NOT EXISTS (SELECT 1 FROM handed h WHERE h.order_id = d.order_id)";
constexpr std::string_view kVanished =
    "SELECT a.op_id FROM sent_op a JOIN shadow s ON s.order_id = a.order_id "
    "WHERE a.state IN ('applied', 'late') AND (a.bytes LIKE '%\"k\":\"note.add\"%' OR a.bytes LIKE "
    "'%\"k\":\"sign\"%' OR a.bytes LIKE '%\"k\":\"print\"%' OR a.bytes LIKE "
    "'%\"k\":\"photo.add\"%') AND instr(s.doc, a.op_id) = 0 "
    "AND s.limbo = 0 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.op_id = a.op_id)";
constexpr std::string_view kChanges = "SELECT total_changes()";
constexpr std::string_view kSent = "SELECT count(*) FROM sent_op";
constexpr std::string_view kStates = "SELECT count(*) FROM sync_state";
constexpr std::string_view kLeftovers =
    "SELECT (SELECT count(*) FROM shadow) + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM "
    "sent_op) + (SELECT count(*) FROM document) + (SELECT count(*) FROM receipt) + (SELECT "
    "count(*) FROM blob_queue) + (SELECT count(*) FROM setting) + (SELECT count(*) FROM handed) + "
    "(SELECT count(*) FROM packet)";
constexpr std::string_view kLastN = "SELECT last_n FROM sync_state WHERE id = 1";
constexpr std::string_view kAcknowledged = "SELECT acknowledged FROM sync_state WHERE id = 1";
constexpr std::string_view kIncarnation = "SELECT incarnation FROM sync_state WHERE id = 1";
constexpr std::string_view kSpoil =
    "UPDATE shadow SET doc = json_set(doc, '$.description', 'spoilt'), digest = digest / 2 WHERE "
    "order_id = $1";

}  // namespace

Laptop::Laptop(Disk& disk, Surroundings& around, std::string person, std::size_t key)
    : chance(key),
      disk_(disk),
      around_(around),
      store_(disk.database()),
      records_(disk.database()),
      key_(key),
      hand_(around.history.new_hand()) {
  writer_.name = std::move(person);
  store_.brings_back = [this](const core::Op& op) {
    note(op);
    around_.tally.add(Count::brought_back);
  };
}

void Laptop::join(const DeviceId& device, const std::string& name, const std::string& desk_key) {
  name_ = name;
  writer_.device = device;
  records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::SyncState state;
    state.device = device;
    records.put_state(state);
    records.put_setting("desk_key", to_base64(desk_key));
  });
}

void Laptop::become_copy_of(Laptop& other) {
  disk_.write(other.disk_.image());
  writer_ = other.writer_;
  key_ = other.key_;
  store_.seen = other.store_.seen;
  name_ = other.name_;
  hand_ = around_.history.new_hand_after(other.hand_, around_.history.serial);
  around_.history.split.insert({hand_, other.hand_});
  around_.history.forked = true;
}

void Laptop::back_up() {
  kept_ = Kept{disk_.image(), store_.seen, hand_, around_.history.serial};
}

bool Laptop::spoil(const OrderId& order) {
  if (database().run(kSpoil, {order.value}) != 1) return false;
  return spoilt = true;
}

bool Laptop::go_back() {
  if (!kept_) return false;
  talk.reset();
  const std::vector<std::string> had = op_ids();
  disk_.write(kept_->image);
  const std::vector<std::string> has = op_ids();
  for (const std::string& id : had) {
    const auto op = around_.history.written.find(OpId(id));
    const bool lost =
        op != around_.history.written.end() && std::ranges::find(has, id) == has.end();
    if (lost) op->second.kept = false;
  }
  store_.seen = kept_->seen;
  around_.history.split.insert(hand_);
  hand_ = around_.history.new_hand_after(kept_->hand, kept_->serial);
  around_.history.split.insert(hand_);
  around_.history.forked = true;
  return true;
}

bool Laptop::wiped() {
  if (count(kStates) != 0) return false;
  if (count(kLeftovers) != 0) throw Violation("I6", "a wiped laptop still holds something");
  return true;
}

void Laptop::forget_all() {
  disk_.wipe();
  for (auto& [id, op] : around_.history.written) {
    if (around_.history.of_hand(hand_, op)) op.kept = false;
  }
}

void Laptop::start_over(const Enrolment& with) {
  hand_ = around_.history.new_hand();
  store_.seen.clear();
  writer_.name = with.person;
  key_ = with.key;
  gone = spoilt = false;
  kept_.reset();
  join(with.device, with.name, with.desk_key);
}

bool Laptop::in_limbo(const OrderId& order) {
  bool limbo = false;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { limbo = records.in_limbo(order); });
  return limbo;
}

std::optional<WorkOrder> Laptop::workable(const OrderId& order) {
  if (in_limbo(order)) return std::nullopt;
  auto seen = view(order);
  if (!seen) return std::nullopt;
  const std::string& holder = value_of(*seen, Field::assignee);
  return holder.empty() || holder == writer_.name ? std::move(seen) : std::nullopt;
}

std::optional<WorkOrder> Laptop::view(const OrderId& order) {
  std::optional<WorkOrder> seen;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { seen = records.view(order, writer_); });
  return seen;
}

void Laptop::sweep() {
  store::sweep_blobs(files(), records_, writer_);
}

void Laptop::check_after(const Answer& answer) {
  if (!answer.retired && at_rest(answer)) check_scope(answer);
  // While the desk of another life tells everything anew, what was once acknowledged waits for it.
  if (answer.news && (!around_.history.restored || at_rest(answer)))
    check_own_writes(answer.retired);
}

bool Laptop::at_rest(const Answer& answer) {
  core::Cursor cursor;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { cursor = records.state().cursor; });
  return answer.last_page && cursor.seq == answer.cursor.seq && cursor.epoch == answer.cursor.epoch;
}

/// I6: when the last page is in, he holds what was granted to him at that moment, nothing else but
/// what his own unsent work keeps.
void Laptop::check_scope(const Answer& answer) {
  std::vector<std::string> held;
  {
    store::Rows rows = database().query(kHeld);
    while (rows.next()) held.push_back(rows.text(0));
  }
  if (held != answer.granted) {
    throw Violation("I6", person() + " holds " + std::to_string(held.size()) + " orders, granted " +
                              std::to_string(answer.granted.size()));
  }
  store::Rows rows = database().query(kInLimbo);
  while (rows.next()) {
    around_.tally.add(Count::limbo);
    if (rows.integer(1) == 0) throw Violation("I6", "an order in limbo that nothing keeps");
  }
  store::Rows stray = database().query(kStrayDocuments);
  if (stray.next() && stray.integer(0) != 0) throw Violation("I6", "documents of a left order");
}

/// I8: what he wrote and the desk took stays before his eyes. A retired laptop is told nothing
/// more: what an earlier life of the desk refused, and this one took, it does not show again.
void Laptop::check_own_writes(bool retired) {
  store::Rows rows = database().query(kVanished);
  while (rows.next()) {
    if (retired && around_.history.once_refused(OpId(rows.text(0)))) continue;
    throw Violation("I8", "his " + rows.text(0) + " vanished from his order");
  }
}

std::int64_t Laptop::count(std::string_view query) {
  store::Rows rows = database().query(query);
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t Laptop::unsent() {
  return count(kUnsent);
}

std::int64_t Laptop::sent() {
  return count(kSent);
}

std::int64_t Laptop::last_n() {
  return count(kLastN);
}

std::string Laptop::acknowledged() {
  store::Rows rows = database().query(kAcknowledged);
  return rows.next() ? rows.text(0) : std::string();
}

std::int64_t Laptop::incarnation() {
  return count(kIncarnation);
}

std::int64_t Laptop::changes() {
  return count(kChanges);
}

std::vector<OrderId> Laptop::held() {
  std::vector<OrderId> ids;
  store::Rows rows = database().query(kHeld);
  while (rows.next()) ids.emplace_back(rows.text(0));
  return ids;
}

std::vector<std::string> Laptop::op_ids() {
  std::vector<std::string> ids;
  store::Rows rows = database().query(kOpIds);
  while (rows.next()) ids.push_back(rows.text(0));
  return ids;
}

}  // namespace huidan::sim

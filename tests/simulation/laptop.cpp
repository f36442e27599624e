#include "tests/simulation/laptop.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"

namespace huidan::sim {
namespace {

using store::Transaction;

constexpr std::string_view kBytes = "SELECT bytes FROM outbox WHERE op_id = $1";
constexpr std::string_view kUnsent = "SELECT count(*) FROM outbox WHERE made_version IS NULL";
constexpr std::string_view kOpIds = "SELECT op_id FROM outbox UNION SELECT op_id FROM sent_op";
constexpr std::string_view kHeld = "SELECT order_id FROM shadow WHERE limbo = 0 ORDER BY order_id";
constexpr std::string_view kInLimbo =
    "SELECT s.order_id, (SELECT count(*) FROM outbox o WHERE o.order_id = s.order_id "
    "AND o.made_version IS NULL) FROM shadow s WHERE s.limbo = 1";
constexpr std::string_view kStrayDocuments =
    "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM shadow s WHERE s.order_id = "
    "d.order_id) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.order_id = d.order_id)";
constexpr std::string_view kVanished =
    "SELECT a.op_id FROM sent_op a JOIN shadow s ON s.order_id = a.order_id "
    "WHERE a.state IN ('applied', 'late') AND (a.bytes LIKE '%\"k\":\"note.add\"%' OR a.bytes LIKE "
    "'%\"k\":\"sign\"%' OR a.bytes LIKE '%\"k\":\"print\"%') AND instr(s.doc, a.op_id) = 0 "
    "AND s.limbo = 0 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.op_id = a.op_id)";
constexpr std::string_view kSent = "SELECT count(*) FROM sent_op";
constexpr std::string_view kStates = "SELECT count(*) FROM sync_state";
constexpr std::string_view kLeftovers =
    "SELECT (SELECT count(*) FROM shadow) + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM "
    "sent_op) + (SELECT count(*) FROM document) + (SELECT count(*) FROM receipt) + (SELECT "
    "count(*) FROM blob_queue) + (SELECT count(*) FROM setting)";
constexpr std::string_view kLastN = "SELECT last_n FROM sync_state WHERE id = 1";
constexpr std::string_view kAcknowledged = "SELECT acknowledged FROM sync_state WHERE id = 1";
constexpr std::string_view kMadeHere =
    "SELECT 1 FROM outbox WHERE order_id = $1 AND again = 0 AND bytes LIKE '%\"k\":\"wo.new\"%'";
constexpr std::string_view kIncarnation = "SELECT incarnation FROM sync_state WHERE id = 1";
constexpr std::string_view kSpoil =
    "UPDATE shadow SET doc = json_set(doc, '$.description', 'spoilt'), digest = digest / 2 WHERE "
    "order_id = $1";
constexpr std::string_view kOddOp =
    "INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, again) VALUES ($1, $2, $3, '', $4, "
    "$5, "
    "0)";

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
  disk_.write(kept_->image);
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

bool Laptop::in_limbo(const OrderId& order) {
  bool limbo = false;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { limbo = records.in_limbo(order); });
  return limbo;
}

std::optional<WorkOrder> Laptop::workable(const OrderId& order) {
  if (in_limbo(order)) return std::nullopt;
  return view(order);
}

std::optional<WorkOrder> Laptop::view(const OrderId& order) {
  std::optional<WorkOrder> seen;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { seen = records.view(order, writer_); });
  return seen;
}

core::Op Laptop::op_of(const OrderId& order, core::OpBody body, Random& random) {
  core::Op op;
  op.id = OpId(new_uuid7(now().wall_ms, random));
  op.order = order;
  op.at = time_from_ms(now().wall_ms);
  if (const auto* sign = std::get_if<core::AddSignOff>(&body)) op.at = sign->sign_off.at;
  op.body = std::move(body);
  return op;
}

/// Whether the order is one that this laptop has made and the desk has not told back yet.
bool Laptop::made_here(const core::Op& op) {
  if (std::holds_alternative<core::NewOrder>(op.body)) return true;
  store::Rows rows = database().query(kMadeHere, {op.order.value});
  return rows.next();
}

void Laptop::note(const core::Op& op, const std::string& bytes) {
  Written written{op.id, hand_, 0, op.order};
  if (const auto seen = store_.seen.find(op.order); seen != store_.seen.end()) {
    written.seen = seen->second;
  }
  written.by = writer_.name;
  written.group = op.group;
  written.bytes = bytes;
  written.body = op.body;
  store::Rows rows = database().query(kHeld);
  while (rows.next()) written.held = written.held || rows.view(0) == op.order.value;
  if (!written.held) written.seen = {};
  written.held = written.held || made_here(op);
  around_.history.note(std::move(written));
  ++around_.tally.ops;
}

void Laptop::append(const OrderId& order, core::OpBody body, const std::string& group,
                    Random& random) {
  core::Op op = op_of(order, std::move(body), random);
  op.group = group;
  records_.transact(Transaction::Kind::write,
                    [&](store::LaptopRecords& records) { records.append(op); });
  std::string bytes;
  {
    store::Rows rows = database().query(kBytes, {op.id.value});
    if (!rows.next()) throw Violation("I1", "an op is not in the outbox it was written to");
    bytes = rows.text(0);
  }
  note(op, bytes);
  const auto* set = std::get_if<core::SetFields>(&op.body);
  const auto seen = set == nullptr ? std::nullopt : view(order);
  if (!seen) return;
  for (const core::Setting& setting : set->fields) {
    const bool of_order = info(setting.field).level == Level::order;
    if (of_order && value_of(*seen, setting.field) != setting.value) {
      throw Violation("I8", "he does not read what he wrote: " + setting.value);
    }
  }
}

void Laptop::fail_to_append(const OrderId& order, core::OpBody body, Random& random) {
  const core::Op op = op_of(order, std::move(body), random);
  const std::int64_t before = unsent();
  try {
    records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
      records.append(op);
      throw Failure({Code::disk_full, "simulated"});
    });
  } catch (const Failure&) {
    around_.tally.add(Count::write_failed);
  }
  if (unsent() != before) throw Violation("I1", "half a write stayed");
}

void Laptop::append_odd(const OrderId& order, const std::string& kind, const std::string& text,
                        Random& random) {
  core::Op op = op_of(order, core::AddNote{}, random);
  records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    const std::string before =
        records.unsent_count() == 0 ? state.acknowledged : records.link_after(state.last_n);
    op.n = ++state.last_n;
    std::string bytes = text;
    const std::size_t at = kind.find('@');  // "part.put@9": a version of it that is yet to come
    const std::string version = at == std::string::npos ? "1" : kind.substr(at + 1);
    if (!kind.empty()) {
      bytes = R"({"at":")" + op.at + R"(","base":0,"bs":)" + std::to_string(state.cursor.seq) +
              R"(,"grp":"","id":")" + op.id.value + R"(","k":")" + kind.substr(0, at) +
              R"(","kv":)" + version + R"(,"n":)" + std::to_string(op.n) + R"(,"o":")" +
              order.value + R"(","x":"y"})";
    }
    database().run(kOddOp, {op.n, op.id.value, "", bytes, core::next_link(before, bytes)});
    records.put_state(state);
    Written written{op.id, hand_, 0, order};
    written.odd = true;
    written.bytes = bytes;
    around_.history.note(std::move(written));
  });
  around_.tally.add(Count::odd_op);
}

core::AddSignOff Laptop::signature(const WorkOrder& order, const std::string& role) {
  core::AddSignOff body;
  body.form = core::form_bytes(order);
  body.strokes = R"({"w":600,"h":200,"strokes":[[[10,20],[30,40]]]})";
  SignOff& s = body.sign_off;
  s.visit = current_visit(order).id;
  s.role = role;
  s.state = "signed";
  s.name = "王例舟";
  s.at = time_from_ms(now().wall_ms);
  s.device = writer_.device.value;
  s.form_hash = sha256_hex(body.form);
  s.strokes_hash = sha256_hex(body.strokes);
  s.signature =
      to_base64(sign_bytes(core::sign_off_statement(s, order.id), key_of_machine(key_).secret_key));
  around_.history.signed_bytes[s.form_hash] = body.form;
  around_.history.signed_bytes[s.strokes_hash] = body.strokes;
  return body;
}

void Laptop::check_after(const Answer& answer) {
  if (!answer.retired && at_rest(answer)) check_scope(answer);
  // While the desk of another life tells everything anew, what was once acknowledged waits for it.
  if (!around_.history.restored || at_rest(answer)) check_own_writes();
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

/// I8: what he wrote and the desk took stays before his eyes.
void Laptop::check_own_writes() {
  store::Rows rows = database().query(kVanished);
  if (rows.next()) throw Violation("I8", "his " + rows.text(0) + " vanished from his order");
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

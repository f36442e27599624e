#include "tests/simulation/desk.hpp"

#include <deque>
#include <mutex>

#include "sync/base/time.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::sim {
namespace {

using store::Transaction;

constexpr std::string_view kJournalSince =
    "SELECT j.op_id, j.order_id, j.state, j.code, j.detail, j.version, j.disputes, d.revoked, "
    "p.name FROM journal j JOIN device d ON d.id = j.device_id JOIN person p ON p.id = d.person_id "
    "WHERE j.rowid > $1 ORDER BY j.rowid";
constexpr std::string_view kResult =
    "SELECT state, code, detail, version, disputes FROM journal WHERE op_id = $1";
constexpr std::string_view kWrites = "SELECT total_changes()";
constexpr std::string_view kHolders = "SELECT id, assignee FROM work_order";
constexpr std::string_view kChangedSince =
    "SELECT id, version, seq FROM work_order WHERE seq > $1 ORDER BY seq";
constexpr std::string_view kDoc = "SELECT doc FROM work_order WHERE id = $1";
constexpr std::string_view kVersion = "SELECT version FROM work_order WHERE id = $1";
constexpr std::string_view kHolder = "SELECT assignee FROM work_order WHERE id = $1";
constexpr std::string_view kHeldBy = "SELECT id FROM work_order WHERE assignee = $1 ORDER BY id";
constexpr int kSeats = 2;

std::vector<DisputeId> parted(const std::string& text) {
  std::vector<DisputeId> ids;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    ids.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return ids;
}

}  // namespace

const KeyPair& key_of_machine(std::size_t index) {
  static std::mutex mutex;
  static std::deque<KeyPair> keys;
  const std::lock_guard lock(mutex);
  while (keys.size() <= index) keys.push_back(new_key_pair());
  return keys[index];
}

Desk::Desk(Disk& disk, Surroundings& around, int page_bytes)
    : disk_(disk),
      around_(around),
      records_(disk.database()),
      ground_(disk.database(), around),
      uploads_(ground_, disk.files()),
      key_(key_of_machine(0)),
      page_bytes_(page_bytes) {}

void Desk::open(Random& random) {
  Transaction transaction(database(), Transaction::Kind::write);
  records_.open_feed(new_uuid7(around_.desk_ms(), random));
  for (int i = 1; i <= kSeats; ++i) {
    core::DeviceRow seat;
    seat.id = DeviceId(new_uuid7(around_.desk_ms(), random));
    seat.name = "seat" + std::to_string(i);
    seat.person = PersonId(seat.id.value);
    records_.add_person({seat.person, seat.name, Roles{Role::seat, Role::duty_leader}, "", true});
    records_.add_device(seat, time_from_ms(around_.desk_ms()));
    seats_.push_back({seat.id, around_.history.new_hand()});
  }
  transaction.commit();
}

void Desk::add_person(const std::string& name, Roles roles, Random& random) {
  Transaction transaction(database(), Transaction::Kind::write);
  records_.add_person({PersonId(new_uuid7(around_.desk_ms(), random)), name, roles, "", true});
  transaction.commit();
}

DeviceId Desk::enrol(const std::string& name, const std::string& person, const KeyPair& key,
                     Random& random) {
  Transaction transaction(database(), Transaction::Kind::write);
  core::DeviceRow device;
  device.id = DeviceId(new_uuid7(around_.desk_ms(), random));
  device.name = name;
  device.person = records_.person_by_name(person).value();
  device.public_key = key.public_key;
  records_.add_device(device, time_from_ms(around_.desk_ms()));
  transaction.commit();
  return device.id;
}

/// An idle sync is a read, as the server serves it; whoever writes in it is caught.
Result<core::SyncReply> Desk::serve(const core::SyncRequest& request, Random& random) {
  const auto writes = [&] {
    store::Rows rows = database().query(kWrites);
    return rows.next() ? rows.integer(0) : 0;
  };
  const core::Moment moment{around_.desk_ms(), random};
  if (request.ops.empty()) {
    const std::int64_t before = writes();
    auto read = core::serve_reading(request, records_, moment);
    if (writes() != before) throw Violation("I4", "an idle sync wrote");
    if (!read) return read.error();
    if (read.value()) {
      around_.tally.add(Count::idle_read);
      return std::move(*read.value());
    }
  }
  return core::serve(request, records_, moment, key_.secret_key);
}

void Desk::note_reply(const core::SyncRequest& request, const core::SyncReply& reply,
                      Answer& answer) {
  Tally& tally = around_.tally;
  if (reply.again.incarnation != 0) {
    around_.history.forked = true;
    tally.add(reply.again.why == "device_fork" ? Count::fork : Count::diverged);
  }
  if (reply.reset) tally.add(Count::reset);
  if (request.repairs) tally.add(Count::differs);
  for (const core::OpResult& result : reply.results) {
    if (result.duplicate) tally.add(Count::duplicate);
    if (result.code == "parked" && result.detail == "group") tally.add(Count::group_fell);
  }
  const auto device = records_.device(request.device);
  store::Rows rows = database().query(kHeldBy, {records_.person(device->person)->name});
  while (rows.next()) answer.granted.push_back(rows.text(0));
  answer.cursor = reply.cursor.value_or(request.cursor);
  answer.last_page = !reply.more;
  answer.news = !reply.changes.empty() || !reply.left.empty() || !request.ops.empty();
  answer.retired = !device->revoked_at.empty();
}

Answer Desk::answer(const std::string& body, Dies dies, Random& random) {
  Answer answer{Error{Code::no_network, "cut"}, around_.history.life_now()};
  auto request = core::decode_request(body);
  if (!request) {
    if (request.error().code == Code::upgrade_required) around_.tally.add(Count::upgrade_refused);
    answer.body = request.error();
    return answer;
  }
  if (page_bytes_ != 0) request.value().page_bytes = page_bytes_;
  ++around_.tally.syncs;
  {
    Transaction transaction(database(), Transaction::Kind::write);
    const auto reply = serve(request.value(), random);
    if (!reply) {
      answer.body = reply.error();
      return answer;
    }
    if (dies == Dies::before_commit) return answer;
    note_reply(request.value(), reply.value(), answer);
    if (dies == Dies::no) answer.body = core::encode_reply(reply.value());
    transaction.commit();
  }
  note_commit();
  return answer;
}

Result<core::HandedOver> Desk::take_carried(const DeviceId& bringer, const core::Packet& packet,
                                            Random& random) {
  if (records_.device(bringer)->revoked == core::Revoked::lost) return Error{Code::device_lost};
  const auto request = core::decode_request(packet.bytes);
  if (!request) return request.error();
  const std::size_t had = around_.history.life().journal.size();
  const std::int64_t last_n = records_.device(request.value().device)->last_n;
  Transaction transaction(database(), Transaction::Kind::write);
  auto taken =
      core::take_carried(request.value(), packet.op, records_, {around_.desk_ms(), random});
  around_.tally.add(taken ? Count::packet_taken : Count::packet_refused);
  if (!taken) return taken;
  transaction.commit();
  note_commit();
  const bool news = around_.history.life().journal.size() != had;
  const bool met = records_.device(request.value().device)->last_n != last_n;
  if (news && !met) around_.tally.add(Count::packet_apart);
  return taken;
}

void Desk::look(int seat, const OrderId& order) {
  store::Rows rows = database().query(kVersion, {order.value});
  if (rows.next()) seats_.at(static_cast<std::size_t>(seat)).looked[order] = rows.integer(0);
}

std::optional<WorkOrder> Desk::order(const OrderId& id) {
  store::Rows rows = database().query(kDoc, {id.value});
  if (!rows.next()) return std::nullopt;
  return core::decode_order(rows.view(0)).value();
}

std::string Desk::holder(const OrderId& id) {
  store::Rows rows = database().query(kHolder, {id.value});
  return rows.next() ? rows.text(0) : std::string();
}

core::Op Desk::op_of(const Seat& seat, const OrderId& order, core::OpBody body, Random& random) {
  core::Op op;
  op.id = OpId(new_uuid7(around_.desk_ms(), random));
  op.order = order;
  const auto looked = seat.looked.find(order);
  op.base = looked == seat.looked.end() ? 0 : looked->second;
  op.epoch = records_.feed().epoch;
  op.base_seq = records_.feed().seq;
  op.at = time_from_ms(around_.desk_ms());
  op.body = std::move(body);
  return op;
}

void Desk::edit(int seat_index, const OrderId& order, std::vector<core::OpBody> bodies,
                Random& random) {
  Seat& seat = seats_.at(static_cast<std::size_t>(seat_index));
  const bool birth = std::holds_alternative<core::NewOrder>(bodies.front());
  if (!birth && !seat.looked.contains(order)) look(seat_index, order);
  if (!birth && !seat.looked.contains(order)) return;
  Transaction transaction(database(), Transaction::Kind::write);
  core::DeviceRow device = records_.device(seat.device).value();
  std::vector<std::string> ops;
  std::int64_t n = device.last_n;
  for (core::OpBody& body : bodies) {
    core::Op op = op_of(seat, order, std::move(body), random);
    op.n = ++n;
    ops.push_back(core::encode_op(op));
    Written written{op.id, seat.hand, 0, order, {around_.history.life_now(), op.base}};
    written.held = true;
    written.bytes = ops.back();
    written.body = std::move(op.body);
    around_.history.note(std::move(written));
    ++around_.tally.ops;
  }
  const std::string link = device.chain;
  const auto taken = core::take_in(records_, device, {ops, link, records_.feed().seq},
                                   {around_.desk_ms(), random});
  if (!taken) throw Violation("I11", "the desk forks from itself");
  transaction.commit();
  note_commit();
}

void Desk::note_commit() {
  Life& life = around_.history.life();
  const std::size_t had = life.journal.size();
  note_journal(life);
  life.wait_for_return(had, around_.history);
  note_taken_up(life, had);
  note_feed(life);
}

void Desk::note_journal(Life& life) {
  store::Rows rows =
      database().query(kJournalSince, {static_cast<std::int64_t>(life.journal.size())});
  while (rows.next()) {
    Arrived arrived{OpId(rows.text(0)),   OrderId(rows.text(1)), rows.text(2),
                    rows.text(3),         rows.text(4),          rows.integer(5),
                    parted(rows.text(6)), !rows.text(7).empty(), rows.text(8)};
    arrived.waited = arrived.waits();
    if (arrived.waited) around_.tally.add(Count::waited);
    if (arrived.version != 0 && !arrived.waited) life.made[arrived.id] = arrived.version;
    arrived.turn = {life.journal.size(), 0};
    if (arrived.state == "applied") around_.tally.add(Count::applied);
    if (arrived.state == "late") around_.tally.add(Count::late);
    if (arrived.state == "parked") around_.tally.add(Count::parked);
    if (arrived.state == "rejected") around_.tally.add(Count::rejected);
    arrived.life = around_.history.life_now();
    if (const auto at = life.holders.find(arrived.order); at != life.holders.end()) {
      arrived.holder = at->second;
    }
    life.journal.push_back(std::move(arrived));
  }
}

/// What waited for a hand-over and is done now was done right behind that, or behind what a person
/// said meanwhile.
void Desk::note_taken_up(Life& life, std::size_t since) {
  for (Arrived& each : life.journal) {
    if (!each.waits()) continue;
    store::Rows rows = database().query(kResult, {each.id.value});
    if (!rows.next()) throw Violation("I1", "an op is gone from the journal");
    each.state = rows.text(0);
    each.code = rows.text(1);
    each.detail = rows.text(2);
    each.version = rows.integer(3);
    each.disputes = parted(rows.text(4));
    if (each.waits()) continue;
    around_.tally.add(Count::taken_up);
    life.made[each.id] = each.version;
    each.turn = {life.turn_of(each, since), each.version};
  }
}

/// I5: every number was given to one change, and none is missing.
void Desk::note_feed(Life& life) {
  std::int64_t next = life.head;
  {
    store::Rows rows = database().query(kChangedSince, {life.head});
    while (rows.next()) {
      if (rows.integer(2) != ++next) throw Violation("I5", "a gap before " + rows.text(2));
      std::int64_t& version = life.versions[OrderId(rows.text(0))];
      if (rows.integer(1) <= version) throw Violation("I8", "an order's version went back");
      version = rows.integer(1);
    }
  }
  Transaction transaction(database(), Transaction::Kind::read);
  life.head = records_.feed().seq;
  transaction.commit();
  if (life.head != next) throw Violation("I5", "head " + std::to_string(life.head));
}

void Desk::back_up() {
  Transaction transaction(database(), Transaction::Kind::read);
  auto marks = records_.marks();
  transaction.commit();
  backups_.push_back({disk_.image(), around_.history.life(), std::move(marks)});
  around_.tally.add(Count::desk_backed_up);
}

bool Desk::verify() {
  if (backups_.empty() || backups_.back().verified) return false;
  backups_.back().verified = true;
  Transaction transaction(database(), Transaction::Kind::write);
  records_.durable(backups_.back().marks);
  transaction.commit();
  return true;
}

bool Desk::restore(Random& random) {
  if (backups_.empty()) return false;
  std::size_t oldest = backups_.size() - 1;
  while (oldest > 0 && !backups_[oldest].verified) --oldest;
  backups_.resize(oldest + 1 + random.pick(backups_.size() - oldest));
  disk_.write(backups_.back().image);
  Transaction transaction(database(), Transaction::Kind::write);
  records_.open_epoch(new_uuid7(around_.desk_ms(), random));
  transaction.commit();
  around_.history.lives.push_back(backups_.back().life);
  around_.history.restored = true;
  store::Rows rows = database().query(kHolders);
  while (rows.next()) around_.history.life().holders[OrderId(rows.text(0))] = rows.text(1);
  for (Seat& seat : seats_) seat.looked.clear();
  return true;
}

void Desk::forget(std::int64_t before_ms) {
  Transaction transaction(database(), Transaction::Kind::write);
  records_.forget_before(before_ms);
  transaction.commit();
}

void Desk::revoke(const DeviceId& device, core::Revoked how) {
  Transaction transaction(database(), Transaction::Kind::write);
  records_.revoke_device(device, how, time_from_ms(around_.desk_ms()));
  transaction.commit();
}

std::vector<std::string> Desk::recalls(const OrderId& order) {
  Transaction transaction(database(), Transaction::Kind::read);
  auto names = records_.recalls(order);
  transaction.commit();
  return names;
}

}  // namespace huidan::sim

#include "support/exchange.hpp"

#include <doctest/doctest.h>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::test {

using store::Transaction;

Desk::Desk(std::uint64_t seed) : random_(seed) {
  store::migrate(database_, "desk", store::desk_migrations());
  Transaction transaction(database_, Transaction::Kind::write);
  records_.open_feed(new_uuid7(now_ms_, random_));
  seat_ = DeviceId(new_uuid7(now_ms_, random_));
  core::DeviceRow seat;
  seat.id = seat_;
  seat.name = "desk";
  records_.add_device(seat, time_from_ms(now_ms_));
  transaction.commit();
}

PersonId Desk::engineer(const std::string& name) {
  if (const auto known = records_.person_by_name(name)) return *known;
  const PersonId id(new_uuid7(now_ms(), random_));
  records_.add_person({id, name, Role::engineer, "", true});
  return id;
}

void Desk::write(const OrderId& id, core::OpBody body) {
  std::int64_t seen = 0;
  {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto known = records_.order(id);
    if (known) seen = known->order.version;
  }
  const core::OpResult result = edit(id, std::move(body), seen);
  CHECK(result.code == "");
  CHECK(result.state == "applied");
}

core::OpResult Desk::edit(const OrderId& id, core::OpBody body, std::int64_t base) {
  Transaction transaction(database_, Transaction::Kind::write);
  core::DeviceRow seat = records_.device(seat_).value();
  core::Op op;
  op.id = OpId(new_uuid7(now_ms(), random_));
  op.n = seat.last_n + 1;
  op.order = id;
  op.base = base;
  op.base_seq = records_.feed().seq;
  op.at = time_from_ms(now_ms());
  op.body = std::move(body);
  const std::string link = seat.chain;
  const std::vector<std::string> ops{core::encode_op(op)};
  const auto taken = core::take_in(records_, seat, {ops, link, op.base_seq}, {now_ms(), random_});
  REQUIRE(taken.ok());
  transaction.commit();
  return taken.value().results.at(0);
}

OrderId Desk::receive(const std::string& no, const std::string& assignee) {
  const OrderId id(new_uuid7(now_ms(), random_));
  write(id, core::NewOrder{no, {{Field::reporter_unit, "东岭供电公司(样例)"}}, {}});
  const RowId visit(id.value);
  for (const char* status : {"classified", "dispatched"}) set(id, {{Field::status, status}});
  {
    Transaction transaction(database_, Transaction::Kind::write);
    engineer(assignee);
    transaction.commit();
  }
  set(id, {{Field::status, "assigned"}, {Field::assignee, assignee}});
  return id;
}

void Desk::set(const OrderId& id, const core::Settings& fields) {
  write(id, core::SetFields{RowId(id.value), fields});
}

WorkOrder Desk::view(const OrderId& id) {
  Transaction transaction(database_, Transaction::Kind::read);
  return records_.order(id).value().order;
}

core::DeviceRow Desk::enrol(const std::string& person, const std::string& public_key) {
  Transaction transaction(database_, Transaction::Kind::write);
  core::DeviceRow device;
  device.id = DeviceId(new_uuid7(now_ms(), random_));
  device.name = "laptop of " + person;
  device.person = engineer(person);
  device.public_key = public_key;
  records_.add_device(device, time_from_ms(now_ms()));
  transaction.commit();
  return device;
}

Result<std::string> Desk::answer(const std::string& body) {
  const auto request = core::decode_request(body);
  if (!request) return request.error();
  Transaction transaction(database_, Transaction::Kind::write);
  const auto reply = core::serve(request.value(), records_, {now_ms(), random_}, key_.secret_key);
  if (!reply) return reply.error();
  transaction.commit();
  return core::encode_reply(reply.value());
}

Laptop::Laptop(Desk& desk, const std::string& person) : desk_(desk) {
  store::migrate(database_, "laptop", store::laptop_migrations());
  const core::DeviceRow device = desk.enrol(person, key_.public_key);
  writer_ = {person, device.id};
  store_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::SyncState state;
    state.device = device.id;
    records.put_state(state);
  });
}

Result<core::SyncReport> Laptop::try_sync() {
  core::Session session(store_, desk_.random());
  const auto now = [&] { return core::Now{desk_.now_ms(), 0}; };
  core::Action next = session.start(now());
  while (const auto* send = std::get_if<core::Send>(&next)) {
    const Result<std::string> cut = Error{Code::no_network, "cut"};
    Result<std::string> reply = lose_request_ ? cut : desk_.answer(send->body);
    if (lose_reply_) reply = cut;
    lose_request_ = false;
    lose_reply_ = false;
    next = session.took(reply, now());
  }
  return std::get<core::Finished>(next).report;
}

core::SyncReport Laptop::sync() {
  const auto report = try_sync();
  REQUIRE_MESSAGE(report.ok(), code_name(report.ok() ? Code::internal : report.error().code));
  return report.value();
}

void Laptop::append(const OrderId& id, core::OpBody body) {
  store_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::Op op;
    op.id = OpId(new_uuid7(desk_.now_ms(), desk_.random()));
    op.order = id;
    op.at = time_from_ms(desk_.now_ms());
    if (const auto* sign = std::get_if<core::AddSignOff>(&body)) op.at = sign->sign_off.at;
    op.body = std::move(body);
    records.append(std::move(op));
  });
}

void Laptop::set(const OrderId& id, const core::Settings& fields) {
  append(id, core::SetFields{RowId(id.value), fields});
}

void Laptop::note(const OrderId& id, const std::string& text) {
  append(id, core::AddNote{text});
}

core::AddSignOff Laptop::signature(const OrderId& id, const std::string& role) {
  const WorkOrder order = view(id);
  core::AddSignOff body;
  body.form = core::form_bytes(order);
  body.strokes = R"({"w":600,"h":200,"strokes":[[[10,20],[30,40]]]})";
  SignOff& s = body.sign_off;
  s.visit = current_visit(order).id;
  s.role = role;
  s.state = "signed";
  s.name = "王例舟";
  s.at = time_from_ms(desk_.now_ms());
  s.device = writer_.device.value;
  s.form_hash = sha256_hex(body.form);
  s.strokes_hash = sha256_hex(body.strokes);
  s.signature = to_base64(sign_bytes(core::sign_off_statement(s, id), key_.secret_key));
  return body;
}

std::vector<WorkOrder> Laptop::views() {
  std::vector<WorkOrder> orders;
  store_.transact(Transaction::Kind::read,
                  [&](store::LaptopRecords& records) { orders = records.views(writer_); });
  return orders;
}

bool Laptop::knows(const OrderId& id) {
  bool known = false;
  store_.transact(Transaction::Kind::read, [&](store::LaptopRecords& records) {
    known = records.view(id, writer_).has_value();
  });
  return known;
}

WorkOrder Laptop::view(const OrderId& id) {
  WorkOrder order;
  store_.transact(Transaction::Kind::read, [&](store::LaptopRecords& records) {
    order = records.view(id, writer_).value();
  });
  return order;
}

std::int64_t Laptop::unsent() {
  std::int64_t count = 0;
  store_.transact(Transaction::Kind::read,
                  [&](store::LaptopRecords& records) { count = records.unsent_count(); });
  return count;
}

}  // namespace huidan::test

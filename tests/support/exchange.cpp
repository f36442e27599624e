#include "support/exchange.hpp"

#include <doctest/doctest.h>

#include "sync/base/time.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::test {

using store::Transaction;

Desk::Desk() {
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
  Transaction transaction(database_, Transaction::Kind::write);
  core::DeviceRow seat = records_.device(seat_).value();
  const auto known = records_.order(id);
  core::Op op;
  op.id = OpId(new_uuid7(now_ms(), random_));
  op.n = seat.last_n + 1;
  op.order = id;
  op.base = known ? known->order.version : 0;
  op.base_seq = records_.feed().seq;
  op.at = time_from_ms(now_ms());
  op.body = std::move(body);
  const std::string link = seat.chain;
  const auto taken =
      core::take_in(records_, seat, {core::encode_op(op)}, link, {now_ms(), random_});
  REQUIRE(taken.ok());
  CHECK(taken.value().results.at(0).code == "");
  CHECK(taken.value().results.at(0).state == "applied");
  transaction.commit();
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
  const auto kind =
      core::reads_only(request.value()) ? Transaction::Kind::read : Transaction::Kind::write;
  Transaction transaction(database_, kind);
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
    Result<std::string> reply = desk_.answer(send->body);
    if (lose_reply_) {
      lose_reply_ = false;
      reply = Error{Code::no_network, "cut"};
    }
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

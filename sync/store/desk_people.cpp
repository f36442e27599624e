// Who writes at this desk: people, their devices, the receipts these were given.

#include "sync/base/bytes.hpp"
#include "sync/store/corrupt.hpp"
#include "sync/store/desk_queries.hpp"
#include "sync/store/desk_store.hpp"

namespace huidan::store {
namespace {

using namespace desk;  // NOLINT(google-build-using-namespace): its queries, by name

std::optional<Person> read_person(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return Person{PersonId(rows.text(0)), rows.text(1), whole(roles_from_text(rows.view(2)), "roles"),
                rows.text(3), rows.integer(4) != 0};
}

core::Revoked revoked_from(std::string_view word) {
  if (word.empty()) return core::Revoked::no;
  return word == "retired" ? core::Revoked::retired : core::Revoked::lost;
}

Receipt read_receipt(Rows& row) {
  return {row.text(0),    row.text(1), row.text(2),    DeviceId(row.text(3)), row.integer(4),
          row.integer(5), row.text(6), row.integer(7), row.integer(8)};
}

}  // namespace

std::optional<core::DeviceRow> DeskStore::device(const DeviceId& id) {
  Rows rows = database_.query(kDevice, {id.value});
  if (!rows.next()) return std::nullopt;
  return core::DeviceRow{DeviceId(rows.text(0)), rows.text(1),
                         PersonId(rows.text(2)), from_hex(rows.view(3)).value_or(""),
                         rows.integer(4),        rows.integer(5),
                         rows.text(6),           rows.text(7),
                         rows.text(8),           rows.text(9),
                         rows.text(10),          revoked_from(rows.view(11)),
                         rows.integer(12),       rows.integer(13),
                         rows.integer(14)};
}

void DeskStore::put_device(const core::DeviceRow& device) {
  database_.send(kPutDevice, {device.id.value, device.incarnation, device.last_n, device.chain,
                              device.token, device.previous_token, device.last_request,
                              device.settled_seq, device.durable_n, device.pending});
}

std::vector<DurableMark> DeskStore::marks() {
  std::vector<DurableMark> found;
  Rows rows = database_.query(kMarks);
  while (rows.next()) {
    found.push_back({DeviceId(rows.text(0)), rows.integer(1), rows.integer(2)});
  }
  return found;
}

void DeskStore::durable(const std::vector<DurableMark>& marks) {
  for (const DurableMark& mark : marks) {
    database_.send(kDurable, {mark.device.value, mark.incarnation, mark.last_n});
  }
}

std::vector<std::string> DeskStore::recalls(const OrderId& order) {
  std::vector<std::string> names;
  Rows rows = database_.query(kRecalls, {order.value});
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

void DeskStore::add_device(const core::DeviceRow& device, std::string_view created_at) {
  database_.send(kAddDevice, {device.id.value, device.name, device.person.value,
                              to_hex(device.public_key), created_at, feed().seq});
}

bool DeskStore::revoke_device(const DeviceId& id, core::Revoked how, std::string_view at) {
  return database_.run(kRevokeDevice,
                       {id.value, at, how == core::Revoked::lost ? "lost" : "retired"}) == 1;
}

std::vector<LaptopRow> DeskStore::laptops() {
  std::vector<LaptopRow> found;
  Rows rows = database_.query(kDevices);
  while (rows.next()) {
    found.push_back({DeviceId(rows.text(0)), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                     rows.integer(5), rows.text(6), rows.integer(7), rows.integer(8)});
  }
  return found;
}

std::optional<Person> DeskStore::person(const PersonId& id) {
  return read_person(database_.query(kPerson, {id.value}));
}

std::optional<Person> DeskStore::find_person(std::string_view name) {
  return read_person(database_.query(kPersonByName, {name}));
}

std::optional<PersonId> DeskStore::person_by_name(std::string_view name) {
  const auto found = find_person(name);
  if (!found) return std::nullopt;
  return found->id;
}

std::vector<Person> DeskStore::persons() {
  std::vector<Person> found;
  Rows rows = database_.query(kPersons);
  while (rows.next()) {
    found.push_back({PersonId(rows.text(0)), rows.text(1),
                     whole(roles_from_text(rows.view(2)), "roles"), rows.text(3),
                     rows.integer(4) != 0});
  }
  return found;
}

void DeskStore::add_person(const Person& person) {
  database_.send(kAddPerson,
                 {person.id.value, person.name, roles_text(person.roles), person.group});
}

void DeskStore::set_person_active(const PersonId& id, bool active) {
  database_.run(kSetPersonActive, {id.value, std::int64_t{active ? 1 : 0}});
}

std::optional<Receipt> DeskStore::newest_receipt(const DeviceId& device) {
  Rows rows = database_.query(kNewestReceipt, {device.value});
  if (!rows.next()) return std::nullopt;
  return read_receipt(rows);
}

bool DeskStore::receipt_taken(std::string_view id) {
  return receipt(id).has_value();
}

void DeskStore::add_receipt(const Receipt& r) {
  database_.send(kAddReceipt, {r.id, r.at, r.signature, r.device.value, r.incarnation, r.last_n,
                               r.chain, r.ops, r.count});
}

std::vector<Receipt> DeskStore::receipts(const DeviceId& device) {
  std::vector<Receipt> found;
  Rows rows = database_.query(kReceiptsOf, {device.value});
  while (rows.next()) found.push_back(read_receipt(rows));
  return found;
}

std::optional<Receipt> DeskStore::receipt(std::string_view id) {
  Rows rows = database_.query(kReceipt, {id});
  if (!rows.next()) return std::nullopt;
  return read_receipt(rows);
}

}  // namespace huidan::store

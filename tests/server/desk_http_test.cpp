// What the desk's verbs are by URL, for each role: disputes and receipts (acceptances:
// sign_off_test.cpp).

#include <doctest/doctest.h>

#include "sync/base/crypto.hpp"
#include "sync/core/receipt.hpp"
#include "tests/server/rooms.hpp"

namespace huidan::server {
namespace {

using nlohmann::json;

/// An order of e1's, with whoever may ask.
struct Roles2 : Rooms {
  std::string seat = join("seat1", Role::seat);
  std::string leader = join("leader1", Role::duty_leader);
  std::string admin = join("admin1", Role::administrator);
  std::string e1 = join("e1", Role::engineer);
  std::string e2 = join("e2", Role::engineer);

  Roles2() {
    take(line_of("WX-1"));
    CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
  }

  /// The seat and the engineer write the same field unseen; the dispute's id.
  std::string disputed(const std::string& field) {
    const std::int64_t seen = order("WX-1").version;
    const Hand sitting = app.people.hand(seat).value();
    CHECK(app.dispatch.set(sitting, "WX-1", seen, {{field, "desk's"}}).ok());
    const Hand engineer = app.people.hand(e1).value();
    CHECK(app.dispatch.set(engineer, "WX-1", seen, {{field, "mine"}}).ok());
    return order("WX-1").disputes.back().id.value;
  }

  std::string settle(std::string_view token, const std::string& id, const json& body) {
    return told(ask("POST", "/v1/disputes/" + id + "/settle", token, body.dump()));
  }

  /// A laptop of e1's that brought something twice.
  DeviceId laptop() {
    const std::string code = app.people.enrol_code("e1").value().code;
    const KeyPair key = new_key_pair();
    const DeviceId id = app.people.enrol(code, "laptop", key.public_key).value().device;
    for (const std::int64_t last_n : {3, 5}) {
      CHECK(app.desk
                .write([&](Records& records) -> Refusable {
                  core::DeviceRow row = records.orders.device(id).value();
                  row.last_n = last_n;
                  row.chain = std::string(64, 'a');
                  records.orders.put_device(row);
                  static_cast<void>(core::give_receipt(records.orders, row, 2, app.desk.moment(),
                                                       app.desk.secret_key()));
                  return Done{};
                })
                .ok());
    }
    return id;
  }

  std::string receipts(std::string_view token, const std::string& id) {
    const http::Response response = ask("GET", "/v1/receipts/" + id, token);
    if (response.status != 200) return told(response);
    return "200, " + std::to_string(json::parse(response.body)["receipts"].size());
  }
};

struct Asker {
  const char* who;
  std::string token;
  std::string want;
};

}  // namespace

TEST_CASE("open disputes are listed to those who see their orders") {
  Roles2 desk;
  const std::string id = desk.disputed("contact");
  const std::vector<Asker> rows{{"a seat", desk.seat, "1"},    {"a leader", desk.leader, "1"},
                                {"an admin", desk.admin, "1"}, {"its engineer", desk.e1, "1"},
                                {"another", desk.e2, "0"},     {"nobody", "", "401 unauthorized"}};
  for (const Asker& row : rows) {
    CAPTURE(row.who);
    const http::Response response = desk.ask("GET", "/v1/disputes", row.token);
    const bool good = response.status == 200;
    CHECK((good ? std::to_string(json::parse(response.body)["disputes"].size()) : told(response)) ==
          row.want);
  }
  const json dispute =
      json::parse(desk.ask("GET", "/v1/disputes", desk.seat).body)["disputes"].at(0);
  CHECK(dispute["id"] == id);
  CHECK(dispute["no"] == "WX-1");
  CHECK(dispute["mine"] == "mine");
  CHECK(dispute["theirs"] == "desk's");
  CHECK(dispute["theirs_by"] == "seat1");
  CHECK(dispute["theirs_at"] <= dispute["at"]);
}

TEST_CASE("a dispute is settled by those who might have written the value") {
  Roles2 desk;
  const std::string contact = desk.disputed("contact");
  const std::string remarks = desk.disputed("remarks");
  const std::string category = desk.disputed("result");
  const json mine{{"value", "mine"}};
  const std::vector<Asker> denied{
      {"nobody", "", "401 unauthorized"},
      {"an admin", desk.admin, "403 forbidden"},
      {"a leader, the customer's words", desk.leader, "403 field_forbidden contact"},
      {"another engineer", desk.e2, "404 not_found dispute"}};
  for (const Asker& row : denied) {
    CAPTURE(row.who);
    CHECK(desk.settle(row.token, contact, mine) == row.want);
  }
  CHECK(desk.settle(desk.seat, contact, json::object()) == "400 missing_value value");
  CHECK(desk.settle(desk.seat, contact, json::array()) == "400 bad_input");
  CHECK(desk.settle(desk.seat, "D-none", mine) == "404 not_found dispute");
  CHECK(value_of(desk.order("WX-1"), Field::contact) == "desk's");

  CHECK(desk.settle(desk.seat, contact, mine) == "200");
  CHECK(desk.settle(desk.seat, contact, mine) == "404 not_found dispute");
  CHECK(desk.settle(desk.e1, remarks, {{"value", "both"}}) == "200");
  CHECK(desk.settle(desk.leader, category, {{"value", "theirs"}}) == "200");
  const WorkOrder order = desk.order("WX-1");
  CHECK(value_of(order, Field::contact) == "mine");
  CHECK(value_of(order, Field::remarks) == "both");
  CHECK(value_of(order, Field::result) == "desk's");
  CHECK(desk.app.dispatch.disputed({}).empty());
  CHECK(order.disputes[0].settled_by == "seat1");
}

TEST_CASE("receipts are looked up by the desk and by whoever's laptop it is") {
  Roles2 desk;
  const std::string laptop = desk.laptop().value;
  const auto all = json::parse(desk.ask("GET", "/v1/receipts/" + laptop, desk.seat).body);
  const std::string number = all["receipts"].at(0)["id"];
  CHECK(all["receipts"].at(0)["proven"] == true);
  const std::vector<Asker> rows{
      {"a seat", desk.seat, "200, "},    {"a leader", desk.leader, "200, "},
      {"an admin", desk.admin, "200, "}, {"its engineer", desk.e1, "200, "},
      {"another", desk.e2, "404 "},      {"nobody", "", "401 unauthorized"}};
  for (const Asker& row : rows) {
    CAPTURE(row.who);
    const bool good = row.want == "200, ";
    const bool hidden = row.want == "404 ";
    const std::string what = row.want;
    CHECK(desk.receipts(row.token, laptop) == what + (good     ? "2"
                                                      : hidden ? "not_found device"
                                                               : ""));
    CHECK(desk.receipts(row.token, number) == what + (good ? "1" : hidden ? "not_found" : ""));
  }
  CHECK(desk.receipts(desk.seat, "nowhere") == "404 not_found device");
  CHECK(desk.receipts(desk.seat, "HZ-20260101-0000-0001") == "404 not_found");
}

}  // namespace huidan::server

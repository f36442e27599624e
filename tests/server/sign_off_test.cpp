// The desk's way out of a stale signature, and what its pages say of it.

#include <doctest/doctest.h>

#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"
#include "sync/model/sheet_code.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/forms.hpp"

namespace huidan::server {
namespace {

using nlohmann::json;

constexpr const char* kSignedAt = "2026-11-22T11:42:00+08:00";

/// The customer's ink under the form as it stands, by that laptop.
core::AddSignOff signature_of(const WorkOrder& order, const DeviceId& device, const KeyPair& key) {
  core::AddSignOff body;
  body.form = core::form_bytes(order);
  body.strokes = R"({"w":600,"h":200,"strokes":[[[10,20],[30,40]]]})";
  SignOff& s = body.sign_off;
  s.visit = current_visit(order).id;
  s.role = "customer";
  s.state = "signed";
  s.name = "王例舟";
  s.at = kSignedAt;
  s.device = device.value;
  s.form_hash = sha256_hex(body.form);
  s.strokes_hash = sha256_hex(body.strokes);
  s.signature = to_base64(sign_bytes(core::sign_off_statement(s, order.id), key.secret_key));
  return body;
}

/// WX-1 was signed by the customer on e1's laptop, and then amended by the seat.
struct Signed : Rooms {
  std::string seat = join("seat1", Role::seat);
  std::string e1 = join("e1", Role::engineer);
  Hand hand{};

  Signed() {
    take(line_of("WX-1"));
    CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
    const KeyPair key = new_key_pair();
    const std::string code = app.people.enrol_code("e1").value().code;
    const DeviceId device = app.people.enrol(code, "laptop", key.public_key).value().device;
    const WorkOrder order = this->order("WX-1");
    sign(order, device, key);
    CHECK(app.dispatch.set({}, "WX-1", 0, {{"treatment", "改动"}}).ok());
    hand = app.people.hand(seat).value();
  }

  /// As the laptop's push would bring it.
  void sign(const WorkOrder& order, const DeviceId& device, const KeyPair& key) {
    core::SetFields steps{current_visit(order).id, {{Field::status, "en_route"}}};
    core::SetFields there{current_visit(order).id, {{Field::status, "on_site"}}};
    std::vector<core::OpBody> bodies{steps, there, signature_of(order, device, key)};
    const auto taken = app.desk.write([&](Records& records) -> Result<core::TakenIn> {
      core::DeviceRow row = records.orders.device(device).value();
      std::vector<std::string> ops;
      for (core::OpBody& body : bodies) {
        core::Op op;
        op.id = OpId(new_uuid7(app.desk.moment().wall_ms, app.desk.moment().random));
        op.n = static_cast<std::int64_t>(ops.size()) + 1;
        op.order = order.id;
        op.base = order.version;
        op.base_seq = records.orders.feed().seq;
        op.at = kSignedAt;
        op.body = std::move(body);
        ops.push_back(core::encode_op(op));
      }
      const std::int64_t seen = records.orders.feed().seq;
      return core::take_in(records.orders, row, {ops, "", seen}, app.desk.moment());
    });
    REQUIRE(taken.ok());
    for (const core::OpResult& result : taken.value().results) CHECK(result.state == "applied");
  }

  json shown() { return json::parse(ask("GET", "/v1/orders/WX-1", seat).body); }
};

std::string code_of(const Result<Written>& done) {
  if (done) return "";
  return std::string(code_name(done.error().code)) + ' ' + done.error().detail;
}

}  // namespace

TEST_CASE("a page says that a signature is stale, what differs, and what was amended by whom") {
  Signed desk;
  const json order = desk.shown();
  REQUIRE(order["signoffs"].size() == 1);
  CHECK(order["signoffs"][0]["state"] == "stale");
  CHECK(order["signoffs"][0]["changed"] == json{"fields.treatment"});
  REQUIRE(order["amendments"].size() == 1);
  CHECK(order["amendments"][0]["field"] == "treatment");
  CHECK(order["amendments"][0]["was"] == "");
  CHECK(order["amendments"][0]["value"] == "改动");
  CHECK(order["amendments"][0]["by"] == "desk");
  CHECK(order["acceptances"].empty());
}

TEST_CASE("a seat takes it as given, with a reason; an engineer may not") {
  Signed desk;
  const Hand engineer = desk.app.people.hand(desk.e1).value();
  CHECK(code_of(desk.app.dispatch.accept(engineer, "WX-1", "customer", "w")) ==
        "forbidden accept_sign_off@on_site");
  CHECK(code_of(desk.app.dispatch.accept(desk.hand, "WX-1", "customer", "")) == "missing_value ");
  CHECK(code_of(desk.app.dispatch.accept(desk.hand, "WX-1", "engineer", "w")) == "not_signed ");
  CHECK(code_of(desk.app.dispatch.accept(desk.hand, "WX-9", "customer", "w")) ==
        "unknown_order WX-9");
  CHECK(desk.app.dispatch.accept(desk.hand, "WX-1", "customer", "电话确认").ok());
  const json order = desk.shown();
  CHECK(order["signoffs"][0]["state"] == "signed");
  CHECK(order["signoffs"][0]["changed"] == json{"fields.treatment"});
  REQUIRE(order["acceptances"].size() == 1);
  CHECK(order["acceptances"][0]["by"] == "seat1");
  CHECK(order["acceptances"][0]["why"] == "电话确认");
  CHECK(order["acceptances"][0]["sign"] == order["signoffs"][0]["id"]);
  CHECK(code_of(desk.app.dispatch.accept(desk.hand, "WX-1", "customer", "w")) ==
        "bad_choice signed");
}

TEST_CASE("a sheet of the signed form comes home by a code that ends in what was signed") {
  Signed desk;
  const WorkOrder order = desk.order("WX-1");
  const SignOff& sign_off = order.signoffs.at(0);
  REQUIRE(desk.app.forms.print({}, {"WX-1"}, test::shelf(), [](const std::string&) {}).ok());
  SheetCode code{"WX-1", "desk", 1, sign_off.form_hash.substr(0, 16), "000000000000"};
  const auto scan = [&] { return desk.app.returns.scan({}, sheet_code_text(code)); };
  const auto forged = scan();
  REQUIRE_FALSE(forged.ok());
  CHECK(forged.error().code == Code::bad_signature);
  CHECK(desk.order("WX-1").copies.at(1).state == "printed");
  code.signature = short_signature(sign_off.signature);
  CHECK(scan().value().sheet.state == "returned");
}

TEST_CASE("by URL, a seat and a duty leader accept; nobody else does") {
  Signed desk;
  const auto accept = [&](const std::string& token, const json& body,
                          const std::string& no = "WX-1") {
    return told(desk.ask("POST", "/v1/orders/" + no + "/accept", token, body.dump()));
  };
  const json asked{{"role", "customer"}, {"why", "电话确认"}};
  CHECK(accept("", asked) == "401 unauthorized");
  CHECK(accept(desk.e1, asked) == "403 forbidden");
  CHECK(accept(desk.join("admin1", Role::administrator), asked) == "403 forbidden");
  CHECK(accept(desk.join("e2", Role::engineer), asked) == "404 unknown_order no");
  CHECK(accept(desk.seat, asked, "WX-9") == "404 unknown_order no");
  CHECK(accept(desk.seat, {{"role", "customer"}}) == "400 missing_value why");
  CHECK(accept(desk.seat, json::array()) == "400 bad_input");
  CHECK(desk.shown()["signoffs"][0]["state"] == "stale");

  CHECK(accept(desk.seat, asked) == "200");
  CHECK(desk.shown()["signoffs"][0]["state"] == "signed");
  CHECK(desk.app.dispatch.set({}, "WX-1", 0, {{"treatment", "再改"}}).ok());
  CHECK(accept(desk.join("leader1", Role::duty_leader), asked) == "200");
  const json order = desk.shown();
  CHECK(order["signoffs"][0]["state"] == "signed");
  CHECK(order["acceptances"][0]["by"] == "seat1");
  CHECK(order["acceptances"][1]["by"] == "leader1");
}

}  // namespace huidan::server

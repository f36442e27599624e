// Orders that a restored desk has no more and a laptop brings back: what it may say, and how the
// desk takes it in (sync/README.md, "Orders that a desk has lost").
#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/core/hand.hpp"
#include "tests/core/samples.hpp"

namespace huidan::test {
namespace {

using nlohmann::json;

/// The bytes of the sample, with its order spoilt.
std::string spoilt(const std::function<void(WorkOrder&)>& spoil) {
  core::Op op = core::every_kind().back();
  auto& body = std::get<core::BringBack>(op.body);
  WorkOrder order = core::decode_order(body.order).value();
  spoil(order);
  body.order = core::encode_order(order, core::Empty::omitted);
  return core::encode_op(op);
}

std::string refused(const std::string& bytes) {
  const auto op = core::decode_op(bytes);
  if (op) return "ok";
  return std::string(code_name(op.error().code)) + ' ' + op.error().field;
}

/// A desk whose last life has ended, and a laptop from that life.
struct Site {
  Desk desk;
  OrderId here = desk.receive("WX-1", "e1");
  Hand hand{desk, "e1"};
  std::string last_life = desk.records().feed().epoch;

  Site() { desk.records().open_epoch("another life"); }

  /// An order that the desk does not know, of that number and assignee.
  [[nodiscard]] std::string back(const std::string& no, const std::string& assignee,
                                 const std::string& epoch) {
    WorkOrder order = desk.view(here);
    order.id = new_order_id(desk);
    order.visits.front().id = RowId(order.id.value);
    order.no = no;
    *core::value_at(order, {}, Field::assignee) = assignee;
    core::Op op;
    op.epoch = epoch;
    op.body = core::BringBack{core::encode_order(order, core::Empty::omitted), {}, {}};
    id = order.id;
    return hand.write(std::move(op), order.id);
  }

  static OrderId new_order_id(Desk& desk) {
    return OrderId(new_uuid7(desk.now_ms(), desk.random()));
  }

  OrderId id;
};

}  // namespace

TEST_CASE("an order that is brought back is read as if it had been typed") {
  CHECK(refused(spoilt([](WorkOrder&) {})) == "ok");
  CHECK(refused(spoilt([](WorkOrder& order) { order.id = OrderId(core::uuid(9)); })) ==
        "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.version = 0; })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.version = 1'000'000'001; })) ==
        "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.no.clear(); })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.no = "WX-1\nWX-2"; })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) {
          *core::value_at(order, {}, Field::status) = "burnt";
        })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.visits.front().arrived_at = "noon"; })) ==
        "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.parts.front().qty = "two"; })) ==
        "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) {
          order.notes.resize(limits::kNotes_max + 1, Note{RowId(core::uuid(3)), "e1", "", "n"});
        })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) { order.photos.push_back(core::photo_of('b')); })) ==
        "ok");
  CHECK(refused(spoilt([](WorkOrder& order) {
          order.photos.push_back(core::photo_of('b'));
          order.photos.back().sha = "../../etc/passwd";
        })) == "bad_input order");
  CHECK(refused(spoilt([](WorkOrder& order) {
          order.photos.push_back(core::photo_of('b'));
          order.photos.back().kind = "sealed";
        })) == "bad_input order");
  json op = core::parse_json(core::encode_op(core::every_kind().back())).value();
  op["docs"] = json::array({"a form that no sign-off names"});
  CHECK(refused(op.dump()) == "bad_input docs");
  op["docs"] = json::array();
  op["had"] = json::array({1});
  CHECK(refused(op.dump()) == "bad_input had");
  op["order"] = "{";
  CHECK(refused(op.dump()) == "bad_input had");
}

TEST_CASE("only what an ended life of the desk had can be brought back to it") {
  Site site;
  CHECK(told(site.hand.push({site.back("WX-2", "e1", "another life")})) ==
        "1 rejected unknown_order");
  CHECK(told(site.hand.push({site.back("WX-2", "e1", "")})) == "2 rejected unknown_order");
  CHECK(told(site.hand.push({site.back("WX-2", "e1", site.last_life)})) == "3 applied");
  CHECK(site.desk.view(site.id).no == "WX-2");

  Desk young;  // it has never been restored
  Hand hand(young, "e1");
  core::Op op = core::every_kind().back();
  op.id = OpId();
  op.epoch = site.last_life;
  const OrderId order = op.order;
  CHECK(told(hand.push({hand.write(std::move(op), order)})) == "1 rejected unknown_order");
}

TEST_CASE("a signature that its laptop never gave comes back to nobody") {
  Site site;
  const auto with_signature = [&](const DeviceId& device) {
    core::Op op = core::decode_op(site.back("WX-2", "e1", site.last_life)).value();
    auto& body = std::get<core::BringBack>(op.body);
    WorkOrder order = core::decode_order(body.order).value();
    SignOff made_up;
    made_up.id = made_up.visit = RowId(order.id.value);
    made_up.role = "customer";
    made_up.state = "signed";
    made_up.device = device.value;
    made_up.signature = to_base64(std::string(64, 's'));
    order.signoffs.push_back(made_up);
    body.order = core::encode_order(order, core::Empty::omitted);
    return core::encode_op(op);
  };
  CHECK(told(site.hand.push({with_signature(site.hand.device.id)})) == "1 rejected bad_signature");
  CHECK(told(site.hand.push({with_signature(DeviceId(core::uuid(77)))})) == "2 applied");
}

TEST_CASE("a number that another order has by now is not given twice, and nobody is made up") {
  Site site;
  CHECK(told(site.hand.push({site.back("WX-1", "e1", site.last_life)})) == "1 applied");
  CHECK(site.desk.view(site.id).no == "WX-1-2");
  CHECK(told(site.hand.push({site.back("WX-1", "e9", site.last_life)})) == "2 applied");
  CHECK(site.desk.view(site.id).no == "WX-1-3");
  CHECK(value_of(site.desk.view(site.id), Field::assignee).empty());
  CHECK(site.desk.view(site.here).no == "WX-1");
}

TEST_CASE("an order whose group falls is not born, and leaves no half of one") {
  Site site;
  const auto in_group = [](const std::string& bytes) {
    core::Op op = core::decode_op(bytes).value();
    op.group = "g";
    return core::encode_op(op);
  };
  const std::string back = in_group(site.back("WX-2", "e1", site.last_life));
  core::Op gone;
  gone.body = core::RemovePart{RowId(core::uuid(5))};
  CHECK(told(site.hand.push({back, in_group(site.hand.write(gone, site.here))})) ==
        "1 rejected bad_input, 2 parked parked");
  CHECK_FALSE(site.desk.records().order(site.id).has_value());
  core::Op made;
  made.body = core::NewOrder{"WX-3", {{Field::description, "made on site"}}, {}};
  const std::string birth = in_group(site.hand.write(made, site.id));
  gone.id = OpId();
  CHECK(told(site.hand.push({birth, in_group(site.hand.write(gone, site.here))})) ==
        "3 rejected bad_input, 4 parked parked");
  CHECK_FALSE(site.desk.records().order(site.id).has_value());
}

TEST_CASE("what is written on an order that was lost waits, and only what an ended life had does") {
  Site site;
  const std::string back = site.back("WX-2", "e1", site.last_life);
  core::Op note;
  note.epoch = site.last_life;
  note.body = core::AddNote{"before it came"};
  Hand other(site.desk, "e2");
  CHECK(told(other.push({other.write(note, site.id)})) == "1 parked parked");
  note.epoch = "another life";
  CHECK(told(other.push({other.write(note, site.id)})) == "2 rejected unknown_order");
  CHECK(told(site.hand.push({back})) == "1 applied");
  REQUIRE(site.desk.view(site.id).notes.size() == 1);
  CHECK(site.desk.view(site.id).notes.front().by == "e2");
}

}  // namespace huidan::test

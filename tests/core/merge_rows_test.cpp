#include <doctest/doctest.h>

#include <array>
#include <functional>

#include "sync/base/limits.hpp"
#include "sync/core/sign_off.hpp"
#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

const RowId kPart{uuid(50)};

OpBody put(std::vector<ColumnSetting> columns, int id = 50) {
  return PutPart{RowId(uuid(id)), kVisit, std::move(columns)};
}

template <typename Row>
void fill(std::vector<Row>& rows, std::size_t count) {
  while (rows.size() < count) rows.emplace_back();
}

}  // namespace

TEST_CASE("parts are merged column by column") {
  Table t;
  CHECK(told(t.write(t.e1, put({{"name", "new"}, {"qty", "1"}}, 51), 1)) == "applied");
  CHECK(told(t.write(t.desk, put({{"qty", "9"}}), 1)) == "applied");
  CHECK(told(t.write(t.e1, put({{"note", "mine"}, {"qty", "5"}}), 1)) == "parked parked qty");
  CHECK(t.part().note == "mine");
  CHECK(t.part().qty == "9");
  CHECK(t.disputes() == "qty 5/9() field_conflict");
  CHECK(told(t.write(t.e1, put({{"qty", "9"}}), 1)) == "applied");  // they agree after all
}

TEST_CASE("a part removed there and edited here waits for a person, either way round") {
  SUBCASE("the removal came first") {
    Table t;
    CHECK(told(t.write(t.desk, RemovePart{kPart}, 1)) == "applied");
    CHECK(told(t.write(t.e1, put({{"qty", "5"}}), 1)) == "parked parked qty");
    CHECK(t.part().removed);
    CHECK(t.part().qty == "2");
    CHECK(t.disputes() == "qty 5/2() field_conflict");
  }
  SUBCASE("the edit came first") {
    Table t;
    CHECK(told(t.write(t.desk, put({{"qty", "5"}}), 1)) == "applied");
    CHECK(told(t.write(t.e1, RemovePart{kPart}, 1)) == "parked parked removed");
    CHECK_FALSE(t.part().removed);
    CHECK(t.disputes() == "removed 1/() field_conflict");
    const DisputeId id = t.state.order.disputes[0].id;
    CHECK(told(t.write(t.desk, SettleDispute{id, "1"}, t.version())) == "applied");
    CHECK(t.part().removed);
  }
  SUBCASE("both removed it") {
    Table t;
    t.write(t.desk, RemovePart{kPart}, 1);
    CHECK(told(t.write(t.e1, RemovePart{kPart}, 1)) == "applied");
    CHECK(t.version() == 2);
  }
  SUBCASE("the edit was seen") {
    Table t;
    t.write(t.desk, put({{"qty", "5"}}), 1);
    CHECK(told(t.write(t.e1, RemovePart{kPart}, 2)) == "applied");
    CHECK(t.part().removed);
  }
  SUBCASE("the edit was one's own") {
    Table t;
    t.write(t.e1, put({{"qty", "5"}}), 1);
    CHECK(told(t.write(t.e1, RemovePart{kPart}, 1)) == "applied");
  }
}

TEST_CASE("notes of two hands stand beside each other") {
  Table t;
  t.write(t.desk, AddNote{"desk's"}, 1);
  CHECK(told(t.write(t.e1, AddNote{"mine"}, 1)) == "applied");
  CHECK(t.state.order.notes.size() == 2);
}

TEST_CASE("a sign-off counts under the key of the device that brought it, and no other") {
  Table t;
  const AddSignOff good = t.e1.sign(t.state.order, "customer");

  struct Row {
    std::string_view name;
    std::function<void(AddSignOff&)> spoil;
    std::string_view outcome;
  };

  const std::array rows{
      Row{"as it was given", [](AddSignOff&) {}, "applied"},
      Row{"another name", [](AddSignOff& s) { s.sign_off.name = "x"; }, "rejected bad_signature"},
      Row{"another party", [](AddSignOff& s) { s.sign_off.role = "engineer"; },
          "rejected bad_signature"},
      Row{"other words of the form", [](AddSignOff& s) { s.sign_off.form_hash = "x"; },
          "rejected bad_signature"},
      Row{"other ink", [](AddSignOff& s) { s.sign_off.strokes_hash = "x"; },
          "rejected bad_signature"},
      Row{"no signature", [](AddSignOff& s) { s.sign_off.signature = ""; },
          "rejected bad_signature"},
      Row{"a signature that is no base64", [](AddSignOff& s) { s.sign_off.signature = "?"; },
          "rejected bad_signature"},
      Row{"another device's",
          [&](AddSignOff& s) { s = t.e1_second.sign(state_of("on_site").order, "customer"); },
          "rejected bad_signature"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Table fresh;
    fresh.e1 = t.e1;
    AddSignOff body = good;
    row.spoil(body);
    CHECK(told(fresh.write(fresh.e1, body, 1)) == row.outcome);
  }
  CHECK(told(t.write(t.desk, good, 1)).starts_with("rejected"));
}

TEST_CASE("a form or ink that could not be printed again is not taken") {
  Table t;

  struct Row {
    std::string_view name;
    std::function<void(AddSignOff&)> spoil;
    std::string_view outcome;
  };

  OrderState other = state_of("on_site");
  other.order.id = OrderId(uuid(2));
  const std::array rows{
      Row{"no form", [](AddSignOff& s) { s.form = "{}"; }, "rejected bad_input form"},
      Row{"another order's form", [&](AddSignOff& s) { s.form = form_bytes(other.order); },
          "rejected bad_input form"},
      Row{"no ink", [](AddSignOff& s) { s.strokes = "{}"; }, "rejected bad_strokes strokes"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    AddSignOff body = t.e1.sign(t.state.order, "customer");
    row.spoil(body);
    body.sign_off.form_hash = sha256_hex(body.form);
    body.sign_off.strokes_hash = sha256_hex(body.strokes);
    SignOff statement = body.sign_off;
    statement.at = kAt;
    statement.device = t.e1.author.writer.device.value;
    body.sign_off.signature =
        to_base64(sign_bytes(sign_off_statement(statement, kOrder), t.e1.key.secret_key));
    CHECK(told(t.write(t.e1, body, 1)) == row.outcome);
  }
}

TEST_CASE("a form that changed meanwhile is signed all the same, and shows as stale (SYNC §2.8)") {
  Table t;
  const AddSignOff body = t.e1.sign(t.state.order, "customer");
  t.set(t.desk, {{Field::treatment, "amended"}}, 1);
  CHECK(told(t.write(t.e1, body, 1)) == "applied");
  CHECK(as_shown(t.state.order).signoffs.at(0).state == "stale");
  CHECK(t.state.order.amendments.empty());  // the change was there before the signature
}

TEST_CASE("a hand-over that must wait finds room for its dispute, or is refused") {
  Table t;
  fill(t.state.order.disputes, limits::kDisputes_max - 1);
  Pen waiting = t.e1;
  waiting.author.parked_with = kHanded;
  CHECK(told(t.write(waiting, HandOver{"e2"}, 1)) == "parked parked op");
  CHECK(t.state.order.disputes.size() == limits::kDisputes_max);
  CHECK(told(t.write(waiting, HandOver{"e2"}, 1)) == "rejected too_many");
  CHECK(t.state.order.disputes.size() == limits::kDisputes_max);
}

TEST_CASE("every list of an order has its limit") {
  Table t;
  WorkOrder& order = t.state.order;
  fill(order.notes, limits::kNotes_max);
  fill(order.parts, limits::kParts_max);
  fill(order.visits, limits::kVisits_max);
  fill(order.signoffs, limits::kSignOffs_max);
  fill(order.copies, limits::kPrints_max);
  Copy copy;
  copy.visit = kVisit;
  CHECK(told(t.write(t.e1, AddNote{"x"}, 1)) == "rejected too_many");
  CHECK(told(t.write(t.e1, put({{"name", "x"}}, 99), 1)) == "rejected too_many");
  CHECK(told(t.write(t.e1, NewVisit{RowId(uuid(99))}, 1)) == "rejected too_many");
  CHECK(told(t.write(t.e1, t.e1.sign(order, "customer"), 1)) == "rejected too_many");
  CHECK(told(t.write(t.e1, AddCopy{copy}, 1)) == "rejected too_many");
  CHECK(told(t.write(t.e1, put({{"qty", "3"}}), 1)) == "applied");  // an old row may change
  CHECK(t.version() == 2);
}

TEST_CASE(
    "a dispute is settled once, by who may set its field, with a value that may stand there") {
  Table t;
  t.set(t.desk, {{Field::treatment, "desk's"}, {Field::kind, "repair"}}, 1);
  t.set(t.e1, {{Field::treatment, "mine"}, {Field::kind, "maintenance"}}, 1);
  REQUIRE(t.state.order.disputes.size() == 2);
  const DisputeId text = t.state.order.disputes[0].id;
  const DisputeId choice = t.state.order.disputes[1].id;

  CHECK(told(t.write(t.admin, SettleDispute{text, "x"}, 3)) == "rejected forbidden");
  CHECK(told(t.write(t.e1, SettleDispute{choice, "x"}, 3)) == "rejected bad_choice kind");
  CHECK(told(t.write(t.e1, SettleDispute{text, "both"}, 3)) == "applied");
  CHECK(t.value(Field::treatment) == "both");
  CHECK(t.state.order.disputes[0].settled_by == "e1");
  CHECK(told(t.write(t.desk, SettleDispute{text, "again"}, 3)) ==
        "rejected already_settled dispute");
  CHECK(t.value(Field::treatment) == "both");
  // The settlement is a write like any other: who has not seen it starts a new dispute.
  CHECK(told(t.set(t.desk, {{Field::treatment, "blind"}}, 3)) == "parked parked treatment");
}

TEST_CASE("a settlement can neither take a step that life forbids nor spoil a part") {
  Table t("en_route");
  t.set(t.desk, {{Field::status, "suspended"}, {Field::status_reason, "w"}}, 1);
  CHECK(told(t.set(t.e1, {{Field::status, "on_site"}}, 1)).starts_with("parked"));
  REQUIRE(t.state.order.disputes.size() == 1);
  const DisputeId step = t.state.order.disputes[0].id;
  CHECK(told(t.write(t.desk, SettleDispute{step, "archived"}, t.version())) ==
        "rejected bad_move status");
  CHECK(t.value(Field::status) == "suspended");
  CHECK(told(t.write(t.desk, SettleDispute{step, "suspended"}, t.version())) == "applied");

  Table p;
  p.write(p.desk, put({{"qty", "9"}}), 1);
  p.write(p.e1, put({{"qty", "5"}}), 1);
  const DisputeId qty = p.state.order.disputes.at(0).id;
  CHECK(told(p.write(p.desk, SettleDispute{qty, "many"}, 3)) == "rejected bad_number qty");
  CHECK(told(p.write(p.desk, SettleDispute{qty, "05.50"}, 3)) == "applied");
  CHECK(p.part().qty == "5.5");
}

}  // namespace huidan::core

// What is written over after somebody has signed is noted, at the desk and on the laptop alike.

#include "sync/core/amend.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "sync/base/limits.hpp"
#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

const RowId kPart{uuid(50)};

/// "row field was>value by", the row by its last digits.
std::string told(const std::vector<Amendment>& amendments) {
  std::string out;
  for (const Amendment& a : amendments) {
    if (!out.empty()) out += ", ";
    if (!a.row.empty()) out += a.row.value.substr(a.row.value.size() - 2) + ' ';
    out += a.field + ' ' + a.was + '>' + a.value + ' ' + a.by;
  }
  return out;
}

OpBody put(std::vector<ColumnSetting> columns, int id = 50) {
  return PutPart{RowId(uuid(id)), kVisit, std::move(columns)};
}

}  // namespace

TEST_CASE("every way to change a signed form leaves its row, the same in merge and in apply") {
  struct Row {
    std::string_view name;
    OpBody body;
    std::string_view amendments;
  };

  const std::vector<Row> rows{
      {"a field", set_of({{Field::treatment, "new"}}), "treatment old>new leader1"},
      {"the same value", set_of({{Field::treatment, "old"}}), ""},
      {"two fields", set_of({{Field::remarks, ""}, {Field::equipment, "e"}}),
       "equipment >e leader1, remarks r> leader1"},
      {"the form's language", set_of({{Field::language, "en"}}), "language >en leader1"},
      {"what no paper shows", set_of({{Field::priority, "1"}, {Field::cause, "c"}}), ""},
      {"a visit's time", set_of({{Field::restored_at, kAt}}), ""},
      {"a part's column", put({{"qty", "5"}, {"unit", "只"}}), "50 qty 2>5 leader1"},
      {"a part added", put({{"name", "光模块"}, {"qty", "1"}}, 51), "51 part >光模块 1 leader1"},
      {"a part removed", RemovePart{kPart}, "50 part 风机电容 CBB65 2 只 样例> leader1"},
      {"a note", AddNote{"n"}, ""},
      {"another visit", NewVisit{RowId(uuid(2))}, ""},
  };
  for (const Row& row : rows) {
    for (const char* how : {"signed", "on_paper"}) {
      CAPTURE(row.name);
      CAPTURE(how);
      Table t("restored");
      t.desk.author.roles = {Role::seat, Role::duty_leader, Role::engineer};
      t.write(t.e1, t.e1.sign(t.state.order, "customer", how), 1);
      WorkOrder view = t.state.order;
      const Op op = op_of(99, row.body, t.version());
      CHECK(told(merge(t.state, op, t.desk.author)) == "applied");
      CHECK(told(t.state.order.amendments) == row.amendments);
      apply(view, op, t.desk.author.writer);
      CHECK(view.amendments == t.state.order.amendments);
    }
  }
}

TEST_CASE("nothing is amended that nobody signed on this visit") {
  for (const char* how : {"refused", "absent", ""}) {
    CAPTURE(how);
    Table t;
    if (*how != '\0') t.write(t.e1, t.e1.sign(t.state.order, "customer", how), 1);
    t.set(t.desk, {{Field::treatment, "new"}}, t.version());
    CHECK(t.state.order.amendments.empty());
  }
  Table t;
  t.write(t.e1, t.e1.sign(t.state.order, "customer"), 1);
  t.write(t.e1, NewVisit{RowId(uuid(2))}, t.version());
  t.set(t.desk, {{Field::treatment, "new"}}, t.version());
  CHECK(t.state.order.amendments.empty());  // the second visit has a form of its own
}

TEST_CASE("a parked value amends nothing until a person takes it") {
  Table t;
  t.write(t.e1, t.e1.sign(t.state.order, "customer"), 1);
  const std::int64_t signed_at = t.version();
  t.set(t.desk, {{Field::treatment, "desk's"}}, signed_at);
  CHECK(told(t.set(t.e1, {{Field::treatment, "mine"}}, signed_at)) == "parked parked treatment");
  CHECK(told(t.state.order.amendments) == "treatment old>desk's leader1");
  const DisputeId id = t.state.order.disputes.at(0).id;
  const Op op = op_of(99, SettleDispute{id, "mine"}, t.version());
  WorkOrder view = t.state.order;
  CHECK(told(merge(t.state, op, t.desk.author)) == "applied");
  apply(view, op, t.desk.author.writer);
  CHECK(told(t.state.order.amendments) ==
        "treatment old>desk's leader1, treatment desk's>mine leader1");
  CHECK(view.amendments == t.state.order.amendments);
}

TEST_CASE("the ids of one op's amendments differ, and come of the op") {
  Table t;
  t.write(t.e1, t.e1.sign(t.state.order, "customer"), 1);
  t.set(t.desk, {{Field::treatment, "a"}, {Field::remarks, "b"}}, t.version());
  t.set(t.desk, {{Field::treatment, "c"}}, t.version());
  std::vector<std::string> ids;
  for (const Amendment& a : t.state.order.amendments) ids.push_back(a.id.value);
  REQUIRE(ids.size() == 3);
  std::ranges::sort(ids);
  CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

TEST_CASE("an order whose amendments are full refuses the next, and stays as it was") {
  Table t;
  t.write(t.e1, t.e1.sign(t.state.order, "customer"), 1);
  t.state.order.amendments.resize(limits::kAmendments_max - 1);
  const OrderState before = t.state;
  CHECK(told(t.set(t.desk, {{Field::treatment, "a"}, {Field::remarks, "b"}}, t.version())) ==
        "rejected too_many");
  CHECK(t.state.order == before.order);
  CHECK(t.state.stamps == before.stamps);
  CHECK(told(t.set(t.desk, {{Field::treatment, "a"}}, t.version())) == "applied");
  CHECK(told(t.set(t.desk, {{Field::priority, "1"}}, t.version())) == "applied");  // no amendment
}

}  // namespace huidan::core

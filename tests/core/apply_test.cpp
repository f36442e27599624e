#include "sync/core/apply.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>

#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

const Writer kWriter{"e1", DeviceId(uuid(600))};

WorkOrder after(WorkOrder order, OpBody body) {
  apply(order, op_of(9, std::move(body)), kWriter);
  return order;
}

}  // namespace

TEST_CASE("an order is born received, with its first visit, whatever was said of its status") {
  const Op op = op_of(
      1, NewOrder{"N", {{Field::status, "archived"}, {Field::reporter, "r"}}, {part_of(5)}}, 0);
  const WorkOrder order = born(op, std::get<NewOrder>(op.body));
  CHECK(order.id == kOrder);
  CHECK(value_of(order, Field::status) == "received");
  CHECK(value_of(order, Field::reporter) == "r");
  REQUIRE(order.visits.size() == 1);
  CHECK(order.visits[0].id.value == kOrder.value);
  CHECK(order.parts == std::vector<Part>{part_of(5)});
}

TEST_CASE("fields go to the order or to the visit that was named") {
  WorkOrder order = state_of().order;
  order.visits.emplace_back().id = RowId(uuid(2));
  order = after(order, SetFields{kVisit, {{Field::arrived_at, kAt}, {Field::treatment, "new"}}});
  CHECK(order.visits[0].arrived_at == kAt);
  CHECK(order.visits[1].arrived_at.empty());
  CHECK(value_of(order, Field::treatment) == "new");
  CHECK(after(order, SetFields{RowId(uuid(99)), {{Field::arrived_at, "x"}}}) == order);
}

TEST_CASE("an order that goes back to its group is nobody's") {
  const WorkOrder order = after(state_of().order, set_of({{Field::status, "dispatched"}}));
  CHECK(value_of(order, Field::assignee).empty());
}

TEST_CASE("rows are added once, changed by their columns and never lost") {
  const WorkOrder order = state_of().order;
  const WorkOrder visited = after(order, NewVisit{RowId(uuid(2))});
  CHECK(visited.visits.size() == 2);
  CHECK(after(visited, NewVisit{RowId(uuid(2))}) == visited);

  const WorkOrder changed = after(order, PutPart{RowId(uuid(50)), kVisit, {{"qty", "3"}}});
  CHECK(changed.parts[0].qty == "3");
  CHECK(changed.parts[0].name == part_of(50).name);
  const WorkOrder added = after(order, PutPart{RowId(uuid(51)), kVisit, {{"name", "n"}}});
  REQUIRE(added.parts.size() == 2);
  CHECK(added.parts[1].visit == kVisit);
  const WorkOrder removed = after(order, RemovePart{RowId(uuid(50))});
  REQUIRE(removed.parts.size() == 1);
  CHECK(removed.parts[0].removed);
  CHECK(after(order, RemovePart{RowId(uuid(99))}) == order);
}

TEST_CASE("notes, sign-offs and sheets carry the op's id, its time and its writer") {
  WorkOrder order = after(state_of().order, AddNote{"text"});
  CHECK(order.notes.at(0) == Note{RowId(uuid(1009)), "e1", kAt, "text"});
  SignOff s = sign_off_of_form("form", "customer");
  order = after(order, AddSignOff{s, "form", kStrokes});
  CHECK(order.signoffs.at(0).id.value == uuid(1009));
  CHECK(order.signoffs.at(0).at == kAt);
  CHECK(order.signoffs.at(0).device == uuid(600));
  Copy copy;
  copy.copy = "desk";
  order = after(order, AddCopy{copy});
  CHECK(order.copies.at(0).id.value == uuid(1009));
  CHECK(order.copies.at(0).by == "e1");
}

TEST_CASE("a settled dispute puts the chosen value where the dispute was") {
  struct Row {
    std::string_view name;
    RowId row;
    std::string_view field;
    const char* value;
    std::function<bool(const WorkOrder&)> holds;
  };

  const std::array rows{
      Row{"an order's field", RowId(), "treatment", "chosen",
          [](const auto& o) { return value_of(o, Field::treatment) == "chosen"; }},
      Row{"a visit's time, in its one spelling", kVisit, "arrived_at",
          "2026-11-22T09:05:00.5+08:00",
          [](const auto& o) { return o.visits[0].arrived_at == kAt; }},
      Row{"a part's column", RowId(uuid(50)), "qty", "7",
          [](const auto& o) { return o.parts[0].qty == "7"; }},
      Row{"a part that goes", RowId(uuid(50)), "removed", "1",
          [](const auto& o) { return o.parts[0].removed; }},
      Row{"a part that stays", RowId(uuid(50)), "removed", "",
          [](const auto& o) { return !o.parts[0].removed; }},
      Row{"a part that is not there", RowId(uuid(77)), "qty", "7",
          [](const auto& o) { return o.parts[0].qty == "2"; }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    WorkOrder order = state_of().order;
    Dispute open;
    open.id = DisputeId("D-1");
    open.row = row.row;
    open.field = row.field;
    open.state = "open";
    order.disputes = {open};
    const WorkOrder settled = after(order, SettleDispute{DisputeId("D-1"), row.value});
    CHECK(row.holds(settled));
    CHECK(settled.disputes[0].state == "settled");
    CHECK(settled.disputes[0].settled_by == "e1");
    CHECK(after(order, SettleDispute{DisputeId("D-2"), row.value}) == order);
  }
}

}  // namespace huidan::core

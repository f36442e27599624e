// SYNC §2.6: an order that was given away or closed behind the writer's back. What he says happened
// stands, as late; what he says the order is waits for a person.

#include <doctest/doctest.h>

#include <array>

#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

Table reassigned() {
  Table t("on_site");
  t.e1.author.grant = Grant::closed;
  return t;
}

/// The desk archived it meanwhile, in version 2.
Table closed() {
  Table t("on_site");
  *value_at(t.state.order, kVisit, Field::status) = "archived";
  t.state.order.version = 2;
  t.state.stamps.wrote("status", 2, t.desk.author.writer.branch());
  return t;
}

}  // namespace

TEST_CASE("on an order that is somebody else's now, facts are late and words are parked") {
  struct Row {
    std::string_view name;
    OpBody body;
    std::string_view outcome;
    std::string_view disputes;
  };

  Copy sheet;
  sheet.visit = kVisit;
  sheet.copy = "desk";
  const std::array rows{
      Row{"a note", AddNote{"x"}, "late", ""},
      Row{"a time", set_of({{Field::arrived_at, kAt}}), "late", ""},
      Row{"a part used", PutPart{RowId(uuid(51)), kVisit, {{"name", "n"}}}, "late", ""},
      Row{"a printed sheet", AddCopy{sheet}, "late", ""},
      Row{"a word", set_of({{Field::treatment, "mine", "old"}}), "parked parked treatment",
          "treatment mine/old(old) reassigned"},
      Row{"a step", set_of({{Field::status, "restored", "on_site"}}), "parked parked status",
          "status restored/on_site(on_site) reassigned"},
      Row{"a time and a word",
          set_of({{Field::arrived_at, kAt}, {Field::treatment, "mine", "old"}}),
          "parked parked treatment", "treatment mine/old(old) reassigned"},
      Row{"nothing new", set_of({{Field::treatment, "old"}}), "late", ""},
      Row{"a field that was never his", set_of({{Field::facts, "confirmed"}}),
          "rejected field_forbidden facts", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Table t = reassigned();
    CHECK(told(t.write(t.e1, row.body, 1)) == row.outcome);
    CHECK(t.disputes() == row.disputes);
    CHECK(t.value(Field::treatment) == "old");
    CHECK(t.value(Field::status) == "on_site");
  }
  Table t = reassigned();
  CHECK(told(t.write(t.e1, t.e1.sign(t.state.order, "customer"), 1)) == "late");
  CHECK(t.state.order.signoffs.size() == 1);
}

TEST_CASE("a late time and a parked word both end where they belong") {
  Table t = reassigned();
  t.set(t.e1, {{Field::arrived_at, kAt}, {Field::treatment, "mine"}}, 1);
  CHECK(value_of(t.state.order, Field::arrived_at) == kAt);
  Table grouped = reassigned();
  grouped.group = "g";
  const Outcome outcome =
      grouped.set(grouped.e1, {{Field::arrived_at, kAt}, {Field::treatment, "mine"}}, 1);
  CHECK(outcome.disputes.size() == 2);
  CHECK(value_of(grouped.state.order, Field::arrived_at).empty());
}

TEST_CASE("a late time that meets another's is a dispute like any other") {
  Table t = reassigned();
  t.set(t.desk, {{Field::arrived_at, "2026-11-22T10:00:00+08:00"}}, 1);
  CHECK(told(t.set(t.e1, {{Field::arrived_at, kAt}}, 1)) == "parked parked arrived_at");
  CHECK(value_of(t.state.order, Field::arrived_at) == "2026-11-22T10:00:00+08:00");
}

TEST_CASE("on an order that was closed unseen, facts are late and words are parked") {
  struct Row {
    std::string_view name;
    OpBody body;
    std::string_view outcome;
    std::string_view disputes;
  };

  const std::array rows{
      Row{"a note", AddNote{"x"}, "late", ""},
      Row{"a time", set_of({{Field::arrived_at, kAt}}), "late", ""},
      Row{"a part used", PutPart{RowId(uuid(51)), kVisit, {{"name", "n"}}}, "late", ""},
      Row{"a word", set_of({{Field::treatment, "mine", "old"}}), "parked field_forbidden treatment",
          "treatment mine/old(old) closed"},
      Row{"a step", set_of({{Field::status, "restored", "on_site"}}),
          "parked field_forbidden status", "status restored/archived(on_site) closed"},
      Row{"a field that was never his", set_of({{Field::facts, "confirmed"}}),
          "rejected field_forbidden facts", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Table t = closed();
    CHECK(told(t.write(t.e1, row.body, 1)) == row.outcome);
    CHECK(t.disputes() == row.disputes);
    CHECK(t.value(Field::status) == "archived");
  }
}

TEST_CASE("who has seen that an order is closed is refused, nothing is parked") {
  Table t = closed();
  CHECK(told(t.set(t.e1, {{Field::treatment, "mine"}}, 2)) == "rejected field_forbidden treatment");
  CHECK(told(t.write(t.e1, AddNote{"x"}, 2)) == "rejected forbidden");
  CHECK(told(t.write(t.e1, RemovePart{RowId(uuid(50))}, 2)) == "rejected forbidden");
  CHECK(t.version() == 2);
}

}  // namespace huidan::core

#include <doctest/doctest.h>

#include <array>

#include "tests/core/merging.hpp"

namespace huidan::core {

using enum Field;

TEST_CASE("who has seen the foreign edit may change it, who has not starts a dispute") {
  struct Row {
    std::string_view name;
    std::int64_t base;  // of the laptop's edit; the desk writes version 2
    const char* mine;
    std::string_view outcome;
    std::string_view live;
    std::string_view disputes;
  };

  constexpr std::array rows{
      Row{"seen", 2, "mine", "applied", "mine", ""},
      Row{"unseen", 1, "mine", "parked parked treatment", "desk's",
          "treatment mine/desk's(old) field_conflict"},
      Row{"unseen, the same value", 1, "desk's", "applied", "desk's", ""},
      Row{"a base that the desk never gave counts as none", 99, "mine", "parked parked treatment",
          "desk's", "treatment mine/desk's(old) field_conflict"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Table t;
    t.set(t.desk, {{treatment, "desk's", "old"}}, 1);
    CHECK(told(t.set(t.e1, {{treatment, row.mine, "old"}}, row.base)) == row.outcome);
    CHECK(t.value(treatment) == row.live);
    CHECK(t.disputes() == row.disputes);
  }
}

TEST_CASE("two edits of two fields are no dispute") {
  Table t;
  t.set(t.desk, {{contact, "desk's"}}, 1);
  CHECK(told(t.set(t.e1, {{treatment, "mine"}}, 1)) == "applied");
  CHECK(t.disputes().empty());
  CHECK(t.value(contact) == "desk's");
  CHECK(t.value(treatment) == "mine");
}

TEST_CASE("one op takes its clean fields and parks the others") {
  Table t;
  t.set(t.desk, {{treatment, "desk's"}}, 1);
  const Outcome outcome = t.set(t.e1, {{treatment, "mine", "old"}, {remarks, "clean"}}, 1);
  CHECK(told(outcome) == "parked parked treatment");
  CHECK(outcome.disputes.size() == 1);
  CHECK(t.value(remarks) == "clean");
  CHECK(t.value(treatment) == "desk's");
  CHECK(t.version() == 3);
}

TEST_CASE("a group stands or falls as a whole") {
  Table t;
  t.set(t.desk, {{treatment, "desk's"}}, 1);
  t.group = "g";
  CHECK(told(t.set(t.e1, {{treatment, "mine", "old"}, {remarks, "clean", "r"}}, 1)) ==
        "parked parked treatment");
  CHECK(t.value(remarks) == "r");
  CHECK(t.disputes() ==
        "treatment mine/desk's(old) field_conflict, remarks clean/r(r) field_conflict");
  Table clean;
  clean.group = "g";
  CHECK(told(clean.set(clean.e1, {{treatment, "mine"}, {remarks, "clean"}}, 1)) == "applied");
}

TEST_CASE("an offline chain is judged by what the desk had said before it (SYNC §2.3)") {
  Table t;
  CHECK(told(t.set(t.e1, {{treatment, "one"}}, 1)) == "applied");
  CHECK(told(t.set(t.e1, {{treatment, "two"}}, 1)) == "applied");  // his own edit is not foreign
  t.set(t.desk, {{treatment, "desk's"}}, 3);
  CHECK(told(t.set(t.e1, {{treatment, "three"}}, 1)) == "parked parked treatment");
  CHECK(t.value(treatment) == "desk's");
}

TEST_CASE("an own newer write does not hide the foreign one before it") {
  Table t;
  t.set(t.desk, {{treatment, "desk's"}}, 1);    // 2
  t.set(t.e1, {{treatment, "mine, seen"}}, 2);  // 3
  CHECK(told(t.set(t.e1, {{treatment, "blind"}}, 1)) == "parked parked treatment");
  CHECK(t.value(treatment) == "mine, seen");
}

TEST_CASE("a second candidate of one device replaces its first, another device has its own") {
  Table t;
  t.set(t.desk, {{treatment, "desk's"}}, 1);
  const Outcome first = t.set(t.e1, {{treatment, "one", "old"}}, 1);
  t.set(t.desk, {{treatment, "desk again"}}, t.version());
  const Outcome second = t.set(t.e1, {{treatment, "two", "old"}}, 1);
  CHECK(first.disputes == second.disputes);
  CHECK(t.disputes() == "treatment two/desk again(old) field_conflict");
  const Outcome other = t.set(t.e1_second, {{treatment, "three", "old"}}, 1);
  CHECK(other.disputes != first.disputes);
  CHECK(t.disputes() ==
        "treatment two/desk again(old) field_conflict, "
        "treatment three/desk again(old) field_conflict");
}

TEST_CASE("the version rises once an op, and only when something changed") {
  Table t;
  t.set(t.e1, {{treatment, "one"}, {remarks, "two"}, {cause, "three"}}, 1);
  CHECK(t.version() == 2);
  CHECK(told(t.set(t.e1, {{treatment, "one"}}, 1)) == "applied");
  CHECK(t.version() == 2);
  CHECK(told(t.set(t.e1, {{priority, "1"}}, 1)) == "rejected field_forbidden priority");
  CHECK(t.version() == 2);
  t.set(t.desk, {{treatment, "desk's"}}, 2);
  CHECK(t.version() == 3);
  t.set(t.e1, {{treatment, "mine"}}, 2);  // parked: the order shows a dispute now
  CHECK(t.version() == 4);
}

TEST_CASE("a refused op changes nothing at all") {
  struct Row {
    std::string_view name;
    OpBody body;
    std::string_view outcome;
  };

  const std::array rows{
      Row{"a field of the duty leader", set_of({{treatment, "x"}, {assignee, "e2"}}),
          "rejected field_forbidden assignee"},
      Row{"a step that life does not know", set_of({{treatment, "x"}, {status, "archived"}}),
          "rejected bad_move status"},
      Row{"somebody else's step", set_of({{status, "terminated"}, {termination_reason, "w"}}),
          "rejected forbidden status"},
      Row{"standing still without a reason", set_of({{status, "suspended"}}),
          "rejected missing_value status_reason"},
      Row{"with an empty reason", set_of({{status, "suspended"}, {status_reason, ""}}),
          "rejected missing_value status_reason"},
      Row{"no status at all", set_of({{status, ""}}), "rejected bad_choice status"},
      Row{"a visit that is none", SetFields{RowId(uuid(99)), {{arrived_at, kAt}}},
          "rejected not_found visit"},
      Row{"a part that is none", RemovePart{RowId(uuid(99))}, "rejected not_found part"},
      Row{"a dispute that is none", SettleDispute{DisputeId("D-0"), "x"},
          "rejected not_found dispute"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Table t;
    const OrderState before = t.state;
    CHECK(told(t.write(t.e1, row.body, 1)) == row.outcome);
    CHECK(t.state.order == before.order);
    CHECK(t.state.stamps == before.stamps);
  }
}

TEST_CASE("a step with its reason is taken") {
  Table t;
  CHECK(told(t.set(t.e1, {{status, "suspended"}, {status_reason, "备件(样例)"}}, 1)) == "applied");
  CHECK(t.value(status) == "suspended");
}

TEST_CASE("an order that went back to its group is nobody's for those who did not see it") {
  Table t("assigned");
  t.set(t.desk, {{status, "dispatched"}, {status_reason, "w"}}, 1);
  CHECK(t.value(assignee).empty());
  Pen other("leader2", 710, Role::duty_leader);
  CHECK(told(t.set(other, {{assignee, "e2", "e1"}}, 1)) == "parked parked assignee");
  CHECK(t.value(assignee).empty());
}

TEST_CASE("who holds no order and no desk changes nothing") {
  Table t;
  t.e1.author.grant = Grant::none;
  CHECK(told(t.set(t.e1, {{treatment, "x"}}, 1)) == "rejected unknown_order");
  CHECK(told(t.write(t.e1, AddNote{"x"}, 1)) == "rejected unknown_order");
  CHECK(told(t.set(t.admin, {{treatment, "x"}}, 1)) == "rejected field_forbidden treatment");
  CHECK(told(t.write(t.admin, AddNote{"x"}, 1)) == "rejected forbidden");
  CHECK(t.version() == 1);
  OrderState none;
  CHECK(merge(none, op_of(1, AddNote{"x"}), t.desk.author).error.code == Code::unknown_order);
}

TEST_CASE("what no state of the order would allow is not parked when the state has moved") {
  Table t("en_route");
  t.set(t.desk, {{status, "suspended"}, {status_reason, "w"}}, 1);
  CHECK(told(t.set(t.e1, {{facts, "confirmed"}}, 1)) == "rejected field_forbidden facts");
  CHECK(told(t.set(t.admin, {{treatment, "x"}}, 1)) == "rejected field_forbidden treatment");
  CHECK(told(t.write(t.admin, AddNote{"x"}, 1)) == "rejected forbidden");
  CHECK(t.disputes().empty());
}

TEST_CASE("an order is born once, by those who may make one, of what they may say") {
  struct Row {
    std::string_view name;
    Pen pen;
    Settings fields;
    std::string_view outcome;
  };

  const Table t;
  const std::array rows{
      Row{"a seat", t.desk, {{reporter, "r"}, {priority, "1"}, {cause, "c"}}, "applied"},
      Row{"an engineer on site, for himself", t.e1, {{reporter, "r"}, {assignee, "e1"}}, "applied"},
      Row{"an engineer for another", t.e1, {{assignee, "e2"}}, "rejected field_forbidden assignee"},
      Row{"an engineer who confirms his own facts",
          t.e1,
          {{facts, "confirmed"}},
          "rejected field_forbidden facts"},
      Row{"a seat who gives it away at birth",
          t.desk,
          {{assignee, "e2"}},
          "rejected field_forbidden assignee"},
      Row{"an administrator", t.admin, {}, "rejected forbidden"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    OrderState state;
    CHECK(told(merge(state, op_of(1, NewOrder{"N", row.fields, {}}, 0), row.pen.author)) ==
          row.outcome);
    CHECK(state.exists() == (std::string(row.outcome) == "applied"));
    if (state.exists()) CHECK(state.order.version == 1);
  }
}

}  // namespace huidan::core

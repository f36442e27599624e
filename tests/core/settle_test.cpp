// Disputes as a person settles them: by how the id begins, by "mine" and "theirs"; a removal is
// undone when the value of the row is wanted.

#include "sync/core/settle.hpp"

#include <doctest/doctest.h>

#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

const RowId kDisputedPart{uuid(50)};

/// The desk removed the part while e1 wrote its quantity, unseen: dispute 0 is of "qty", "5" parked
/// over "2".
struct Removed : Table {
  Removed() {
    write(desk, RemovePart{kDisputedPart}, 1);
    write(e1, PutPart{kDisputedPart, kVisit, {{"qty", "5"}}}, 1);
    REQUIRE(state.order.disputes.size() == 1);
  }

  [[nodiscard]] const Dispute& dispute() const { return state.order.disputes[0]; }

  /// Settles by word, at the desk and on a laptop that sees the same order; gives "gone 2" or
  /// "there 5".
  std::string settle(const std::string& word) {
    const auto body = settlement(state.order, dispute().id, word);
    REQUIRE(body.ok());
    const Op op = op_of(90, body.value(), version());
    WorkOrder view = state.order;
    apply(view, op, desk.author.writer);
    CHECK(told(merge(state, op, desk.author)) == "applied");
    CHECK(view.parts == state.order.parts);
    CHECK(view.disputes == state.order.disputes);
    return (part().removed ? "gone " : "there ") + part().qty;
  }
};

}  // namespace

TEST_CASE("taking the value of a removed part brings the part back; leaving it leaves it gone") {
  struct Row {
    std::string_view word;
    std::string_view want;
  };

  for (const Row& row :
       {Row{"mine", "there 5"}, Row{"theirs", "gone 2"}, Row{"7", "there 7"}, Row{"2", "gone 2"}}) {
    CAPTURE(row.word);
    Removed t;
    CHECK(t.settle(std::string(row.word)) == row.want);
  }
}

TEST_CASE("a removal undone by a settlement is a write: who has not seen it meets a dispute") {
  Removed t;
  const std::int64_t before = t.version();
  CHECK(t.settle("mine") == "there 5");
  CHECK(t.state.stamps.of(kDisputedPart.value + "/removed").version == t.version());
  CHECK(told(t.write(t.e1, RemovePart{kDisputedPart}, before)) == "parked parked removed");
  CHECK_FALSE(t.part().removed);
}

TEST_CASE("a dispute of a removal is settled by taking the row out, or leaving or putting it in") {
  struct Row {
    std::string_view word;
    bool meanwhile;  // somebody who had seen all removed it
    bool removed;
  };

  for (const Row& row :
       {Row{"mine", false, true}, Row{"theirs", false, false}, Row{"", false, false},
        Row{"1", false, true}, Row{"", true, false}, Row{"theirs", true, true}}) {
    CAPTURE(row.word);
    CAPTURE(row.meanwhile);
    Table t;
    t.write(t.desk, PutPart{kDisputedPart, kVisit, {{"qty", "5"}}}, 1);
    CHECK(told(t.write(t.e1, RemovePart{kDisputedPart}, 1)) == "parked parked removed");
    if (row.meanwhile) t.write(t.desk, RemovePart{kDisputedPart}, t.version());
    const DisputeId id = t.state.order.disputes.at(0).id;
    const auto body = settlement(t.state.order, id, std::string(row.word));
    WorkOrder view = t.state.order;
    const Op op = op_of(90, body.value(), t.version());
    apply(view, op, t.desk.author.writer);
    CHECK(told(merge(t.state, op, t.desk.author)) == "applied");
    CHECK(t.part().removed == row.removed);
    CHECK(view.parts == t.state.order.parts);
  }
  Table t;
  t.write(t.desk, PutPart{kDisputedPart, kVisit, {{"qty", "5"}}}, 1);
  t.write(t.e1, RemovePart{kDisputedPart}, 1);
  const DisputeId id = t.state.order.disputes.at(0).id;
  CHECK(told(t.write(t.desk, SettleDispute{id, "yes"}, t.version())) ==
        "rejected bad_choice removed");
}

TEST_CASE("an engineer settles on his laptop what his order disputes") {
  Removed t;
  const auto body = settlement(t.state.order, t.dispute().id, "mine");
  CHECK(told(t.write(t.e1, body.value(), t.version())) == "applied");
  CHECK_FALSE(t.part().removed);
  CHECK(t.dispute().settled_by == "e1");
  CHECK(settlement(t.state.order, t.dispute().id, "mine").error().code == Code::not_found);
}

TEST_CASE("theirs is what stands now, not what stood when the value was parked") {
  Table t;
  t.set(t.desk, {{Field::treatment, "first"}}, 1);
  t.set(t.e1, {{Field::treatment, "mine"}}, 1);
  t.set(t.desk, {{Field::treatment, "second"}}, t.version());
  const Dispute dispute = t.state.order.disputes.at(0);
  CHECK(dispute.theirs == "first");
  CHECK(chosen_by_word(t.state.order, dispute, "theirs") == "second");
  CHECK(chosen_by_word(t.state.order, dispute, "mine") == "mine");
  CHECK(chosen_by_word(t.state.order, dispute, "both") == "both");
}

TEST_CASE("a dispute is found by how its id begins, where just one open one does") {
  WorkOrder one = state_of().order;
  WorkOrder two = one;
  two.no = "WX-2";
  const auto add = [](WorkOrder& order, const char* id, const char* state) {
    order.disputes.emplace_back().id = DisputeId(id);
    order.disputes.back().state = state;
  };
  add(one, "D-aa11", "open");
  add(one, "D-aa22", "settled");
  add(two, "D-ab33", "open");
  const auto found = [&](std::string_view id) {
    const auto at = find_open_dispute({one, two}, id);
    return at ? at.value().no + ' ' + at.value().dispute.id.value
              : std::string(code_name(at.error().code));
  };
  CHECK(found("D-ab33") == "WX-2 D-ab33");
  CHECK(found("D-aa") == "WX-20261122-0001 D-aa11");
  CHECK(found("D-aa22") == "not_found");
  CHECK(found("D-a") == "not_found");
  CHECK(found("D-x") == "not_found");
  CHECK(found("") == "not_found");
}

}  // namespace huidan::core

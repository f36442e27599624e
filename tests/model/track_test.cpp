#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "sync/model/life.hpp"
#include "tests/model/matrix.hpp"

namespace huidan {
namespace {

// An order that nothing keeps from the archive: one visit, both parties' ink, the facts confirmed.
WorkOrder finished_order() {
  WorkOrder order;
  order.id = OrderId{"o-1"};
  order.visits.push_back({RowId{"v-1"}, "2026-11-22T08:00:00+08:00", "2026-11-22T09:00:00+08:00",
                          "2026-11-22T10:00:00+08:00", "2026-11-22T10:10:00+08:00"});
  for (const char* party : {"customer", "engineer"}) {
    SignOff sign_off;
    sign_off.visit = RowId{"v-1"};
    sign_off.role = party;
    sign_off.state = "signed";
    sign_off.form_hash = "h1";
    order.signoffs.push_back(sign_off);
  }
  const auto set = [&order](Field field, std::string_view value) {
    order.fields.at(static_cast<std::size_t>(field)) = value;
  };
  set(Field::status, "in_check");
  set(Field::facts, "confirmed");
  set(Field::call_back, "done");
  return order;
}

std::string& field_in(WorkOrder& order, Field field) {
  return order.fields.at(static_cast<std::size_t>(field));
}

void add_sheet(WorkOrder& order, std::string_view copy, std::string_view state) {
  Copy sheet;
  sheet.visit = order.visits.back().id;
  sheet.copy = copy;
  sheet.state = state;
  order.copies.push_back(sheet);
}

}  // namespace

// A page of a track's changes: one line a state, the states it may go to.
template <NamedState State>
void check_changes(std::string_view track, const std::vector<std::string>& page) {
  REQUIRE(page.size() == kNamesOf<State>.size());
  for (std::size_t from = 0; from < page.size(); ++from) {
    const auto allowed = words_of(page[from]);
    CAPTURE(track);
    CAPTURE(page[from]);
    CHECK(allowed.at(0) == kNamesOf<State>.at(from));
    CHECK(allowed.at(1) == "->");
    for (const std::string_view to : kNamesOf<State>) {
      CAPTURE(to);
      const bool expected = std::find(allowed.begin() + 2, allowed.end(), to) != allowed.end();
      CHECK(may_change(static_cast<State>(from), *state_from_name<State>(to)) == expected);
    }
  }
}

TEST_CASE("each track changes as its own page says") {
  check_changes<SignOffState>("sign-off",
                              {"none -> signed on_paper refused absent",  //
                               "signed -> stale",                         //
                               "on_paper -> signed", "stale -> signed on_paper refused absent",
                               "refused -> signed on_paper", "absent -> signed on_paper refused"});
  check_changes<PaperState>("paper", {"none -> printed",  //
                                      "printed -> with_engineer signed returned missing",
                                      "with_engineer -> signed returned missing",
                                      "signed -> returned missing",  //
                                      "returned -> ",                //
                                      "missing -> returned printed"});
  check_changes<FactsState>("facts",
                            {"none -> phoned synced",  //
                             "phoned -> confirmed differing", "synced -> confirmed differing",
                             "confirmed -> differing",  //
                             "differing -> confirmed"});
  check_changes<CallBackState>("call-back",
                               {"none -> due tried done impossible", "due -> tried done impossible",
                                "tried -> tried done impossible",  //
                                "done -> ",                        //
                                "impossible -> tried done"});
}

TEST_CASE("the tracks are read off the order, and ink under another hash is stale (SYNC 2.8)") {
  WorkOrder order = finished_order();
  CHECK(tracks_of(order, "h1") == Tracks{.customer = SignOffState::inked,
                                         .engineer = SignOffState::inked,
                                         .facts = FactsState::confirmed,
                                         .call_back = CallBackState::done});
  CHECK(tracks_of(order, "h2").customer == SignOffState::stale);
  CHECK(tracks_of(order, "h2").engineer == SignOffState::stale);

  order.signoffs.at(0).state = "on_paper";  // the sheet shows what it shows, whatever the form says
  CHECK(tracks_of(order, "h2").customer == SignOffState::on_paper);

  add_sheet(order, "customer", "with_engineer");
  add_sheet(order, "desk", "with_engineer");
  add_sheet(order, "desk", "returned");
  add_sheet(order, "desk", "printed");  // S2-6: a duplicate at any later time reopens nothing
  CHECK(tracks_of(order, "h1").customer_copy == PaperState::with_engineer);
  CHECK(tracks_of(order, "h1").desk_copy == PaperState::returned);

  order.visits.push_back({RowId{"v-2"}, {}, {}, {}, {}});  // a further visit starts clean
  CHECK(tracks_of(order, "h1").customer == SignOffState::none);
  CHECK(tracks_of(order, "h1").desk_copy == PaperState::none);

  field_in(order, Field::facts).clear();
  field_in(order, Field::call_back) = "nonsense";
  CHECK(tracks_of(order, "h1").facts == FactsState::none);
  CHECK(tracks_of(order, "h1").call_back == CallBackState::none);
}

TEST_CASE("an order without a known status has just been received") {
  WorkOrder order = finished_order();
  CHECK(status_of(order) == Status::in_check);
  field_in(order, Field::status).clear();
  CHECK(status_of(order) == Status::received);
}

TEST_CASE(
    "S2-7.8: only an order whose every track is done, or excused with a reason, is archived") {
  struct Row {
    std::string_view name;
    std::function<void(WorkOrder&)> change;
    std::vector<std::string> blocks;
  };

  const auto sign = [](std::size_t party, const char* state, const char* reason) {
    return [=](WorkOrder& o) {
      o.signoffs.at(party).state = state;
      o.signoffs.at(party).reason = reason;
    };
  };
  const auto by_phone = [](WorkOrder& o) {
    o.visits.back().arrived_at.clear();
    o.signoffs.clear();
  };
  const std::vector<Row> rows{
      {"all done", [](WorkOrder&) {}, {}},
      {"customer refused with a reason", sign(0, "refused", "价格有异议"), {}},
      {"customer refused, nobody says why", sign(0, "refused", ""), {"blocks.sign_off_customer"}},
      {"customer absent with a reason", sign(0, "absent", "夜间无人"), {}},
      {"engineer absent, nobody says why", sign(1, "absent", ""), {"blocks.sign_off_engineer"}},
      {"nobody signed",
       [](WorkOrder& o) { o.signoffs.clear(); },
       {"blocks.sign_off_customer", "blocks.sign_off_engineer"}},
      {"the form changed since",
       [](WorkOrder& o) { o.signoffs.at(0).form_hash = "older"; },
       {"blocks.sign_off_customer"}},
      {"the form changed since, and the desk took the ink as given for just this form",
       [](WorkOrder& o) {
         o.signoffs.at(0).id = RowId{"s-1"};
         o.signoffs.at(0).form_hash = "older";
         o.acceptances.push_back({RowId{"a-1"}, RowId{"s-1"}, "h1", "电话确认", "seat1", ""});
       },
       {}},
      {"it was taken as given for a form that is gone",
       [](WorkOrder& o) {
         o.signoffs.at(0).id = RowId{"s-1"};
         o.signoffs.at(0).form_hash = "older";
         o.acceptances.push_back({RowId{"a-1"}, RowId{"s-1"}, "h0", "电话确认", "seat1", ""});
       },
       {"blocks.sign_off_customer"}},
      {"somebody else's signature was taken as given",
       [](WorkOrder& o) {
         o.signoffs.at(0).id = RowId{"s-1"};
         o.signoffs.at(1).id = RowId{"s-2"};
         o.signoffs.at(0).form_hash = "older";
         o.acceptances.push_back({RowId{"a-1"}, RowId{"s-2"}, "h1", "电话确认", "seat1", ""});
       },
       {"blocks.sign_off_customer"}},
      {"the form changed since, and he signed again",
       [](WorkOrder& o) {
         o.signoffs.push_back(o.signoffs.at(0));
         o.signoffs.at(0).form_hash = "older";
       },
       {}},
      {"the form changed since he refused with a reason",
       [&](WorkOrder& o) {
         sign(0, "refused", "价格有异议")(o);
         o.signoffs.at(0).form_hash = "older";
       },
       {}},
      {"signed on paper, never brought back", sign(0, "on_paper", ""), {"blocks.paper"}},
      {"signed on paper, only the customer's copy is back",
       [&](WorkOrder& o) {
         sign(0, "on_paper", "")(o);
         add_sheet(o, "customer", "returned");
       },
       {"blocks.paper"}},
      {"signed on paper and brought back",
       [&](WorkOrder& o) {
         sign(0, "on_paper", "")(o);
         add_sheet(o, "desk", "returned");
       },
       {}},
      {"S2-7.5: a sheet is still with the engineer",
       [](WorkOrder& o) { add_sheet(o, "desk", "with_engineer"); },
       {"blocks.paper"}},
      {"a signed sheet has not come home",
       [](WorkOrder& o) { add_sheet(o, "desk", "signed"); },
       {"blocks.paper"}},
      {"a sheet is missing",
       [](WorkOrder& o) { add_sheet(o, "desk", "missing"); },
       {"blocks.paper"}},
      {"a sheet is missing and it is said why",
       [&](WorkOrder& o) {
         sign(0, "on_paper", "")(o);
         add_sheet(o, "desk", "missing");
         o.copies.back().reason = "途中遗失，已登记";
       },
       {}},
      {"the customer keeps his copy", [](WorkOrder& o) { add_sheet(o, "customer", "signed"); }, {}},
      {"a duplicate lies printed at the desk",
       [](WorkOrder& o) { add_sheet(o, "desk", "printed"); },
       {}},
      {"S2-7.6: the facts are only phoned in",
       [](WorkOrder& o) { field_in(o, Field::facts) = "phoned"; },
       {"blocks.facts"}},
      {"the facts differ",
       [](WorkOrder& o) { field_in(o, Field::facts) = "differing"; },
       {"blocks.facts"}},
      {"S2-7.7: the customer was not reached yet",
       [](WorkOrder& o) { field_in(o, Field::call_back) = "tried"; },
       {"blocks.call_back"}},
      {"S2-7.7: no call-back possible, no reason",
       [](WorkOrder& o) { field_in(o, Field::call_back) = "impossible"; },
       {"blocks.call_back"}},
      {"S2-7.7: no call-back possible, the reason is recorded",
       [](WorkOrder& o) {
         field_in(o, Field::call_back) = "impossible";
         field_in(o, Field::call_back_reason) = "号码已停用";
       },
       {}},
      {"S2-7.4: ended by phone", by_phone, {}},
      {"a visit nobody stamped, but a party signed",
       [](WorkOrder& o) {
         o.visits.back().arrived_at.clear();
         o.signoffs.pop_back();
       },
       {"blocks.sign_off_engineer"}},
      {"a further visit that never arrived leaves the sign-off of the one before, as it was signed",
       [](WorkOrder& o) {
         o.visits.push_back({RowId{"v-2"}, {}, {}, {}, {}});
         for (SignOff& sign_off : o.signoffs) sign_off.form_hash = "of the first visit";
       },
       {}},
      {"a further visit that arrived wants its own sign-offs",
       [](WorkOrder& o) {
         o.visits.push_back({RowId{"v-2"}, {}, "2026-11-23T09:00:00+08:00", {}, {}});
       },
       {"blocks.sign_off_customer", "blocks.sign_off_engineer"}},
      {"terminated with its reason, nothing else done",
       [&](WorkOrder& o) {
         by_phone(o);
         field_in(o, Field::status) = "terminated";
         field_in(o, Field::facts).clear();
         field_in(o, Field::call_back).clear();
         field_in(o, Field::termination_reason) = "用户撤销报修";
       },
       {}},
      {"terminated without a reason, a sheet still out",
       [](WorkOrder& o) {
         field_in(o, Field::status) = "terminated";
         add_sheet(o, "desk", "with_engineer");
       },
       {"blocks.termination_reason", "blocks.paper"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    WorkOrder order = finished_order();
    row.change(order);
    CHECK(blocks_archive(order, "h1") == row.blocks);
  }
}

}  // namespace huidan

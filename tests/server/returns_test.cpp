// S2-7.5, 带回并登记: sheets that come home are registered by the code on them.
#include "server/desk/returns/returns.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/server/rooms.hpp"
#include "tests/support/forms.hpp"

namespace huidan::server {
namespace {

/// WX-1 with both copies printed twice at the desk.
struct Printed : Rooms {
  std::string hash{};

  /// A sheet that the desk hears of, under that number.
  void heard_of(const std::string& form_hash, std::int64_t print) {
    const WorkOrder before = order("WX-1");
    Copy sheet = next_sheet(before, "desk", "printed", form_hash);
    sheet.print = print;
    const Refusable taken = app.desk.write([&](Records& records) -> Refusable {
      const core::AddCopy body{sheet};
      return all_taken(
          write_edits(records, {}, {{before.id, before.version, body}}, app.desk.moment()));
    });
    REQUIRE(taken.ok());
  }

  Printed() {
    take(line_of("WX-1"));
    print();
    print();
    hash = order("WX-1").copies.front().form_hash.substr(0, 16);
  }

  void print() {
    const auto done = app.forms.print({}, {"WX-1"}, test::shelf(), [](const std::string&) {});
    REQUIRE(done.ok());
  }

  std::string scan(const std::string& text) {
    const auto done = app.returns.scan({}, text);
    if (done) return done.value().sheet.state;
    return std::string(code_name(done.error().code)) + ' ' + done.error().field;
  }

  static std::string state_of(const WorkOrder& order, std::string_view copy, std::int64_t print) {
    const auto at = std::ranges::find_if(order.copies, [&](const Copy& sheet) {
      return sheet.copy == copy && sheet.print == print;
    });
    return at == order.copies.end() ? "" : at->state;
  }

  std::string mark(std::string_view sheet, const Whereabouts& where) {
    const auto done = app.returns.mark({}, "WX-1", sheet, where);
    if (done) return done.value().sheet.state + ' ' + done.value().sheet.holder;
    return std::string(code_name(done.error().code)) + ' ' + done.error().field;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Printed, "the sheet whose code is scanned is home, and no other") {
  CHECK(scan("WO1:WX-1:D2:" + hash) == "returned");
  const WorkOrder after = order("WX-1");
  CHECK(state_of(after, "desk", 2) == "returned");
  CHECK(state_of(after, "desk", 1) == "printed");
  CHECK(state_of(after, "customer", 2) == "printed");
  CHECK(scan("WO1:WX-1:D2:" + hash) == "already_returned copy");
  CHECK(scan("WO1:WX-1:D:" + hash) == "returned");
}

TEST_CASE_FIXTURE(
    Printed,
    "of two sheets under one name, printed where nobody knew of the other, each comes home") {
  // A laptop without a network prints the desk's copy for the first time, with a word changed.
  const std::string other(64, 'b');
  heard_of(other, 1);
  CHECK(scan("WO1:WX-1:D:" + other.substr(0, 16)) == "returned");
  CHECK(scan("WO1:WX-1:D:" + other.substr(0, 16)) == "already_returned copy");
  CHECK(scan("WO1:WX-1:D:" + hash) == "returned");

  // Of one form both are the same paper: one after the other, and a third is too many.
  heard_of(order("WX-1").copies.front().form_hash, 2);
  CHECK(mark("D2", {"missing", {}, "遗失(样例)"}) == "missing ");
  CHECK(scan("WO1:WX-1:D2:" + hash) == "returned");
  CHECK(scan("WO1:WX-1:D2:" + hash) == "returned");  // the missing one has turned up
  CHECK(scan("WO1:WX-1:D2:" + hash) == "already_returned copy");
}

TEST_CASE_FIXTURE(Printed, "a code that does not fit is refused and registers nothing") {
  CHECK(scan("WO1:WX-2:D:" + hash) == "unknown_order no");
  CHECK(scan("WO1:WX-1:D3:" + hash) == "not_found copy");
  CHECK(scan("WO1:WX-1:D:" + std::string(16, '0')) == "wrong_hash copy");
  CHECK(scan("WX-1") == "bad_sheet ");
  for (const Copy& sheet : order("WX-1").copies) CHECK(sheet.state == "printed");
}

TEST_CASE_FIXTURE(Printed, "the desk says who has a sheet, or why it is missing") {
  CHECK(mark("D1", {"with_engineer", "e1", {}}) == "with_engineer e1");
  CHECK(mark("D1", {"with_engineer", {}, {}}) == "missing_value holder");
  CHECK(mark("D1", {"missing", {}, {}}) == "missing_value why");
  CHECK(mark("D1", {"missing", {}, "遗失(样例)"}) == "missing e1");
  CHECK(mark("D1", {"lost", {}, {}}) == "bad_choice state");
  CHECK(mark("X", {"returned", {}, {}}) == "bad_sheet ");
}

// S2-7.5, by whoever may (RELIABILITY §4 rule 12).
TEST_CASE_FIXTURE(Printed, "the desk's people register a sheet by its code, nobody else does") {
  const auto scans = [&](std::string_view token, const std::string& code) {
    return ask("POST", "/v1/returns", token, nlohmann::json{{"code", code}}.dump());
  };
  const std::string code = "WO1:WX-1:D2:" + hash;
  const std::string engineer = join("e1", Role::engineer);
  CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
  CHECK(told(scans("", code)) == "401 unauthorized");
  CHECK(told(scans(engineer, code)) == "403 forbidden");
  CHECK(told(scans(join("admin1", Role::administrator), code)) == "403 forbidden");
  CHECK(state_of(order("WX-1"), "desk", 2) == "printed");

  const std::string seat = join("seat1", Role::seat);
  const auto done = nlohmann::json::parse(scans(seat, code).body);
  CHECK(done["no"] == "WX-1");
  CHECK(done["restored"].empty());
  const auto sheet = std::ranges::find_if(
      done["copies"], [&](const nlohmann::json& copy) { return copy["id"] == done["sheet"]; });
  REQUIRE(sheet != done["copies"].end());
  CHECK((*sheet)["copy"] == "desk");
  CHECK((*sheet)["print"] == 2);
  CHECK((*sheet)["state"] == "returned");
  CHECK((*sheet)["moved_by"] == "seat1");
  CHECK(state_of(order("WX-1"), "desk", 2) == "returned");
  CHECK(told(scans(seat, code)) == "409 already_returned copy");
  CHECK(told(scans(seat, "WX-1")) == "422 bad_sheet");
  CHECK(told(scans(join("leader1", Role::duty_leader), "WO1:WX-1:C:" + hash)) == "200");
  CHECK(told(ask("POST", "/v1/returns", seat, "{}")) == "400 missing_value code");
}

}  // namespace huidan::server

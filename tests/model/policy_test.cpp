#include "sync/model/policy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/model/matrix.hpp"

namespace huidan {
namespace {

// A cell's letters: s seat, d duty leader, a administrator; e the engineer who holds the order
// while his visit is open; E the same, completed or not; X any engineer.
struct Line {
  std::string_view clause;
  std::string_view what;  // names, by blanks
  std::string_view cells;
};

// clang-format off
constexpr std::array kFieldPage{
    //    rec cla pho dis asg enr ons res chk arc sus can ter
    Line{"S2-2.2", "intake",
         "se  s   s   s   s   s   s   s   s   .   s   s   s"},
    Line{"S2-3", "category priority",
         "sde sd  sd  sd  sd  sd  sd  sd  sd  .   sd  sd  sd"},
    Line{"S2-3", "symptoms description occurred_at",
         "se  se  se  se  se  se  se  se  s   .   s   s   s"},
    Line{"S2-7.2", "group",
         "sd  sd  sd  sd  sd  sd  sd  sd  sd  .   sd  sd  sd"},
    Line{"S2-6", "reporter_unit reported_at reporter phone contact kind language",
         "se  se  se  se  se  se  se  se  s   .   s   s   s"},
    Line{"S2-6", "service_unit serviced_at equipment treatment test_result remarks",
         "se  se  se  se  se  se  se  se  s   .   s   s   s"},
    Line{"S2-7.6", "cause result handler departed_at arrived_at restored_at",
         "sde sde sde sde sde sde sde sde sd  .   sd  sd  sd"},
    Line{"S2-7.5", "completed_at",
         "se  se  se  se  se  se  se  se  s   .   s   s   s"},
    Line{"S2-7.6", "facts",
         "sd  sd  sd  sd  sd  sd  sd  sd  sd  .   sd  sd  sd"},
    Line{"S2-7.7", "call_back call_back_reason",
         ".   .   .   .   .   .   .   s   s   .   .   .   s"},
    Line{"S2-7.7", "termination_reason",
         "sd  sd  sd  sd  sd  sd  sd  sd  sd  .   sd  sd  sd"},
    Line{"Life", "status_reason",
         "sdE sdE sdE sdE sdE sdE sdE sdE sd  .   sdE sdE sd"},
    Line{"S2-7.3", "assignee",
         ".   .   .   d   d   .   .   .   .   .   d   .   ."},
    Line{"Life", "status",
         "sdE sdE sdE sdE sdE sdE sdE sdE sd  .   sd  sd  s"},
};

constexpr std::array kActPage{
    //    rec cla pho dis asg enr ons res chk arc sus can ter
    Line{"Life", "create",
         "sX  .   .   .   .   .   .   .   .   .   .   .   ."},
    Line{"S2-3", "set",
         "sdE sdE sdE sdE sdE sdE sdE sdE sd  .   sdE sdE sd"},
    Line{"S2-6", "add_part change_part remove_part",
         "se  se  se  se  se  se  se  se  s   .   s   s   s"},
    Line{"S2-7.4", "add_note add_photo",
         "sdE sdE sdE sdE sdE sdE sdE sdE sdE .   sdE sdE sdE"},
    Line{"Life", "add_visit",
         ".   .   .   .   E   E   E   E   .   .   .   .   ."},
    Line{"S2-7.5", "sign_off",
         "E   .   .   .   .   .   E   E   .   .   .   .   ."},
    Line{"§2.8", "accept_sign_off",
         "sd  sd  sd  sd  sd  sd  sd  sd  sd  .   sd  sd  sd"},
    Line{"S2-6", "print move_copy",
         "sdE sdE sdE sdE sdE sdE sdE sdE sdE sdE sdE sdE sdE"},
    Line{"S2-7.5", "return_copy",
         "sd  sd  sd  sd  sd  sd  sd  sd  sd  sd  sd  sd  sd"},
    Line{"S2-7.8", "seal",
         ".   .   .   .   .   .   .   .   s   s   .   .   s"},
    Line{"S2-12", "hand_over",
         "E   E   E   E   E   E   E   E   .   .   .   .   ."},
    Line{"§2.3", "settle_dispute",
         "sdE sdE sdE sdE sdE sdE sdE sdE sd  .   sd  sd  sd"},
    Line{"§4-12", "see",
         "sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE sdaE"},
};

// clang-format on

struct Case {
  Role role;
  bool assigned;
  bool completed;
  std::string_view letters;  // any of them in the cell allows it
};

constexpr std::array kCases{
    Case{Role::seat, false, false, "s"},          Case{Role::seat, true, false, "s"},
    Case{Role::seat, false, true, "s"},           Case{Role::seat, true, true, "s"},
    Case{Role::duty_leader, false, false, "d"},   Case{Role::duty_leader, true, false, "d"},
    Case{Role::duty_leader, false, true, "d"},    Case{Role::duty_leader, true, true, "d"},
    Case{Role::administrator, false, false, "a"}, Case{Role::administrator, true, false, "a"},
    Case{Role::administrator, false, true, "a"},  Case{Role::administrator, true, true, "a"},
    Case{Role::engineer, false, false, "X"},      Case{Role::engineer, true, false, "eEX"},
    Case{Role::engineer, false, true, "X"},       Case{Role::engineer, true, true, "EX"},
};

struct Cell {
  std::string clause;
  std::vector<std::string> cells;
};

// The page by name; a name that stands twice is the test's own mistake.
template <std::size_t N>
std::map<std::string, Cell> by_name(const std::array<Line, N>& page) {
  std::map<std::string, Cell> names;
  for (const Line& line : page) {
    for (const std::string& name : words_of(line.what)) {
      CAPTURE(name);
      CHECK(names.emplace(name, Cell{std::string(line.clause), cells_of(line.cells)}).second);
    }
  }
  return names;
}

Actor actor_of(const Case& one) {
  return {Roles{one.role}, PersonId{"p-1"}, one.assigned};
}

bool expected_of(const Case& one, std::string_view cell) {
  return cell.find_first_of(one.letters) != std::string_view::npos;
}

// Runs `ask(actor, status, completed)` over one line of a page.
template <typename Ask>
void check_line(const std::string& name, const Cell& line, const Ask& ask) {
  CAPTURE(name);
  CAPTURE(line.clause);
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    CAPTURE(name_of(kColumns.at(i)));
    for (const Case& one : kCases) {
      CAPTURE(name_of(one.role));
      CAPTURE(one.assigned);
      CAPTURE(one.completed);
      ask(actor_of(one), kColumns.at(i), one.completed, expected_of(one, line.cells[i]));
    }
  }
}

}  // namespace

TEST_CASE(
    "each field is set by whom the page allows, in the states it allows, and by nobody else") {
  const auto page = by_name(kFieldPage);
  CHECK(page.size() == kFieldCount);  // a field without a line is a field nobody has thought of
  for (const FieldInfo& row : all_fields()) {
    const std::string name(row.name);
    REQUIRE(page.count(name) == 1);
    const Cell& line = page.at(name);
    CHECK(std::ranges::any_of(line.cells, [](const std::string& cell) { return cell != "."; }));
    check_line(name, line, [&](const Actor& actor, Status status, bool completed, bool expected) {
      const Refusable set = may_set(actor, status, row.field, completed);
      CHECK(set.ok() == expected);
      if (set) return;
      const Error refused{Code::field_forbidden, std::string(name_of(status)), name};
      CHECK(set.error() == refused);
    });
  }
}

TEST_CASE("each act is done by whom the page allows, in the states it allows, and by nobody else") {
  const auto page = by_name(kActPage);
  CHECK(page.size() == kActs.size());
  for (const Act act : kActs) {
    const std::string name(name_of(act));
    REQUIRE(page.count(name) == 1);
    check_line(name, page.at(name),
               [&](const Actor& actor, Status status, bool completed, bool expected) {
                 const Refusable done = may_act(actor, status, act, completed);
                 CHECK(done.ok() == expected);
                 if (act == Act::see) CHECK(may_see(actor, status) == expected);
                 if (done) return;
                 CHECK(done.error().code == Code::forbidden);
                 CHECK(done.error().detail == name + '@' + std::string(name_of(status)));
               });
  }
}

TEST_CASE("whoever has no role may nothing, and holding an order gives none") {
  for (const Status status : kColumns) {
    for (const bool assigned : {false, true}) {
      const Actor nobody{{}, PersonId{"p-1"}, assigned};
      for (const FieldInfo& row : all_fields()) {
        CHECK_FALSE(may_set(nobody, status, row.field, false).ok());
      }
      for (const Act act : kActs) CHECK_FALSE(may_act(nobody, status, act, false).ok());
      for (const Status to : kColumns) CHECK_FALSE(may_move(nobody, status, to).ok());
      CHECK_FALSE(may_see(nobody, status));
    }
  }
}

TEST_CASE("several roles add up, field by field and act by act") {
  constexpr std::array pairs{
      Roles{Role::seat, Role::engineer}, Roles{Role::seat, Role::duty_leader},
      Roles{Role::duty_leader, Role::engineer}, Roles{Role::administrator, Role::engineer}};
  for (const Roles roles : pairs) {
    for (const Status status : kColumns) {
      for (const bool assigned : {false, true}) {
        const Actor both{roles, PersonId{"p-1"}, assigned};
        const auto any_alone = [&](const auto& ask) {
          return std::ranges::any_of(kRoles, [&](Role role) {
            return roles.has(role) && ask(Actor{Roles{role}, both.person, assigned});
          });
        };
        CAPTURE(roles_text(roles));
        CAPTURE(name_of(status));
        CAPTURE(assigned);
        for (const FieldInfo& row : all_fields()) {
          const auto ask = [&](const Actor& actor) {
            return may_set(actor, status, row.field, false).ok();
          };
          CHECK(ask(both) == any_alone(ask));
        }
        for (const Act act : kActs) {
          const auto ask = [&](const Actor& actor) {
            return may_act(actor, status, act, false).ok();
          };
          CHECK(ask(both) == any_alone(ask));
        }
      }
    }
  }
}

TEST_CASE("an engineer moves only the order he holds, even when he sits at the desk too") {
  const PersonId person{"p-1"};
  const Actor away{{Role::seat, Role::engineer}, person, false};
  const Actor his{{Role::seat, Role::engineer}, person, true};
  CHECK(may_move(his, Status::assigned, Status::en_route).ok());
  const Refusable strange = may_move(away, Status::assigned, Status::en_route);
  REQUIRE_FALSE(strange.ok());
  CHECK(strange.error() == Error{Code::forbidden, "assigned->en_route", "status"});
  CHECK(may_move(away, Status::assigned, Status::dispatched).ok());  // as the seat
  const Refusable leap = may_move(his, Status::received, Status::on_site);
  REQUIRE_FALSE(leap.ok());
  CHECK(leap.error().code == Code::bad_move);
}

}  // namespace huidan

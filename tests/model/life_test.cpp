#include "sync/model/life.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sync/base/catalogue.hpp"
#include "tests/model/matrix.hpp"

namespace huidan {
namespace {

using enum Role;

struct From {
  Status from;
  std::string_view cells;  // one a target: e engineer, s seat, d duty leader
};

// REQUIREMENTS, "Life of an order", turned to read by where the order stands.
// clang-format off
constexpr std::array kLife{
    //                            rec cla pho dis asg enr ons res chk arc sus can ter
    From{Status::received,        ".   s   .   .   .   .   .   .   .   .   eds eds sd"},
    From{Status::classified,      ".   .   es  sd  .   .   .   .   .   .   eds eds sd"},
    From{Status::phone_support,   ".   .   .   sd  .   .   .   es  .   .   eds eds sd"},
    From{Status::dispatched,      ".   .   .   .   d   .   .   .   .   .   eds eds sd"},
    From{Status::assigned,        ".   .   es  sd  d   e   e   .   .   .   eds eds sd"},
    From{Status::en_route,        ".   .   .   .   .   .   e   .   .   .   eds eds sd"},
    From{Status::on_site,         ".   .   .   .   .   .   .   e   .   .   eds eds sd"},
    From{Status::restored,        ".   .   .   .   .   e   .   .   s   .   .   .   sd"},
    From{Status::in_check,        ".   .   .   .   .   .   .   .   .   s   .   .   sd"},
    From{Status::archived,        ".   .   .   .   .   .   .   .   .   .   .   .   ." },
    From{Status::suspended,       ".   .   .   .   d   .   .   .   .   .   .   .   sd"},
    From{Status::cannot_continue, ".   .   .   sd  .   .   .   .   .   .   .   .   sd"},
    From{Status::terminated,      ".   .   .   .   .   .   .   .   .   s   .   .   ." },
};

// clang-format on

struct Letter {
  Role role;
  char letter;
};

constexpr std::array kLetters{Letter{engineer, 'e'}, Letter{seat, 's'}, Letter{duty_leader, 'd'},
                              Letter{administrator, 'a'}};

using Walk = std::vector<Status>;

}  // namespace

TEST_CASE("an order moves exactly as the table of its life says, for every role and all together") {
  static_assert(kLife.size() == kStatusCount);
  for (const From& line : kLife) {
    const auto cells = cells_of(line.cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Status to = kColumns.at(i);
      for (unsigned set = 0; set < (1U << kLetters.size()); ++set) {
        Roles roles;
        bool expected = false;
        for (std::size_t r = 0; r < kLetters.size(); ++r) {
          if ((set & (1U << r)) == 0) continue;
          roles = roles | kLetters.at(r).role;
          expected = expected || holds(cells[i], kLetters.at(r).letter);
        }
        const std::string step = std::string(name_of(line.from)) + "->" + std::string(name_of(to));
        CAPTURE(step);
        CAPTURE(roles_text(roles));
        const Refusable moved = may_move(line.from, to, roles);
        CHECK(moved.ok() == expected);
        if (moved || expected) continue;
        CHECK(moved.error().code == (cells[i] == "." ? Code::bad_move : Code::forbidden));
        CHECK(moved.error().detail == step);
      }
    }
  }
}

TEST_CASE("who stops, ends or returns an order says why, and where") {
  for (const Status from : kColumns) {
    for (const Status to : kColumns) {
      CAPTURE(name_of(from));
      CAPTURE(name_of(to));
      std::optional<Field> expected;
      if (to == Status::suspended || to == Status::cannot_continue) expected = Field::status_reason;
      if (to == Status::terminated) expected = Field::termination_reason;  // 终止原因
      if (from == Status::assigned && to == Status::dispatched) expected = Field::status_reason;
      CHECK(reason_field(from, to) == expected);
      CHECK(needs_reason(from, to) == expected.has_value());
    }
  }
}

TEST_CASE("the shortest legal way is found, and no order is led through an end or a halt") {
  using enum Status;

  struct Row {
    Status from;
    Status to;
    Roles by;
    std::optional<Walk> way;
  };

  const Roles desk{seat, duty_leader};
  const Roles all{seat, duty_leader, engineer};
  const std::vector<Row> rows{
      {received, assigned, desk, Walk{classified, dispatched, assigned}},
      {classified, assigned, desk, Walk{dispatched, assigned}},
      {phone_support, assigned, desk, Walk{dispatched, assigned}},
      {suspended, assigned, desk, Walk{assigned}},
      {cannot_continue, assigned, desk, Walk{dispatched, assigned}},
      {assigned, assigned, desk, Walk{}},
      {received, assigned, seat, std::nullopt},         // S2-7.3: the duty leader assigns
      {received, assigned, duty_leader, std::nullopt},  // S2-2.2: the seat classifies
      {received, assigned, administrator, std::nullopt},
      {on_site, assigned, all, std::nullopt},  // only by way of a halt
      {received, archived, desk, Walk{classified, phone_support, restored, in_check, archived}},
      {received, terminated, desk, Walk{terminated}},
      {classified, restored, all, Walk{phone_support, restored}},
      {assigned, in_check, all, Walk{phone_support, restored, in_check}},
      {archived, received, all, std::nullopt},
      {terminated, assigned, all, std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(name_of(row.from));
    CAPTURE(name_of(row.to));
    CHECK(route(row.from, row.to, row.by) == row.way);
  }
}

TEST_CASE("the field table offers the very names of the states") {
  const auto same = [](Field field, auto names) {
    const auto choices = info(field).choices;
    CHECK(std::equal(choices.begin(), choices.end(), names.begin(), names.end()));
  };
  same(Field::status, kNamesOf<Status>);
  same(Field::facts, kNamesOf<FactsState>);
  same(Field::call_back, kNamesOf<CallBackState>);
  CHECK(name_of(Status::terminated) == "terminated");
  CHECK(state_from_name<Status>("cannot_continue") == Status::cannot_continue);
  CHECK_FALSE(state_from_name<Status>("on site").has_value());
  CHECK(name_of(SignOffState::absent) == "absent");
  CHECK(name_of(PaperState::missing) == "missing");
  CHECK(name_of(FactsState::differing) == "differing");
  CHECK(name_of(CallBackState::impossible) == "impossible");
}

TEST_CASE("every role, state and hindrance has its word in every language") {
  std::vector<std::string> keys{
      "blocks.sign_off_customer", "blocks.sign_off_engineer", "blocks.paper", "blocks.facts",
      "blocks.call_back",         "blocks.termination_reason"};
  for (const Role role : kRoles) keys.push_back("role." + std::string(name_of(role)));
  const auto add = [&keys](const std::string& prefix, const auto& names) {
    for (const std::string_view name : names) keys.push_back(prefix + std::string(name));
  };
  add("status.", kNamesOf<Status>);
  add("life.sign_off.", kNamesOf<SignOffState>);
  add("life.paper.", kNamesOf<PaperState>);
  add("life.facts.", kNamesOf<FactsState>);
  add("life.call_back.", kNamesOf<CallBackState>);
  for (const std::string& key : keys) {
    for (const Language language : kLanguages) {
      CAPTURE(key);
      CAPTURE(language_tag(language));
      CHECK(text(language, key) != key);
    }
  }
}

}  // namespace huidan

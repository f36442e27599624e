#include "sync/model/person.hpp"

#include <doctest/doctest.h>

namespace huidan {

TEST_CASE("roles are typed as words with commas and kept in one order") {
  struct Row {
    std::string_view typed;
    std::string_view kept;  // empty: refused
    Code code = Code::internal;
    std::string_view detail = {};
  };

  constexpr std::array rows{
      Row{"seat", "seat"},
      Row{"seat,engineer", "engineer,seat"},
      Row{" administrator , duty_leader,seat, engineer,seat ",
          "engineer,seat,duty_leader,administrator"},
      Row{"", "", Code::missing_value},
      Row{"  ", "", Code::missing_value},
      Row{"seat,", "", Code::bad_choice, ""},
      Row{"seat,boss", "", Code::bad_choice, "boss"},
      Row{"Seat", "", Code::bad_choice, "Seat"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto roles = roles_from_text(row.typed);
    CHECK(roles.ok() == !row.kept.empty());
    if (roles) CHECK(roles_text(roles.value()) == row.kept);
    if (!roles) CHECK(roles.error() == Error{row.code, std::string(row.detail), "roles"});
  }
}

TEST_CASE("several roles are held at once") {
  const Roles roles{Role::seat, Role::duty_leader};
  CHECK(roles.has(Role::seat));
  CHECK_FALSE(roles.has(Role::engineer));
  CHECK(roles.without(Role::seat) == Roles{Role::duty_leader});
  CHECK_FALSE(roles.without(roles).meets(roles));
  CHECK(Roles{}.empty());
}

}  // namespace huidan

#pragma once
// People and what they are at the desk (REQUIREMENTS, Roles). One person may hold several roles;
// what each lets him do stands in life.hpp and policy.hpp.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/id.hpp"
#include "sync/base/result.hpp"
#include "sync/model/enum_set.hpp"

namespace huidan {

/// The seat stands for the customer representative too: at the desk the call-back (S2-7.7) is one
/// of the seats' own calls.
enum class Role : std::uint8_t { engineer, seat, duty_leader, administrator };

inline constexpr std::array kRoles{Role::engineer, Role::seat, Role::duty_leader,
                                   Role::administrator};

using Roles = EnumSet<Role>;

/// "engineer", "seat", "duty_leader", "administrator"; its label is the text "role.<name>".
[[nodiscard]] std::string_view name_of(Role role) noexcept;

[[nodiscard]] std::optional<Role> role_from_name(std::string_view name) noexcept;

/// "engineer,seat": in the order of kRoles, so that equal sets have equal texts.
[[nodiscard]] std::string roles_text(Roles roles);

/// Reads "seat,engineer"; blanks around a name are dropped. Errors on the field "roles":
/// missing_value for no role at all, bad_choice naming the first that is none of ours.
[[nodiscard]] Result<Roles> roles_from_text(std::string_view typed);

struct Person {
  PersonId id;
  std::string name;
  Roles roles;
  std::string group;  // the 运维组 a duty leader or an engineer belongs to; may be empty
  bool active = true;

  friend bool operator==(const Person&, const Person&) = default;
};

}  // namespace huidan

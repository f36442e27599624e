#include "sync/model/person.hpp"

#include <algorithm>
#include <cstddef>

#include "sync/base/bytes.hpp"

namespace huidan {
namespace {

constexpr std::array<std::string_view, kRoles.size()> kNames{"engineer", "seat", "duty_leader",
                                                             "administrator"};

}  // namespace

std::string_view name_of(Role role) noexcept {
  return kNames.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_from_name(std::string_view name) noexcept {
  for (const Role role : kRoles) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

std::string roles_text(Roles roles) {
  std::string text;
  for (const Role role : kRoles) {
    if (!roles.has(role)) continue;
    if (!text.empty()) text += ',';
    text += name_of(role);
  }
  return text;
}

Result<Roles> roles_from_text(std::string_view typed) {
  if (trimmed(typed).empty()) return Error{Code::missing_value, {}, "roles"};
  Roles roles;
  for (bool more = true; more;) {
    const std::size_t comma = typed.find(',');
    const std::string name(trimmed(typed.substr(0, comma)));
    const auto role = role_from_name(name);
    if (!role) return Error{Code::bad_choice, name.substr(0, 40), "roles"};
    roles = roles | *role;
    more = comma != std::string_view::npos;
    if (more) typed.remove_prefix(comma + 1);
  }
  return roles;
}

}  // namespace huidan

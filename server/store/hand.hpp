#pragma once
// Who writes at the desk: what its rooms and their URLs know of whoever asks.

#include "sync/model/person.hpp"

namespace huidan::server {

/// Who writes. The operator is whoever runs a command on the desk's own machine; the import writes
/// what another system said.
struct Hand {
  enum class Kind { operator_, import, person };
  Kind kind = Kind::operator_;
  Person person{};  // for Kind::person
};

/// The operator and the import do what seats and duty leaders may.
[[nodiscard]] Roles roles_of(const Hand& hand) noexcept;

}  // namespace huidan::server

#pragma once
// Whose hand a command of the desk writes with.

#include <string>

#include "server/app.hpp"

namespace huidan::server {

/// The person named with --as, or, without, the operator of this machine. Error: unknown_user.
[[nodiscard]] Result<Hand> hand_of(App& app, const std::string& as);

}  // namespace huidan::server

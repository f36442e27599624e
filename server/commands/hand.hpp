#pragma once
// Whose hand a command of the desk writes with.

#include <string>

#include "server/app.hpp"
#include "sync/cli/program.hpp"

namespace huidan::server {

/// What all verbs need that do not make a desk: not_found where there is none.
[[nodiscard]] Refusable desk_is_there(const cli::Context& context);

/// The person named with --as, or, without, the operator of this machine. Error: unknown_user.
[[nodiscard]] Result<Hand> hand_of(App& app, const std::string& as);

}  // namespace huidan::server

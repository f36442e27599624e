#pragma once
// The dispatch room's URLs.

#include "server/desk/desk_routes.hpp"
#include "server/desk/dispatch/dispatch.hpp"

namespace huidan::server {

/// `dispatch` outlives the router.
void add_dispatch_routes(http::Router& router, Dispatch& dispatch, const WhoAsks& who);

}  // namespace huidan::server

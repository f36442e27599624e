#pragma once
// The dispatch room's URLs.

#include <functional>

#include "server/desk/dispatch/dispatch.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// Who asks; unauthorized when nobody does.
using WhoAsks = std::function<Result<Hand>(const http::Request&)>;

/// `dispatch` outlives the router.
void add_dispatch_routes(http::Router& router, Dispatch& dispatch, const WhoAsks& who);

}  // namespace huidan::server

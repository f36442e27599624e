#pragma once
// The returns room's URLs.

#include "server/desk/desk_routes.hpp"
#include "server/desk/returns/returns.hpp"

namespace huidan::server {

/// The order as readers see it.
using ShownOrder = std::function<std::string(const WorkOrder&)>;

/// `returns` outlives the router.
void add_returns_routes(http::Router& router, Returns& returns, const WhoAsks& who,
                        ShownOrder shown);

}  // namespace huidan::server

#pragma once
// The people room's URLs, and the token that says who asks on everybody's.

#include "server/desk/desk_routes.hpp"
#include "server/desk/people/people.hpp"

namespace huidan::server {

/// `people` outlives the router.
void add_people_routes(http::Router& router, People& people, const WhoAsks& who);

/// The bearer token of a request, empty when it has none.
[[nodiscard]] std::string_view bearer_of(const http::Request& request);

}  // namespace huidan::server

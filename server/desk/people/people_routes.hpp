#pragma once
// The people room's URLs, and the token that says who asks on everybody's.

#include "server/desk/desk_routes.hpp"
#include "server/desk/people/people.hpp"

namespace huidan::server {

/// `people` outlives the router.
void add_people_routes(http::Router& router, People& people, const WhoAsks& who);

/// The token of a request, empty when it has none: the bearer's, or a browser's session cookie. A
/// change is believed with a cookie only when the browser says that our own page asks for it
/// (RELIABILITY §4.11).
[[nodiscard]] std::string_view token_of(const http::Request& request);

}  // namespace huidan::server

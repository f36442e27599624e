#pragma once
// The people room's URLs, and the token that says who asks on everybody's.

#include "server/desk/people/people.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// `people` outlives the router.
void add_people_routes(http::Router& router, People& people);

/// The bearer token of a request, empty when it has none.
[[nodiscard]] std::string_view bearer_of(const http::Request& request);

}  // namespace huidan::server

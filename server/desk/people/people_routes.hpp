#pragma once
// The people room's URLs, and the answer to "who asks" for everybody's routes.

#include "server/desk/people/people.hpp"
#include "server/store/pen.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// `people` outlives the router.
void add_people_routes(http::Router& router, People& people);

/// The person behind a request's bearer token, as the hand that he writes with. Error:
/// unauthorized.
[[nodiscard]] Result<Hand> hand_of(People& people, const http::Request& request);

}  // namespace huidan::server

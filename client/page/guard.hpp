#pragma once
// Who may talk to the engineer's page: a browser on this machine that was shown the way by `huidan
// page`, and no other site that the same browser has open (RELIABILITY §4.11). Pure.

#include <string>
#include <string_view>

#include "sync/http/router.hpp"

namespace huidan::client {

/// What a request must bring, made anew at every start.
struct PageKey {
  std::string host;    // "127.0.0.1:41234", exactly as the browser must name us
  std::string token;   // 64 hex digits
  std::string cookie;  // its name: cookies know no port, so the port is in it
};

/// Keys for the page on that address; `bytes` are 32 random ones.
[[nodiscard]] PageKey page_key(std::string_view host, std::string_view bytes);

/// Routes whose caller is kAnyone need no token: they say nothing of an order.
inline constexpr std::string_view kAnyone = "anyone on this machine";
inline constexpr std::string_view kEngineer = "the engineer's page";

/// Refuses forbidden (detail: host, origin or site) for a name that is not ours, for another
/// site's page, for a change without our Origin; unauthorized without the token.
[[nodiscard]] http::Guard page_guard(PageKey key);

/// Whether the request brings the token.
[[nodiscard]] bool knows_token(const PageKey& key, const http::Request& request);

/// /open/{token} sets the cookie and leads to the page, which is told that it starts (?start).
void add_way_in(http::Router& router, const PageKey& key);

}  // namespace huidan::client

#pragma once
// The table of routes: what may be asked, by whom, with how large a body, and who answers. The
// OpenAPI document is made from the same table, so that it cannot forget one. Knows no socket.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/limits.hpp"
#include "sync/http/message.hpp"

namespace huidan::http {

using Handler = std::function<Response(const Request&)>;

struct Route {
  std::string method;   // upper case; a GET also answers HEAD
  std::string pattern;  // "/v1/orders/{no}": a parameter is one whole segment
  std::string summary;  // one line for the OpenAPI document
  std::string caller;   // who may call, in the words of the guard: the router does not read it
  Handler handler;
  std::vector<std::string> content_types{};  // accepted for the body; empty: no body is taken
  std::size_t body_limit_bytes = limits::kBody_bytes;
};

/// Decides, before the body is read, whether the request may reach the route.
using Guard = std::function<Refusable(const Route&, const Request&)>;

/// Filled by the wiring, then only read: find() and answer() may run on many threads at once.
class Router {
 public:
  void add(Route route);

  /// Without a guard every route is open.
  void set_guard(Guard guard) { guard_ = std::move(guard); }

  /// The route that the request's method and target name, with the request's parameters and query
  /// filled in. Refuses with bad_request, bad_utf8, not_found, bad_method (detail: what Allow
  /// lists), bad_media_type, too_large (a Content-Length above the route's limit) or what the guard
  /// says; never throws. The pointer lives as long as the router.
  [[nodiscard]] Result<const Route*> find(Request& request) const;

  /// Runs the handler of a route that find() gave. Never throws: a Failure becomes its code, any
  /// other exception `internal`, and neither's words reach the caller.
  [[nodiscard]] Response answer(const Route& route, const Request& request) const;

  /// The response to a refusal of find().
  [[nodiscard]] static Response refuse(const Error& error, const Request& request);

  /// find() and answer() in one.
  [[nodiscard]] Response handle(Request request) const;

  /// The OpenAPI 3.0 document of the table, as JSON.
  [[nodiscard]] std::string openapi() const;

  [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }

 private:
  std::vector<Route> routes_{};
  Guard guard_{};
};

/// Percent-decoding (RFC 3986 §2.1) of one path segment or query word. Refuses bad_request for a
/// broken escape, a control character, '/' or '\\' or a dot segment in a path; bad_utf8.
enum class Part { path_segment, query_word };
[[nodiscard]] Result<std::string> percent_decoded(std::string_view text, Part part);

}  // namespace huidan::http

#include "server/desk/returns/returns_routes.hpp"

namespace huidan::server {

void add_returns_routes(http::Router& router, Returns& returns, const WhoAsks& who,
                        ShownOrder shown) {
  http::Route route{
      "POST", "/v1/returns", "Registers a returned sheet by the text of its code", "person",
      for_person(who, [&returns, shown = std::move(shown)](const Hand& hand,
                                                           const http::Request& request) {
        const auto given = texts_of(request, {"code"});
        if (!given) return http::Response::error(given.error(), request);
        const auto returned = returns.scan(hand, given.value()[0]);
        if (!returned) return http::Response::error(returned.error(), request);
        return http::Response::json(told(returned.value(), shown(returned.value().order)));
      })};
  route.content_types = {"application/json"};
  router.add(std::move(route));
}

}  // namespace huidan::server

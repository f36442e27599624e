#include "server/desk/dispatch/dispatch_routes.hpp"

#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::server {
namespace {

using nlohmann::json;

http::Response written(Dispatch& dispatch, const Result<Written>& done,
                       const http::Request& request) {
  if (!done) return http::Response::error(done.error(), request);
  return http::Response::json(dispatch.json(done.value().order));
}

http::Response list(Dispatch& dispatch, const Hand& hand) {
  std::string body = R"({"orders":[)";
  bool first = true;
  for (const WorkOrder& order : dispatch.list(hand)) {
    if (!first) body += ',';
    first = false;
    body += dispatch.json(order);
  }
  return http::Response::json(body + "]}");
}

http::Response show(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto order = dispatch.show(hand, request.parameter("no"));
  if (!order) return http::Response::error(order.error(), request);
  return http::Response::json(dispatch.json(order.value()));
}

/// {"version": what the writer saw, "fields": {name: value}}
http::Response change(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return http::Response::error(body.error(), request);
  const auto fields = body.value().is_object() ? body.value().find("fields") : body.value().end();
  if (fields == body.value().end() || !fields->is_object()) {
    return http::Response::error({Code::missing_value, {}, "fields"}, request);
  }
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : fields->items()) {
    if (!value.is_string()) {
      return http::Response::error({Code::bad_input, "text", name.substr(0, 80)}, request);
    }
    values.emplace_back(name, value.get<std::string>());
  }
  const std::int64_t base = core::integer_at(body.value(), "version").value_or(0);
  return written(dispatch, dispatch.set(hand, request.parameter("no"), base, values), request);
}

http::Response assign(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return http::Response::error(body.error(), request);
  const auto user = body.value().is_object() ? core::string_at(body.value(), "user") : std::nullopt;
  if (!user) return http::Response::error({Code::missing_value, {}, "user"}, request);
  return written(dispatch, dispatch.assign(hand, request.parameter("no"), *user), request);
}

template <typename Answer>
http::Handler for_person(const WhoAsks& who, Answer answer) {
  return [who, answer](const http::Request& request) {
    const auto hand = who(request);
    if (!hand) return http::Response::error(hand.error(), request);
    return answer(hand.value(), request);
  };
}

}  // namespace

void add_dispatch_routes(http::Router& router, Dispatch& dispatch, const WhoAsks& who) {
  router.add({"GET", "/v1/orders", "The orders that the caller may see", "person",
              for_person(who, [&dispatch](const Hand& hand, const http::Request&) {
                return list(dispatch, hand);
              })});
  router.add({"GET", "/v1/orders/{no}", "One order", "person",
              for_person(who, [&dispatch](const Hand& hand, const http::Request& request) {
                return show(dispatch, hand, request);
              })});
  http::Route patch{"PATCH", "/v1/orders/{no}", "Sets fields of an order", "person",
                    for_person(who, [&dispatch](const Hand& hand, const http::Request& request) {
                      return change(dispatch, hand, request);
                    })};
  patch.content_types = {"application/json"};
  router.add(std::move(patch));
  http::Route post{"POST", "/v1/orders/{no}/assign", "Leads an order to an engineer", "person",
                   for_person(who, [&dispatch](const Hand& hand, const http::Request& request) {
                     return assign(dispatch, hand, request);
                   })};
  post.content_types = {"application/json"};
  router.add(std::move(post));
}

}  // namespace huidan::server

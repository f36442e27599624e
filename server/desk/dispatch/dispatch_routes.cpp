#include "server/desk/dispatch/dispatch_routes.hpp"

#include <charconv>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/core/wire_patch.hpp"

namespace huidan::server {
namespace {

using Answer = http::Response (*)(Dispatch&, const Hand&, const http::Request&);

http::Response written(Dispatch& dispatch, const Result<Written>& done,
                       const http::Request& request) {
  if (!done) return http::Response::error(done.error(), request);
  return http::Response::json(dispatch.json(done.value().order));
}

http::Response listed(Dispatch& dispatch, const std::vector<WorkOrder>& orders,
                      std::string_view next) {
  std::string body = R"({"orders":[)";
  bool first = true;
  for (const WorkOrder& order : orders) {
    if (!first) body += ',';
    first = false;
    body += dispatch.json(order);
  }
  body += ']';
  if (!next.empty()) body += ",\"next\":" + core::json_quoted(next);
  return http::Response::json(body + '}');
}

/// How many of a page; bad_number.
Result<std::size_t> limit_of(std::string_view text) {
  std::size_t limit = limits::kListPage_max;
  if (text.empty()) return limit;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (whole && limit > 0 && limit <= limits::kListPage_max) return limit;
  return Error{Code::bad_number, std::string(text.substr(0, 40)), "limit"};
}

/// All of them; or, with ?q=, ?status=, ?limit= or ?after= (what the page before gave as `next`),
/// a page of those.
http::Response list(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  if (request.query.empty()) return listed(dispatch, dispatch.list(hand), {});
  const auto limit = limit_of(request.query_value("limit"));
  if (!limit) return http::Response::error(limit.error(), request);
  const auto word = [&](const char* name) { return std::string(request.query_value(name)); };
  const auto page = dispatch.page(hand, {word("q"), word("status"), word("after"), limit.value()});
  if (!page) return http::Response::error(page.error(), request);
  return listed(dispatch, page.value().orders, page.value().next);
}

http::Response show(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto order = dispatch.show(hand, request.parameter("no"));
  if (!order) return http::Response::error(order.error(), request);
  return http::Response::json(dispatch.json(order.value()));
}

http::Response change(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto patch = core::decode_patch(request.body);
  if (!patch) return http::Response::error(patch.error(), request);
  const auto& [fields, version, seen] = patch.value();
  return written(dispatch, dispatch.set(hand, request.parameter("no"), version, fields, seen),
                 request);
}

/// {"user": the engineer}
http::Response assign(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto given = texts_of(request, {"user"});
  if (!given) return http::Response::error(given.error(), request);
  return written(dispatch, dispatch.assign(hand, request.parameter("no"), given.value()[0]),
                 request);
}

/// {"role": whose stale signature, "why"}
http::Response accept(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto given = texts_of(request, {"role", "why"});
  if (!given) return http::Response::error(given.error(), request);
  const auto& words = given.value();
  return written(dispatch, dispatch.accept(hand, request.parameter("no"), words[0], words[1]),
                 request);
}

http::Response disputes(Dispatch& dispatch, const Hand& hand, const http::Request& /*request*/) {
  return http::Response::json(core::encode_open_disputes(dispatch.disputed(hand)));
}

/// {"value": "mine", "theirs" or the value itself}
http::Response settle(Dispatch& dispatch, const Hand& hand, const http::Request& request) {
  const auto given = texts_of(request, {"value"});
  if (!given) return http::Response::error(given.error(), request);
  return written(dispatch, dispatch.settle(hand, request.parameter("id"), given.value()[0]),
                 request);
}

struct Row {
  const char* method;
  const char* pattern;
  const char* summary;
  Answer answer;
};

constexpr Row kRows[]{
    {"GET", "/v1/orders",
     "The orders that the caller may see; a page of them by ?q=, ?status=, ?limit=, ?after=", list},
    {"GET", "/v1/orders/{no}", "One order", show},
    {"PATCH", "/v1/orders/{no}", "Sets fields of an order", change},
    {"POST", "/v1/orders/{no}/assign", "Leads an order to an engineer", assign},
    {"POST", "/v1/orders/{no}/accept", "Takes a stale signature as given", accept},
    {"GET", "/v1/disputes", "The open disputes of the orders that the caller may see", disputes},
    {"POST", "/v1/disputes/{id}/settle", "Settles a dispute", settle},
};

}  // namespace

void add_dispatch_routes(http::Router& router, Dispatch& dispatch, const WhoAsks& who) {
  for (const Row& row : kRows) {
    const Answer answer = row.answer;
    http::Route route{
        row.method, row.pattern, row.summary, "person",
        for_person(who, [&dispatch, answer](const Hand& hand, const http::Request& request) {
          return answer(dispatch, hand, request);
        })};
    if (route.method != "GET") route.content_types = {"application/json"};
    router.add(std::move(route));
  }
}

}  // namespace huidan::server

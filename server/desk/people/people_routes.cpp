#include "server/desk/people/people_routes.hpp"

#include <nlohmann/json.hpp>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::server {
namespace {

using nlohmann::json;

json person_json(const Person& person) {
  return {{"id", person.id.value},
          {"name", person.name},
          {"roles", roles_text(person.roles)},
          {"group", person.group}};
}

http::Response enrol(People& people, const http::Request& request) {
  const auto given = texts_of(request, {"code", "name", "public_key"});
  if (!given) return http::Response::error(given.error(), request);
  const auto& values = given.value();
  const auto key = from_base64(values[2]);
  std::optional<EnrolledBefore> before;
  if (core::parse_json(request.body).value().contains("device")) {
    auto said = texts_of(request, {"device", "user", "desk_key"});
    if (!said) return http::Response::error(said.error(), request);
    before = {said.value()[0], said.value()[1], from_base64(said.value()[2]).value_or("")};
  }
  const auto enrolled = people.enrol(values[0], values[1], key.value_or(""), before, request.peer);
  if (!enrolled) return http::Response::error(enrolled.error(), request);
  const json answer{{"device", enrolled.value().device.value},
                    {"person", person_json(enrolled.value().person)},
                    {"desk_key", to_base64(enrolled.value().desk_key)}};
  return http::Response::json(core::json_text(answer));
}

constexpr std::string_view kSession = "huidan-session";

/// No script reads it, no other site sends it, nothing but TLS carries it.
http::Header session_cookie(const std::string& token, std::int64_t age_s) {
  return {"Set-Cookie", std::string(kSession) + '=' + token + "; Path=/; Max-Age=" +
                            std::to_string(age_s) + "; HttpOnly; Secure; SameSite=Strict"};
}

/// What a browser says of who asks: it lets no page say otherwise.
bool asked_by_our_page(const http::Request& request) {
  if (request.header("Sec-Fetch-Site") == "same-origin") return true;
  const std::string_view origin = request.header("Origin");
  const std::size_t at = origin.find("://");
  return at != std::string_view::npos && origin.substr(at + 3) == request.header("Host");
}

http::Response log_in(People& people, const http::Request& request) {
  const auto given = texts_of(request, {"name", "password"});
  if (!given) return http::Response::error(given.error(), request);
  const auto token = people.log_in(given.value()[0], given.value()[1], request.peer);
  if (!token) return http::Response::error(token.error(), request);
  http::Response answer = http::Response::json(core::json_text({{"token", token.value()}}));
  answer.headers.push_back(session_cookie(token.value(), limits::kSessionAbsolute_ms / 1000));
  return answer;
}

http::Response log_out(People& people, const http::Request& request) {
  people.log_out(token_of(request));
  http::Response answer = http::Response::json("{}");
  answer.headers.push_back(session_cookie("", 0));
  return answer;
}

http::Response receipts(People& people, const Hand& hand, const http::Request& request) {
  const auto found = people.receipts(hand, request.parameter("id"));
  if (!found) return http::Response::error(found.error(), request);
  return http::Response::json(core::encode_receipts(found.value()));
}

http::Route json_route(std::string pattern, std::string summary, http::Handler handler) {
  http::Route route{"POST", std::move(pattern), std::move(summary), "anyone", std::move(handler)};
  route.content_types = {"application/json"};
  return route;
}

}  // namespace

std::string_view token_of(const http::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = request.header("Authorization");
  if (header.starts_with(kScheme)) return header.substr(kScheme.size());
  if (!request.is_read() && !asked_by_our_page(request)) return {};
  return request.cookie(kSession);
}

void add_people_routes(http::Router& router, People& people, const WhoAsks& who) {
  router.add(json_route("/v1/enrol", "A laptop joins by its one-time code",
                        [&people](const http::Request& r) { return enrol(people, r); }));
  router.add(json_route("/v1/login",
                        "A session for name and password: a bearer token, and as a cookie",
                        [&people](const http::Request& r) { return log_in(people, r); }));
  router.add({"GET", "/v1/me", "Whose session this is", "person",
              for_person(who, [](const Hand& hand, const http::Request&) {
                return http::Response::json(core::json_text(person_json(hand.person)));
              })});
  http::Route out{"POST", "/v1/logout", "Ends the session of the token", "person",
                  [&people](const http::Request& r) { return log_out(people, r); }};
  router.add(std::move(out));
  router.add({"GET", "/v1/receipts/{id}",
              "The receipts of a laptop, by its id or how that begins; or the one of that number",
              "person", for_person(who, [&people](const Hand& hand, const http::Request& r) {
                return receipts(people, hand, r);
              })});
}

}  // namespace huidan::server

#include "client/page/guard.hpp"

#include <utility>

#include "sync/base/crypto.hpp"

namespace huidan::client {
namespace {

Refusable from_our_page(const PageKey& key, const http::Request& request) {
  if (request.header("Host") != key.host) return Error{Code::forbidden, "host"};
  // A browser says where a request comes from; "none" is somebody who typed or opened the address.
  const std::string_view site = request.header("Sec-Fetch-Site");
  const bool typed = site == "none" && request.is_read();
  if (!site.empty() && site != "same-origin" && !typed) return Error{Code::forbidden, "site"};
  const std::string_view origin = request.header("Origin");
  if (origin.empty() && request.is_read()) return Done{};
  if (origin != "http://" + key.host) return Error{Code::forbidden, "origin"};
  return Done{};
}

}  // namespace

PageKey page_key(std::string_view host, std::string_view bytes) {
  const std::string port(host.substr(host.rfind(':') + 1));
  return {std::string(host), sha256_hex(bytes), "huidan-" + port};
}

http::Guard page_guard(PageKey key) {
  return
      [key = std::move(key)](const http::Route& route, const http::Request& request) -> Refusable {
        if (auto ours = from_our_page(key, request); !ours) return ours;
        if (route.caller == kAnyone) return Done{};
        if (!knows_token(key, request)) return Error{Code::unauthorized};
        return Done{};
      };
}

bool knows_token(const PageKey& key, const http::Request& request) {
  // Digests are compared, so that how long it takes tells nothing of the token.
  return sha256_hex(request.cookie(key.cookie)) == sha256_hex(key.token);
}

void add_way_in(http::Router& router, const PageKey& key) {
  router.add({"GET", "/open/{token}", "The way in", std::string(kAnyone),
              [key](const http::Request& request) {
                if (sha256_hex(request.parameter("token")) != sha256_hex(key.token)) {
                  return http::Response::error({Code::unauthorized}, request);
                }
                http::Response response;
                response.status = 303;
                response.headers = {{"Location", "/?start"},
                                    {"Referrer-Policy", "no-referrer"},
                                    {"Set-Cookie", key.cookie + '=' + key.token +
                                                       "; Path=/; HttpOnly; SameSite=Strict"}};
                return response;
              }});
}

}  // namespace huidan::client

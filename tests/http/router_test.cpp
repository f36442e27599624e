#include "sync/http/router.hpp"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace huidan::http {
namespace {

Router sample_router() {
  Router router;
  router.add({.method = "GET",
              .pattern = "/v1/orders/{no}",
              .summary = "One order",
              .caller = "session",
              .handler = [](const Request& request) {
                return Response::json("{\"no\":\"" + std::string(request.parameter("no")) +
                                      "\",\"view\":\"" + std::string(request.query_value("view")) +
                                      "\"}");
              }});
  router.add({.method = "POST",
              .pattern = "/v1/sync",
              .summary = "One round of a sync",
              .caller = "device",
              .handler = [](const Request& request) { return Response::json(request.body); },
              .content_types = {"application/json"},
              .body_limit_bytes = 16});
  router.add({.method = "GET",
              .pattern = "/v1/orders/{no}/form.pdf",
              .summary = "The form",
              .caller = "session",
              .handler = [](const Request&) {
                return Response{.content_type = "application/pdf", .body = "%PDF"};
              }});
  return router;
}

nlohmann::json error_of(const Response& response) {
  return nlohmann::json::parse(response.body).at("error");
}

}  // namespace

TEST_CASE("a target finds its route, or one refusal with its status") {
  struct Row {
    std::string_view method;
    std::string_view target;
    int status;
    std::string_view body;  // of a 200; the code of anything else
  };

  constexpr std::array rows{
      Row{"GET", "/v1/orders/WX-1", 200, R"({"no":"WX-1","view":""})"},
      Row{"HEAD", "/v1/orders/WX-1", 200, R"({"no":"WX-1","view":""})"},
      Row{"GET", "/v1/orders/%E5%B7%A5?view=a%20b+c", 200, R"({"no":"工","view":"a b c"})"},
      Row{"GET", "/v1/orders/WX-1/form.pdf", 200, "%PDF"},
      Row{"GET", "/v1/orders", 404, "not_found"},
      Row{"GET", "/v1/orders/", 404, "not_found"},
      Row{"GET", "/v1/orders/WX-1/", 404, "not_found"},
      Row{"GET", "//v1/orders/WX-1", 404, "not_found"},
      Row{"POST", "/v1/orders/WX-1", 405, "bad_method"},
      Row{"GET", "/v1/sync", 405, "bad_method"},
      Row{"GET", "/v1/orders/..", 400, "bad_request"},
      Row{"GET", "/v1/orders/%2e%2E", 400, "bad_request"},
      Row{"GET", "/v1/orders/..%2f..%2fetc", 400, "bad_request"},
      Row{"GET", "/v1/orders/a%5Cb", 400, "bad_request"},
      Row{"GET", "/v1/orders/a%00b", 400, "bad_request"},
      Row{"GET", "/v1/orders/a%0d%0aSet-Cookie:x", 400, "bad_request"},
      Row{"GET", "/v1/orders/%FF%FE", 400, "bad_utf8"},
      Row{"GET", "/v1/orders/%C0%AF", 400, "bad_utf8"},
      Row{"GET", "/v1/orders/%4", 400, "bad_request"},
      Row{"GET", "/v1/orders/%zz", 400, "bad_request"},
      Row{"GET", "/v1/orders/WX-1?view=%FF", 400, "bad_utf8"},
      Row{"GET", "/v1/orders/WX-1?view=%0A", 400, "bad_request"},
      Row{"GET", "/v1/orders/WX-1?view=a&view=b", 400, "bad_request"},
      Row{"GET", "*", 400, "bad_request"},
      Row{"GET", "", 400, "bad_request"},
      Row{"GET", "http://desk.example/v1/sync", 400, "bad_request"},
  };
  const Router router = sample_router();
  for (const Row& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.target);
    const Response response = router.handle(
        {.method = std::string(row.method), .target = std::string(row.target), .id = "r1"});
    CHECK(response.status == row.status);
    if (row.status == 200) {
      CHECK(response.body == row.body);
    } else {
      CHECK(error_of(response).at("code") == row.body);
      CHECK(error_of(response).at("request_id") == "r1");
    }
  }
}

TEST_CASE("a body is taken only in the route's types and up to its limit") {
  struct Row {
    std::string_view type;
    std::string_view length;  // the Content-Length header, none when empty
    std::string_view body;
    int status;
  };

  constexpr std::array rows{
      Row{"application/json", "", "{}", 200},
      Row{"Application/JSON; charset=utf-8", "2", "{}", 200},
      Row{"application/json", "", "[1,2,3,4,5,6,78]", 200},
      Row{"application/json", "", "[1,2,3,4,5,6,789]", 413},
      Row{"application/json", "17", "", 413},
      Row{"application/json", "99999999999999999999999", "", 400},
      Row{"application/json", "-1", "", 400},
      Row{"text/plain", "", "{}", 415},
      Row{"application/x-www-form-urlencoded", "", "a=b", 415},
      Row{"", "", "{}", 415},
      Row{"text/plain", "", "", 200},
  };
  const Router router = sample_router();
  for (const Row& row : rows) {
    CAPTURE(row.type);
    CAPTURE(row.length);
    CAPTURE(row.body);
    Request request{
        .method = "POST", .target = "/v1/sync", .headers = {}, .body = std::string(row.body)};
    if (!row.type.empty()) request.headers.push_back({"content-type", std::string(row.type)});
    if (!row.length.empty()) {
      request.headers.push_back({"Content-Length", std::string(row.length)});
    }
    CHECK(router.handle(request).status == row.status);
  }
}

TEST_CASE("a wrong method is told which ones the path has") {
  const Response response = sample_router().handle({.method = "PUT", .target = "/v1/sync"});
  REQUIRE(response.headers.size() == 1);
  CHECK(response.headers[0] == Header{"Allow", "POST"});
}

TEST_CASE("whatever a handler throws reaches the caller as a code without its words") {
  struct Row {
    std::string_view name;
    Handler handler;
    int status;
    std::string_view code;
  };

  const std::array rows{
      Row{"breakage keeps its code",
          [](const Request&) -> Response {
            throw Failure({Code::disk_full, "/srv/secret/desk.db"});
          },
          507, "disk_full"},
      Row{"an exception is internal",
          [](const Request&) -> Response { throw std::runtime_error("SELECT secret"); }, 500,
          "internal"},
      Row{"anything else thrown is internal", [](const Request&) -> Response { throw 42; }, 500,
          "internal"},
      Row{"a header that would split the reply is not sent",
          [](const Request&) {
            return Response{.content_type = "text/plain",
                            .body = "secret",
                            .headers = {{"X-Name", "a\r\nSet-Cookie: secret"}}};
          },
          500, "internal"},
  };
  for (const Row& row : rows) {
    SUBCASE(std::string(row.name).c_str()) {
      Router router;
      router.add({.method = "GET",
                  .pattern = "/",
                  .summary = "x",
                  .caller = "anyone",
                  .handler = row.handler});
      const Response response = router.handle({.method = "GET", .target = "/"});
      CHECK(response.status == row.status);
      CHECK(error_of(response).at("code") == row.code);
      CHECK(response.body.find("secret") == std::string::npos);
      CHECK(response.headers.empty());
    }
  }
}

TEST_CASE("the guard is asked before the handler and may refuse or break") {
  struct Row {
    Guard guard;
    int status;
  };

  const std::array rows{
      Row{[](const Route&, const Request&) -> Refusable { return Done{}; }, 200},
      Row{[](const Route& route, const Request&) -> Refusable {
            if (route.caller == "session") return Error{Code::unauthorized};
            return Done{};
          },
          401},
      Row{[](const Route&, const Request&) -> Refusable { throw Failure({Code::disk_error}); },
          500},
      Row{[](const Route&, const Request&) -> Refusable { throw std::runtime_error("x"); }, 500},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    Router router = sample_router();
    router.set_guard(row.guard);
    CHECK(router.handle({.method = "GET", .target = "/v1/orders/1"}).status == row.status);
  }
}

TEST_CASE("the OpenAPI document holds every route of the table") {
  const Router router = sample_router();
  const auto document = nlohmann::json::parse(router.openapi());
  CHECK(document.at("openapi") == "3.0.3");
  CHECK(document.at("paths").size() == router.routes().size());
  for (const Route& route : router.routes()) {
    CAPTURE(route.pattern);
    const std::string method = route.method == "GET" ? "get" : "post";
    const auto& operation = document.at("paths").at(route.pattern).at(method);
    CHECK(operation.at("summary") == route.summary);
    CHECK(operation.at("x-caller") == route.caller);
    CHECK(operation.contains("requestBody") == !route.content_types.empty());
    CHECK(operation.contains("parameters") == (route.pattern.find('{') != std::string::npos));
  }
}

TEST_CASE("an error quotes bytes that are not UTF-8 without breaking its JSON") {
  const Response slow = Response::error({Code::rate_limited, "900"}, {.id = "r1"});
  REQUIRE(slow.headers.size() == 1);
  CHECK(slow.headers[0].name == "Retry-After");
  CHECK(slow.headers[0].value == "900");
  CHECK(slow.code == "rate_limited");
  const Response response = Response::error({Code::unknown_order, "\xFF\xFE", "no"}, {.id = "r2"});
  CHECK(response.status == 404);
  const auto error = error_of(response);
  CHECK(error.at("code") == "unknown_order");
  CHECK(error.at("field") == "no");
}

TEST_CASE("Accept-Language picks the best of our three languages") {
  struct Row {
    std::string_view header;
    Language language;
  };

  constexpr std::array rows{
      Row{"", Language::zh_hant},
      Row{"fr", Language::zh_hant},
      Row{"en", Language::en},
      Row{"en-GB,zh-CN;q=0.9", Language::en},
      Row{"fr-FR, en;q=0.3, zh-CN;q=0.8", Language::zh_hans},
      Row{"zh-TW;q=0.9, en;q=0.8", Language::zh_hant},
      Row{"zh-Hant-HK", Language::zh_hant},
      Row{"en;q=0", Language::zh_hant},
      Row{"en;q=x,,;,zh", Language::zh_hans},
  };
  for (const Row& row : rows) {
    CAPTURE(row.header);
    CHECK(language_from_accept(row.header, Language::zh_hant) == row.language);
  }
}

}  // namespace huidan::http

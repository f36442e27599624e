#include "sync/http/host.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "sync/base/limits.hpp"
#include "tests/http/raw_client.hpp"

namespace huidan::http {
namespace {

using testing::body_of;
using testing::RawClient;
using testing::RunningHost;
using testing::status_of;

Router spoken_routes() {
  Router router;
  router.add({.method = "GET",
              .pattern = "/healthz",
              .summary = "Alive",
              .caller = "anyone",
              .handler = [](const Request&) { return Response::text("ok"); }});
  router.add({.method = "GET",
              .pattern = "/long",
              .summary = "A long text",
              .caller = "anyone",
              .handler = [](const Request&) {
                return Response::json('"' + std::string(100000, 'a') + '"');
              }});
  router.add({.method = "GET",
              .pattern = "/peer",
              .summary = "Who asks",
              .caller = "anyone",
              .handler = [](const Request& request) { return Response::text(request.peer); }});
  router.add({.method = "POST",
              .pattern = "/echo/{name}",
              .summary = "The body back",
              .caller = "anyone",
              .handler =
                  [](const Request& request) {
                    return Response::text(std::string(request.parameter("name")) + "|" +
                                          request.body);
                  },
              .content_types = {"text/plain"},
              .body_limit_bytes = 64});
  router.add({.method = "GET",
              .pattern = "/broken",
              .summary = "Throws",
              .caller = "anyone",
              .handler = [](const Request&) -> Response { throw std::runtime_error("secret"); }});
  return router;
}

constexpr std::string_view kAskHealth = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

std::string code_of(std::string_view reply) {
  const auto body = nlohmann::json::parse(body_of(reply), nullptr, false);
  return body.is_discarded() ? "" : body["error"].value("code", "");
}

}  // namespace

TEST_CASE("a request is answered, and an attack gets one coded reply and a closed connection") {
  struct Row {
    std::string_view name;
    std::string bytes;
    int status;
    std::string_view says;  // the body of a 200, the code of anything else
  };

  const std::string many_headers = [] {
    std::string text = "GET /healthz HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 100; ++i) text += "X-" + std::to_string(i) + ": 1\r\n";
    return text + "\r\n";
  }();
  const std::array rows{
      Row{"plain", std::string(kAskHealth), 200, "ok"},
      Row{"HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200, "ok"},
      Row{"a body by length",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Content-Length: 5\r\n\r\nhello",
          200, "a|hello"},
      Row{"a body in chunks",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
          200, "a|hello"},
      Row{"no body where one may be", "POST /echo/a HTTP/1.1\r\nHost: a\r\n\r\n", 200, "a|"},
      Row{"a range is ignored",
          "GET /healthz HTTP/1.1\r\nHost: a\r\nRange: bytes=0-0,1-1,0-1\r\n\r\n", 200, "ok"},
      Row{"a broken range is ignored",
          "GET /healthz HTTP/1.1\r\nHost: a\r\nRange: bytes=5-1\r\n\r\n", 200, "ok"},
      Row{"unknown path", "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"},
      Row{"unknown method", "PROPFIND /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405, "bad_method"},
      Row{"tunnel", "CONNECT example.invalid:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request"},
      Row{"body too long by announcement",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Content-Length: 65\r\n\r\n",
          413, "too_large"},
      Row{"body too long by count",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Transfer-Encoding: chunked\r\n\r\n41\r\n" +
              std::string(65, 'x') + "\r\n0\r\n\r\n",
          413, "too_large"},
      Row{"a chunk size without end",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Transfer-Encoding: chunked\r\n\r\n1;" +
              std::string(200000, 'x'),
          413, "too_large"},
      Row{"a chunk size that is none",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
          400, "bad_request"},
      Row{"compressed body",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
          "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
          415, "bad_media_type"},
      Row{"wrong type",
          "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          "Content-Length: 2\r\n\r\n{}",
          415, "bad_media_type"},
      Row{"100 headers", many_headers, 431, "header_too_large"},
      Row{"a header line of 64 KB",
          "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + std::string(65536, 'x') + "\r\n\r\n", 431,
          "header_too_large"},
      Row{"a target of 8 KB", "GET /" + std::string(8192, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n",
          431, "header_too_large"},
      Row{"two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_request"},
      Row{"no host", "GET /healthz HTTP/1.1\r\n\r\n", 400, "bad_request"},
      Row{"an escaped line break", "GET /healthz%0d%0aX:y HTTP/1.1\r\nHost: a\r\n\r\n", 400,
          "bad_request"},
      Row{"a thrown handler", "GET /broken HTTP/1.1\r\nHost: a\r\n\r\n", 500, "internal"},
      Row{"not HTTP", "\x16\x03\x01\x02 hello\r\n\r\n", 400, "bad_request"},
      Row{"a method the library does not know with a body",
          "BREW /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400, "bad_request"},
  };
  const Router router = spoken_routes();
  const RunningHost host(router);
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string reply = RawClient(host.port()).ask(row.bytes);
    CHECK(status_of(reply) == row.status);
    if (row.status == 200) {
      CHECK(body_of(reply) == row.says);
    } else {
      CHECK(code_of(reply) == row.says);
    }
    CHECK(reply.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(reply.find("secret") == std::string::npos);
    CHECK(reply.find("EXCEPTION_WHAT") == std::string::npos);
    CHECK(status_of(RawClient(host.port()).ask(kAskHealth)) == 200);
  }
}

TEST_CASE("a second request hidden behind the first is never answered") {
  constexpr std::string_view kHidden = "GET /peer HTTP/1.1\r\nHost: hidden\r\n\r\n";
  const std::array rows{
      std::string("POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                  "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      std::string("POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                  "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
      std::string("POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                  "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
      std::string("POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                  "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
      std::string("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 38\r\n\r\n"),
      std::string("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"),
      std::string(kAskHealth),
      std::string("GET /healthz HTTP/1.1\nHost: a\n\n"),
  };
  const Router router = spoken_routes();
  const RunningHost host(router);
  for (const std::string& row : rows) {
    CAPTURE(row);
    const std::string reply = RawClient(host.port()).ask(row + std::string(kHidden));
    CHECK(reply.rfind("HTTP/1.1 ") == 0);  // one reply, the last is the first
    CHECK(reply.find("127.0.0.1") == std::string::npos);
  }
}

TEST_CASE("a reply carries the headers that keep a browser from guessing, and no others") {
  const Router router = spoken_routes();
  const RunningHost host(router);
  const std::string reply =
      RawClient(host.port())
          .ask("GET /long HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br, gzip\r\n\r\n");
  CHECK(status_of(reply) == 200);
  CHECK(body_of(reply).size() == 100002);
  for (const std::string_view wanted :
       {"\r\nX-Content-Type-Options: nosniff\r\n", "\r\nCache-Control: no-store\r\n",
        "\r\nX-Request-Id: ", "\r\nContent-Length: 100002\r\n"}) {
    CAPTURE(wanted);
    CHECK(reply.find(wanted) != std::string::npos);
  }
  for (const std::string_view unwanted : {"Content-Encoding", "Server:", "Keep-Alive"}) {
    CAPTURE(unwanted);
    CHECK(reply.find(unwanted) == std::string::npos);
  }
}

TEST_CASE("what says itself how long it may be kept says nothing else") {
  Router router;
  router.add({.method = "GET",
              .pattern = "/file",
              .summary = "A file whose name holds its digest",
              .caller = "anyone",
              .handler = [](const Request&) {
                Response response = Response::text("file");
                response.headers = {{"Cache-Control", "public, max-age=31536000, immutable"}};
                return response;
              }});
  const RunningHost host(router);
  const std::string reply = RawClient(host.port()).ask("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(reply.find("\r\nCache-Control: public, max-age=31536000, immutable\r\n") != reply.npos);
  CHECK(reply.find("no-store") == reply.npos);
}

TEST_CASE("HEAD gives the length without the body") {
  const Router router = spoken_routes();
  const RunningHost host(router);
  const std::string reply = RawClient(host.port()).ask("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(reply) == 200);
  CHECK(reply.find("\r\nContent-Length: 100002\r\n") != std::string::npos);
  CHECK(body_of(reply).empty());
}

TEST_CASE(
    "plain HTTP beyond loopback is refused, a taken port and a bad address have their codes") {
  const Router router = spoken_routes();
  const RunningHost running(router);
  const std::string taken = "127.0.0.1:" + std::to_string(running.port());

  struct Row {
    std::string address;
    Proxy proxy;
    Code code;
  };

  const std::array rows{
      Row{"0.0.0.0:0", Proxy::none, Code::insecure_listen},
      Row{"[::]:0", Proxy::none, Code::insecure_listen},
      Row{"127.0.0.1.example:0", Proxy::none, Code::insecure_listen},
      Row{taken, Proxy::none, Code::port_taken},
      Row{"127.0.0.1", Proxy::none, Code::bad_config},
      Row{"127.0.0.1:65536", Proxy::none, Code::bad_config},
      Row{"127.0.0.1:8x", Proxy::none, Code::bad_config},
      Row{":80", Proxy::none, Code::bad_config},
      Row{"203.0.113.1:0", Proxy::in_front, Code::bad_config},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address);
    Host host(router, {.proxy = row.proxy});
    const auto port = host.listen(row.address);
    REQUIRE_FALSE(port.ok());
    CHECK(port.error().code == row.code);
  }
  Host open(router, {.proxy = Proxy::in_front});
  CHECK(open.listen("0.0.0.0:0").ok());
}

TEST_CASE("a forwarded address is believed only behind a proxy, and only its last entry") {
  const Router router = spoken_routes();
  constexpr std::string_view kForged =
      "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n"
      "REMOTE_ADDR: 198.51.100.8\r\n\r\n";
  const RunningHost bare(router);
  CHECK(body_of(RawClient(bare.port()).ask(kForged)) == "127.0.0.1");
  const RunningHost behind(router, {.proxy = Proxy::in_front});
  CHECK(body_of(RawClient(behind.port()).ask(kForged)) == "203.0.113.9");
}

TEST_CASE("the log knows the route's pattern and nothing personal") {
  std::mutex mutex;
  std::vector<std::string> lines;
  const Router router = spoken_routes();
  {
    const RunningHost host(
        router, {.log = [&](const LogLine& line) {
          const std::lock_guard lock(mutex);
          lines.push_back(std::string(line.method) + " " + std::string(line.route) + " " +
                          std::to_string(line.status) + " " + std::to_string(line.bytes));
          throw std::runtime_error("the log's disk is full");
        }});
    const std::string reply =
        RawClient(host.port())
            .ask(
                "POST /echo/sample?phone=0 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                "Content-Length: 2\r\n\r\nhi");
    CHECK(status_of(reply) == 200);
    CHECK(status_of(RawClient(host.port()).ask("GET\r\n\r\n")) == 400);
  }
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "POST /echo/{name} 200 9");
  CHECK(lines[1].starts_with("- - 400 "));
}

}  // namespace huidan::http

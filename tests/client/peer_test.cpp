#include "client/peer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sync/base/limits.hpp"
#include "sync/http/tls.hpp"
#include "tests/client/certificate.hpp"
#include "tests/client/scripted_server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/socket.hpp"

namespace huidan {
namespace {

using http::testing::RunningHost;
using testing::Certificate;
using testing::ScriptedServer;

http::Router sample_router() {
  http::Router router;
  router.add({.method = "GET",
              .pattern = "/healthz",
              .summary = "Alive",
              .caller = "anyone",
              .handler = [](const http::Request&) { return http::Response::text("ok"); }});
  router.add({.method = "POST",
              .pattern = "/v1/sync",
              .summary = "The body and a header back",
              .caller = "device",
              .handler =
                  [](const http::Request& request) {
                    return http::Response::json(std::string(request.header("X-Device")) +
                                                request.body);
                  },
              .content_types = {"application/json"}});
  return router;
}

std::string url_of(int port, std::string_view scheme = "http") {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(port);
}

}  // namespace

TEST_CASE("a peer asks and tells over loopback, again and again on one handle") {
  const http::Router router = sample_router();
  const RunningHost host(router);
  Peer peer(url_of(host.port()) + "/", "");
  for (int i = 0; i < 3; ++i) {
    const auto alive = peer.get("/healthz");
    REQUIRE(alive.ok());
    CHECK(alive.value().status == 200);
    CHECK(alive.value().body == "ok");
    const auto told = peer.post("/v1/sync", "application/json", "[1]", {{"X-Device", "d1"}});
    REQUIRE(told.ok());
    CHECK(told.value().body == "d1[1]");
    CHECK(told.value().content_type == "application/json");
    CHECK(told.value().up_bytes == 3);
    CHECK(told.value().down_bytes == 5);
  }
}

TEST_CASE("a refusal of the server comes back as the code it named") {
  const http::Router router = sample_router();
  const RunningHost host(router);
  Peer peer(url_of(host.port()), "");
  const auto large = peer.post("/v1/sync", "application/json", std::string(8U << 20, ' '));
  REQUIRE(large.ok());
  CHECK(large.value().status == 413);
  CHECK(error_of(large.value()) == Error{Code::too_large, std::to_string(limits::kBody_bytes)});
  const auto nowhere = peer.get("/nowhere");
  REQUIRE(nowhere.ok());
  CHECK(error_of(nowhere.value()).code == Code::not_found);
}

TEST_CASE("an error page that is not ours is told apart by its status") {
  struct Row {
    std::string_view name;
    int status;
    std::string body;
    Error error;
  };

  const std::array rows{
      Row{"a proxy's page", 502, "<html>Bad Gateway</html>", {Code::no_network, "proxy"}},
      Row{"a page of an overloaded proxy", 503, "", {Code::no_network, "proxy"}},
      Row{"a captive portal", 403, "<html>", {Code::bad_reply, "403"}},
      Row{"our busy server",
          503,
          R"({"error":{"code":"busy","message":"…","request_id":"1"}})",
          {Code::busy}},
      Row{"a field and a detail",
          400,
          R"({"error":{"code":"bad_choice","detail":"7","field":"priority"}})",
          {Code::bad_choice, "7", "priority"}},
      Row{"a code of a newer server", 400, R"({"error":{"code":"unheard_of"}})", {Code::internal}},
      Row{"an error that is no object", 400, R"({"error":"code"})", {Code::bad_reply, "400"}},
      Row{"a list", 400, R"(["error"])", {Code::bad_reply, "400"}},
      Row{"a tower of brackets", 400, std::string(60000, '['), {Code::bad_reply, "400"}},
      Row{"a tower of objects",
          400,
          R"({"error":{"code":{"code":{"code":[[1]]}}}})",
          {Code::bad_reply, "400"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(error_of({.status = row.status, .body = row.body}) == row.error);
  }
}

TEST_CASE("over TLS the pinned key alone is trusted") {
  const Certificate mine("mine");
  const Certificate other("other");
  REQUIRE(mine.made());
  REQUIRE(other.made());
  const http::Router router = sample_router();
  const RunningHost host(router, {.tls_certificate = mine.file(), .tls_key = mine.key()});
  REQUIRE(host.port() != 0);
  const std::string url = url_of(host.port(), "https");

  struct Row {
    std::string_view name;
    std::string pin;
    Code code;  // internal: an answer comes
  };

  const std::array rows{
      Row{"the right pin", mine.pin(), Code::internal},
      Row{"the next key's pin beside the right one", other.pin() + ";" + mine.pin(),
          Code::internal},
      Row{"another key's pin", other.pin(), Code::pin_mismatch},
      Row{"no pin and no CA that knows it", "", Code::pin_mismatch},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Peer peer(url, row.pin);
    const auto reply = peer.post("/v1/sync", "application/json", std::string(300000, ' '));
    CHECK(reply.ok() == (row.code == Code::internal));
    if (reply) CHECK(reply.value().body.size() == 300000);
    if (!reply) CHECK(reply.error().code == row.code);
  }
  CHECK(Peer(url_of(host.port()), "").get("/healthz").error().code == Code::no_network);
}

TEST_CASE("the pin is what openssl computes from the certificate") {
  const Certificate mine("pin");
  REQUIRE(mine.made());
  const std::string file = mine.file().string();
  const std::string command = "openssl x509 -in '" + file +
                              "' -noout -pubkey | openssl pkey -pubin -outform der | "
                              "openssl dgst -sha256 -binary | base64 > '" +
                              file + ".pin'";
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream in(file + ".pin");
  std::string digest;
  in >> digest;
  CHECK(mine.pin() == "sha256//" + digest);
  CHECK(http::certificate_pin(mine.key()).error().code == Code::bad_config);
}

TEST_CASE("a host whose certificate is missing or does not fit its key does not listen") {
  const Certificate mine("fit");
  const Certificate other("misfit");
  const http::Router router = sample_router();
  const std::array rows{
      http::HostOptions{.tls_certificate = mine.file(), .tls_key = other.key()},
      http::HostOptions{.tls_certificate = mine.file(), .tls_key = "nowhere.pem"},
      http::HostOptions{.tls_certificate = mine.file()},
      http::HostOptions{.tls_key = mine.key()},
  };
  for (const http::HostOptions& row : rows) {
    CAPTURE(row.tls_key.string());
    http::Host host(router, row);
    const auto port = host.listen("127.0.0.1:0");
    REQUIRE_FALSE(port.ok());
    CHECK(port.error() == Error{Code::bad_config, "certificate"});
  }
}

TEST_CASE("a URL or a pin that cannot be trusted is refused before any network") {
  const std::string pin = "sha256//" + std::string(43, 'A') + "=";

  struct Row {
    std::string url;
    std::string pin;
    Code code;
  };

  const std::array rows{
      Row{"http://desk.example", "", Code::insecure_server},
      Row{"http://192.0.2.1:8080", pin, Code::insecure_server},
      Row{"http://127.0.0.1.desk.example", "", Code::insecure_server},
      Row{"http://localhost.desk.example", "", Code::insecure_server},
      Row{"http://[2001:db8::1]", "", Code::insecure_server},
      Row{"ftp://127.0.0.1", "", Code::bad_config},
      Row{"file:///etc/hostname", "", Code::bad_config},
      Row{"desk.example", "", Code::bad_config},
      Row{"https://user@desk.example", pin, Code::bad_config},
      Row{"https://desk.example/?a=b", pin, Code::bad_config},
      Row{"", "", Code::bad_config},
      Row{"https://报修.example", pin, Code::bad_config},
      Row{"https://%E6%8A%A5.example", pin, Code::bad_config},
      Row{"https://desk.example", "key.pem", Code::bad_config},
      Row{"https://desk.example", "sha256//short=", Code::bad_config},
      Row{"https://desk.example", pin + ";key.pem", Code::bad_config},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CAPTURE(row.pin);
    Peer peer(row.url, row.pin);
    const auto reply = peer.get("/healthz");
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.error().code == row.code);
  }
  for (const std::string_view fine :
       {"http://127.0.0.1:1", "http://127.9.8.7", "http://localhost:80", "http://[::1]:8080",
        "https://desk.example:8443/huidan"}) {
    CAPTURE(fine);
    CHECK(Peer(std::string(fine), pin).usable().ok());
  }
}

TEST_CASE("a path or a header that would break the request is refused") {
  Peer peer("http://127.0.0.1:1", "");
  for (const std::string_view path : {"", "healthz", "/a b", "/a\r\nX: y", "/\xE5\xB7\xA5"}) {
    CAPTURE(path);
    CHECK(peer.get(path).error().code == Code::bad_input);
  }
  CHECK(peer.get("/", {{"X-Name", "a\r\nX-Other: b"}}).error().code == Code::bad_input);
}

TEST_CASE("what a bad network does to a reply has its code") {
  struct Row {
    std::string_view name;
    std::string reply;  // sent to the first request, then the connection is closed
    Error error;
  };

  const std::array rows{
      Row{"closed without a word", "", {Code::no_network, "cut"}},
      Row{"cut in the head", "HTTP/1.1 200 OK\r\nContent-Le", {Code::no_network, "cut"}},
      Row{"cut between two headers",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
          {Code::no_network, "cut"}},
      Row{"a body of which nobody knows the end",
          "HTTP/1.1 200 OK\r\n\r\n{\"half\":",
          {Code::no_network, "cut"}},
      Row{"cut in the body",
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":",
          {Code::no_network, "cut"}},
      Row{"cut between chunks",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          {Code::no_network, "cut"}},
      Row{"not HTTP", "220 mail.example ready\r\n\r\n", {Code::bad_reply, "http"}},
      Row{"a head without end",
          "HTTP/1.1 200 OK\r\n" +
              [] {
                std::string headers;
                for (int i = 0; i < 3000; ++i)
                  headers += "X-Filler: " + std::string(30, 'x') + "\r\n";
                return headers;
              }(),
          {Code::bad_reply, std::to_string(limits::kReplyHead_bytes)}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ScriptedServer server(row.reply);
    Peer peer(url_of(server.port()), "");
    const auto reply = peer.post("/v1/sync", "application/json", "{}");
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.error() == row.error);
  }
}

TEST_CASE("a reply larger than the laptop will read is dropped") {
  ScriptedServer server("HTTP/1.1 200 OK\r\n\r\n", limits::kReply_bytes + 1);
  Peer peer(url_of(server.port()), "");
  const auto reply = peer.get("/");
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error() == Error{Code::bad_reply, std::to_string(limits::kReply_bytes)});
}

TEST_CASE("a redirect is not followed and a proxy's page is a reply with its status") {
  ScriptedServer moved(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  const auto redirect = Peer(url_of(moved.port()), "").get("/");
  REQUIRE(redirect.ok());
  CHECK(redirect.value().status == 302);
  ScriptedServer proxy(
      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
  const auto page = Peer(url_of(proxy.port()), "").get("/");
  REQUIRE(page.ok());
  CHECK(page.value().content_type == "text/html");
  CHECK(error_of(page.value()) == Error{Code::no_network, "proxy"});
}

// What libcurl could do and this program leaves out (cmake/curl.cmake) is not called for, whatever
// the reply says.
TEST_CASE("a reply in a manner that nobody asked for is a reply or a refusal") {
  struct Row {
    std::string head;
    Code code;  // internal: it is a reply
  };

  const std::array rows{
      Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip", Code::bad_reply},
      Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked", Code::no_network},
      Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: br", Code::no_network},
      Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: zstd", Code::bad_reply},
      Row{"HTTP/1.1 200 OK\r\nContent-Encoding: br", Code::internal},
      Row{"HTTP/2 200\r\nDate: today", Code::internal},
      Row{"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c",
          Code::no_network},
      Row{"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate", Code::internal},
      Row{"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM", Code::internal},
      Row{"HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Negotiate YII=", Code::internal},
      Row{"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Domain=报修.example", Code::internal},
      Row{"HTTP/1.1 302 Found\r\nLocation: https://报修.example/", Code::internal},
      Row{"HTTP/1.1 302 Found\r\nLocation: ldap://127.0.0.1/", Code::internal},
      Row{"HTTP/1.1 200 OK\r\nAlt-Svc: h2=\":1\"", Code::internal},
      Row{"RTSP/1.0 200 OK\r\nCSeq: 1", Code::bad_reply},
  };
  for (const Row& row : rows) {
    CAPTURE(row.head);
    ScriptedServer server(row.head + "\r\nContent-Length: 2\r\n\r\nok");
    const auto reply = Peer(url_of(server.port()), "").get("/");
    CHECK((reply ? Code::internal : reply.error().code) == row.code);
  }
}

TEST_CASE("a request that nobody answers is broken off once its asker is to end") {
  class SecondThoughts final : public Waiting {
   public:
    [[nodiscard]] bool over() const noexcept override { return ++asked_ > 3; }

   private:
    mutable int asked_ = 0;
  };

  const test::Socket silent = test::Socket::listening();
  const SecondThoughts waiting;
  CHECK(Peer(url_of(silent.port()), "", &waiting).get("/").error() ==
        Error{Code::no_network, "over"});
}

TEST_CASE("nobody listening and no such name are no network") {
  int free_port = 0;
  {
    const ScriptedServer gone("");
    free_port = gone.port();
  }
  CHECK(Peer(url_of(free_port), "").get("/").error() == Error{Code::no_network, "connect"});
  CHECK(Peer("https://desk.invalid", "").get("/").error() == Error{Code::no_network, "dns"});
}

}  // namespace huidan

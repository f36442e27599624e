// What whoever runs the desk is told: /healthz, /readyz, /metrics (issue: operations; RELIABILITY
// §4.16).
#include "server/operations.hpp"

#include <doctest/doctest.h>

#ifdef __linux__
#include <sys/resource.h>

#include <csignal>
#endif

#include <regex>
#include <set>
#include <sstream>

#include "sync/base/crypto.hpp"
#include "sync/base/time.hpp"
#include "tests/server/blob_site.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/folder.hpp"

namespace huidan::server {
namespace {

constexpr std::string_view kToken = "0123456789abcdef";

http::Response from(Rooms& rooms, const std::string& peer, std::string_view token = {}) {
  http::Request request;
  request.method = "GET";
  request.target = "/metrics";
  request.peer = peer;
  if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + std::string(token)});
  return rooms.app.router().handle(std::move(request));
}

/// Names with a HELP and a TYPE before their first number; a line that is none of those fails.
std::set<std::string> metric_names(const std::string& page) {
  const std::regex help("# HELP ([a-z_]+) [^\\n]+");
  const std::regex type("# TYPE ([a-z_]+) (counter|gauge|histogram)");
  const std::regex number(
      "([a-z_]+?)(_bucket|_sum|_count)?(\\{([a-z]+=\"[^\"]*\",?)+\\})? -?[0-9]+(\\.[0-9]+)?");
  std::set<std::string> helped;
  std::set<std::string> typed;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    std::smatch is;
    if (std::regex_match(line, is, help)) {
      CHECK(helped.insert(is[1]).second);
    } else if (std::regex_match(line, is, type)) {
      CHECK(helped.contains(is[1]));
      CHECK(typed.insert(is[1]).second);
    } else {
      REQUIRE(std::regex_match(line, is, number));
      const std::string whole = is[1].str() + is[2].str();
      CHECK((typed.contains(is[1]) || typed.contains(whole)));
    }
  }
  return typed;
}

std::string readiness(Rooms& rooms) {
  const http::Response response = rooms.ask("GET", "/readyz", "");
  return std::to_string(response.status) + ' ' + response.body;
}

}  // namespace

TEST_CASE("the numbers are for this machine and for whoever has the operator's token") {
  Rooms rooms;
  MetricsAccess access;

  SUBCASE("without a token loopback alone") {
    rooms.app.operations.set_access(access);
    CHECK(from(rooms, "127.0.0.1").status == 200);
    CHECK(from(rooms, "::1").status == 200);
    CHECK(told(from(rooms, "192.0.2.7")) == "401 unauthorized");
    CHECK(told(from(rooms, "192.0.2.7", kToken)) == "401 unauthorized");
    CHECK(told(from(rooms, "")) == "401 unauthorized");
  }
  SUBCASE("with one whoever knows it") {
    access.token_hash = sha256_hex(kToken);
    rooms.app.operations.set_access(access);
    CHECK(from(rooms, "192.0.2.7", kToken).status == 200);
    CHECK(told(from(rooms, "192.0.2.7", "0123456789abcdeF")) == "401 unauthorized");
    CHECK(told(from(rooms, "192.0.2.7")) == "401 unauthorized");
  }
  SUBCASE("behind a proxy nobody is near") {
    access.loopback = false;
    rooms.app.operations.set_access(access);
    CHECK(told(from(rooms, "127.0.0.1")) == "401 unauthorized");
  }
}

TEST_CASE("the numbers are Prometheus' text, count what is there and name nobody") {
  Rooms rooms;
  static_cast<void>(rooms.join("seat1", Role::seat));
  const auto report = rooms.take(
      line_of("WX-7001", R"(,"contact":"陈样例","phone":"13800000001")") + line_of("WX-7002"));
  REQUIRE(report.created == 2);
  rooms.app.operations.served().count({"GET", "/v1/orders/{no}", 200, 4096, 1500, "r1"});
  rooms.app.operations.served().count({"EVIL\"} 1\nx", "-", 405, 0, 2'000'001, "r2"});

  const std::string page = from(rooms, "127.0.0.1").body;
  const auto names = metric_names(page);
  for (const char* name :
       {"huidan_build_info", "huidan_requests_total", "huidan_request_seconds_total",
        "huidan_orders", "huidan_disputes_open", "huidan_edits_waiting",
        "huidan_device_pending_edits", "huidan_device_unsynced_seconds",
        "huidan_device_heard_seconds", "huidan_commit_writes", "huidan_write_queue"}) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
  CHECK(page.find("huidan_orders 2\n") != std::string::npos);
  CHECK(page.find("huidan_disputes_open 0\n") != std::string::npos);
  CHECK(
      page.find(R"(huidan_requests_total{method="GET",route="/v1/orders/{no}",status="200"} 1)") !=
      std::string::npos);
  CHECK(page.find(R"(huidan_request_seconds_total{method="-",route="-",status="405"} 2.000001)") !=
        std::string::npos);
  for (const char* personal : {"WX-7001", "陈样例", "13800000001", "seat1", "东岭"}) {
    CHECK(page.find(personal) == std::string::npos);
  }
}

TEST_CASE("what a laptop may still hold is as old as its last exchange at most") {
  Site site;
  const auto number = [&](App& app, const std::string& name) {
    http::Request request;
    request.method = "GET";
    request.target = "/metrics";
    request.peer = "127.0.0.1";
    const std::string page = app.router().handle(std::move(request)).body;
    const std::string head = name + "{device=\"" + site.one.device().value + "\"} ";
    const std::size_t at = page.find('\n' + head);
    REQUIRE(at != std::string::npos);
    return std::stoll(page.substr(at + 1 + head.size()));
  };
  static_cast<void>(site.app.desk.write([&](Records& records) -> Refusable {
    const std::string joined = time_from_ms(site.app.desk.now_ms() - 7'200'000);
    records.database.run("UPDATE device SET created_at = $1", {joined});
    return Done{};
  }));
  // Nothing happened in its exchange, and nothing was written: this process alone knows of it.
  CHECK(number(site.app, "huidan_device_heard_seconds") < 60);
  CHECK(number(site.app, "huidan_device_unsynced_seconds") < 60);
  App again(site.place.place());
  CHECK(number(again, "huidan_device_heard_seconds") >= 7200);
  CHECK(number(again, "huidan_device_unsynced_seconds") >= 7200);
}

TEST_CASE("a desk whose backups are overdue still serves, and says so") {
  const test::Folder folder;
  Rooms rooms;
  CHECK(readiness(rooms) == R"(200 {"status":"ready","database":"ok","disk":"ok","backup":"ok"})");
  rooms.app.backups.plan({folder / "none", 1000, {}, {}});
  CHECK(readiness(rooms) ==
        R"(200 {"status":"degraded","database":"ok","disk":"ok","backup":"overdue"})");
  const std::string page = from(rooms, "127.0.0.1").body;
  CHECK(page.find("huidan_backup_overdue 1\n") != std::string::npos);
}

TEST_CASE("a desk whose database takes no writes is not ready, says why, and is again") {
  Rooms rooms;
  const auto rename = [&](const char* from, const char* to) {
    const auto renamed = rooms.app.desk.write([&](Records& records) -> Refusable {
      records.database.script(std::string("ALTER TABLE ") + from + " RENAME TO " + to);
      return Done{};
    });
    REQUIRE(renamed.ok());
  };
  rename("setting", "setting_gone");
  const http::Response refused = rooms.ask("GET", "/readyz", "");
  CHECK(told(refused) == "503 internal");
  CHECK(rooms.ask("GET", "/healthz", "").status == 200);
  rename("setting_gone", "setting");
  CHECK(readiness(rooms) == R"(200 {"status":"ready","database":"ok","disk":"ok","backup":"ok"})");
}

#ifdef __linux__
TEST_CASE("a desk whose disk takes everything but the commit is not ready, and is again") {
  if (test::on_postgres()) return;
  const test::Folder folder;
  App app({folder / "desk"});
  const auto ready = [&] {
    const auto found = app.operations.readiness();
    return found ? std::string("ready") : std::string(code_name(found.error().code));
  };
  CHECK(ready() == "ready");
  CHECK(ready() == "ready");
  // No file may grow by a byte: a write fails as it would on a disk that has died.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit none{0, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  const std::string while_none = ready();
  const std::string still = ready();
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(while_none == "disk_error");
  CHECK(still == "disk_error");
  CHECK(ready() == "ready");
}
#endif

}  // namespace huidan::server

// What a flood, a crawl and a stop do to the host.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "sync/base/limits.hpp"
#include "tests/http/raw_client.hpp"

namespace huidan::http {
namespace {

using testing::RawClient;
using testing::RunningHost;
using testing::status_of;

constexpr std::string_view kHealth = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::size_t kFlood_bytes = std::size_t{300} << 20;

Router loaded_routes() {
  Router router;
  router.add({.method = "GET",
              .pattern = "/healthz",
              .summary = "Alive",
              .caller = "anyone",
              .handler = [](const Request&) { return Response::text("ok"); }});
  router.add({.method = "POST",
              .pattern = "/v1/sync",
              .summary = "Takes a body",
              .caller = "anyone",
              .handler =
                  [](const Request& request) {
                    return Response::text(std::to_string(request.body.size()));
                  },
              .content_types = {"application/json"}});
  return router;
}

/// The most memory this process has held since the last reset, in bytes.
class PeakMemory {
 public:
  PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";
    start_kb_ = peak_kb();
  }

  [[nodiscard]] std::size_t grown_bytes() const {
    return (std::max(peak_kb(), start_kb_) - start_kb_) * 1024;
  }

 private:
  static std::size_t peak_kb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
    }
    return 0;
  }

  std::size_t start_kb_ = 0;
};

/// Sends `part` over and over; false when the other side closed before `total_bytes` were sent.
bool flood(RawClient& client, const std::string& part, std::size_t total_bytes) {
  for (std::size_t sent = 0; sent < total_bytes; sent += part.size()) {
    if (!client.send(part)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a body of 300 MB gets 413 and costs little memory, whichever way it is framed") {
  struct Row {
    std::string_view name;
    std::string framing;
    std::string part;
  };

  const std::array rows{
      Row{"by length", "Content-Length: " + std::to_string(kFlood_bytes), std::string(65536, ' ')},
      Row{"in chunks", "Transfer-Encoding: chunked",
          "10000\r\n" + std::string(65536, ' ') + "\r\n"},
      Row{"in chunks of one byte", "Transfer-Encoding: chunked",
          [] {
            std::string text;
            for (int i = 0; i < 10000; ++i) text += "1\r\n \r\n";
            return text;
          }()},
      Row{"in one chunk", "Transfer-Encoding: chunked\r\n\r\n12C00000", std::string(65536, ' ')},
      Row{"awaiting leave",
          "Expect: 100-continue\r\nContent-Length: " + std::to_string(kFlood_bytes),
          std::string(65536, ' ')},
  };
  const Router router = loaded_routes();
  const RunningHost host(router);
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const PeakMemory peak;
    RawClient client(host.port());
    client.send("POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
                row.framing + "\r\n\r\n");
    flood(client, row.part, kFlood_bytes);
    const std::string reply = client.receive_all();
    CHECK(status_of(reply) == 413);
    CHECK(reply.find("\"too_large\"") != std::string::npos);
    CHECK(peak.grown_bytes() <= std::size_t{16} << 20);
    CHECK(status_of(RawClient(host.port()).ask(kHealth)) == 200);
  }
}

TEST_CASE("who is refused early may finish sending, so that no reset overtakes the reply") {
  constexpr std::size_t kBody_bytes = std::size_t{32} << 20;  // more than two socket buffers hold
  const Router router = loaded_routes();
  const RunningHost host(router);
  RawClient client(host.port());
  client.send(
      "POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(kBody_bytes) + "\r\n\r\n");
  CHECK(flood(client, std::string(65536, ' '), kBody_bytes));
  CHECK(status_of(client.receive_all()) == 413);
}

TEST_CASE("a header line of 200 MB costs little memory") {
  const Router router = loaded_routes();
  const RunningHost host(router);
  const PeakMemory peak;
  RawClient client(host.port());
  client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX: ");
  flood(client, std::string(65536, 'x'), std::size_t{200} << 20);
  CHECK(status_of(client.receive_all()) == 431);
  CHECK(peak.grown_bytes() <= std::size_t{16} << 20);
}

TEST_CASE("slow and silent clients do not keep an honest one waiting") {
  const Router router = loaded_routes();
  const RunningHost host(router);
  std::vector<std::unique_ptr<RawClient>> crawlers;
  for (int i = 0; i < 200; ++i) {
    crawlers.push_back(std::make_unique<RawClient>(host.port()));
    REQUIRE(crawlers.back()->connected());
    if (i % 2 == 0) crawlers.back()->send("GET /healthz HTTP/1.1\r\nX-Slow:");
  }
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) CHECK(status_of(RawClient(host.port()).ask(kHealth)) == 200);
  // The guard is half of a head's deadline: an honest client that waits for a crawler waits longer.
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took < std::chrono::milliseconds(limits::kHead_ms / 2));
}

TEST_CASE("a burst of connections is answered to the last one") {
  const Router router = loaded_routes();
  const RunningHost host(router);
  constexpr int kClients = 300;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<RawClient>(host.port()));
    clients.back()->send(kHealth);
  }
  int answered = 0;
  for (const auto& client : clients) answered += status_of(client->receive_all()) == 200 ? 1 : 0;
  CHECK(answered == kClients);
}

TEST_CASE("a stop lets requests under way finish and cuts those that crawl") {
  Router router = loaded_routes();
  std::atomic<bool> inside{false};
  router.add({.method = "GET",
              .pattern = "/work",
              .summary = "Takes its time",
              .caller = "anyone",
              .handler = [&](const Request&) {
                inside = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(400));
                return Response::text("worked");
              }});
  RunningHost host(router);
  RawClient worker(host.port());
  RawClient crawler(host.port());
  worker.send("GET /work HTTP/1.1\r\nHost: a\r\n\r\n");
  crawler.send(
      "POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n{");
  while (!inside) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  host.stop();
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(worker.receive_all().ends_with("worked"));
  CHECK(status_of(crawler.receive_all()) == 400);
  CHECK(took < std::chrono::milliseconds(limits::kFarewell_ms * 3));
  CHECK_FALSE(RawClient(host.port()).connected());
}

TEST_CASE("a host that is stopped in a rush of requests, or before it runs, ends") {
  const Router router = loaded_routes();
  for (int round = 0; round < 5; ++round) {
    CAPTURE(round);
    RunningHost host(router);
    std::atomic<bool> over{false};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&] {
        while (!over) {
          const std::string reply = RawClient(host.port()).ask(kHealth);
          if (reply.empty()) return;
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    host.stop();
    over = true;
    for (std::thread& client : clients) client.join();
  }
  Host early(router, {});
  REQUIRE(early.listen("127.0.0.1:0").ok());
  early.stop();
  CHECK(early.run().ok());
}

}  // namespace huidan::http

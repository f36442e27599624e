// Many laptops at the desk's own program: a thousand that sync once a second, and three hundred
// that come at once. The load comes from the same two cores.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "tests/bench/sync_desk.hpp"
#include "tests/support/socket.hpp"

namespace huidan::bench {
namespace {

constexpr int kLaptops = 1000;
constexpr int kSeconds = 8;
constexpr int kThreads = 16;
constexpr int kBurst = 300;
constexpr double kStarved_ms = 2000;

/// Milliseconds until the reply was whole; -1 when there was none.
double ask(int port, const std::string& message) {
  const auto start = Clock::now();
  const auto socket = test::Socket::connected_to(port);
  socket.send(message);
  const bool answered = test::status_of(socket.receive_message()) == 200;
  return answered ? ms_since(start) : -1;
}

struct Load {
  std::vector<double> ms;  // from when it was due
  int starved = 0;
};

/// Each thread works off its share of the laptops, each due at its own moment of every second.
Load one_a_second(int port, const std::string& message) {
  Load load;
  std::mutex mutex;
  const auto start = Clock::now();
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      Load mine;
      for (int second = 0; second < kSeconds; ++second) {
        for (int laptop = t; laptop < kLaptops; laptop += kThreads) {
          const auto due =
              start + std::chrono::microseconds(1'000'000LL * second + 1000LL * laptop);
          std::this_thread::sleep_until(due);
          const bool answered = ask(port, message) >= 0;
          mine.ms.push_back(ms_since(due));
          if (!answered || mine.ms.back() > kStarved_ms) ++mine.starved;
        }
      }
      const std::lock_guard lock(mutex);
      load.ms.insert(load.ms.end(), mine.ms.begin(), mine.ms.end());
      load.starved += mine.starved;
    });
  }
  threads.clear();
  std::ranges::sort(load.ms);
  return load;
}

/// The slowest of all who knock at once.
double burst_ms(int port, const std::string& message) {
  std::vector<std::jthread> threads;
  std::vector<double> ms(kBurst);
  std::atomic<bool> go{false};
  for (int i = 0; i < kBurst; ++i) {
    threads.emplace_back([&, i] {
      while (!go) std::this_thread::sleep_for(std::chrono::microseconds(200));
      ms[static_cast<std::size_t>(i)] = ask(port, message);
    });
  }
  go = true;
  threads.clear();
  if (*std::ranges::min_element(ms) < 0) return 1e9;
  return *std::ranges::max_element(ms);
}

}  // namespace

void bench_fleet(std::vector<BenchRow>& rows, const Ground& ground) {
  const ServingProgram server(ground.server, ground.folder / "desk");
  client::Device device(ground.folder / "laptop");
  const std::string message = http_message(packed_request(device));
  const double before = server.cpu_ms();
  const Load load = one_a_second(server.port(), message);
  const double core = (server.cpu_ms() - before) / (kSeconds * 10.0);
  rows.push_back(at_most("1,000 laptops, a sync a second: starved", load.starved, "", 0));
  rows.push_back(at_most("  p99", load.ms[load.ms.size() * 99 / 100], "ms", 100, 40));
  rows.push_back(at_most("  of a core", core, "%", 15, 5));
  std::vector<double> bursts;
  for (int i = 0; i < 5; ++i) bursts.push_back(burst_ms(server.port(), message));
  rows.push_back(
      at_most("300 new connections at once, the slowest", median(bursts), "ms", 900, 40));
}

}  // namespace huidan::bench

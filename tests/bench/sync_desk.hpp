#pragma once
// What the parts of `./dev bench sync` share: a large desk, a laptop's request as bytes, and rows.

#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "client/device.hpp"
#include "server/app.hpp"
#include "sync/http/host.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/process.hpp"

namespace huidan::bench {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

[[nodiscard]] double ms_since(Clock::time_point start);
[[nodiscard]] double median(std::vector<double> values);

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("bench: " + std::string(code_name(result.error().code)));
  return std::move(result).value();
}

/// A figure that must be `most` at most; `aim` as in BenchRow.
[[nodiscard]] BenchRow at_most(const std::string& name, double value, const std::string& unit,
                               double most, double aim = 0);
/// The same of its ratio to `floor`.
[[nodiscard]] BenchRow ratio_at_most(BenchRow row, double ratio, double most, double aim);
[[nodiscard]] BenchRow ratio_at_least(BenchRow row, double ratio, double least, double aim);

/// A desk with 10,000 orders, all of one engineer, serving on loopback in this process.
class LargeDesk {
 public:
  explicit LargeDesk(const fs::path& folder);
  LargeDesk(const LargeDesk&) = delete;
  LargeDesk& operator=(const LargeDesk&) = delete;
  LargeDesk(LargeDesk&&) = delete;
  LargeDesk& operator=(LargeDesk&&) = delete;
  ~LargeDesk();

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  [[nodiscard]] std::string code() { return must(app_.people.enrol_code("engineer2")).code; }

  [[nodiscard]] const std::vector<WorkOrder>& orders() const { return fresh_; }

  /// Changes one field of the first `count` orders.
  void change(std::size_t count, const std::string& value);

 private:
  void assign_all();

  server::App app_;
  std::vector<WorkOrder> fresh_;
  http::Host host_{app_.router(), {}};
  int port_ = 0;
  std::jthread thread_;
};

/// The desk's own program on a folder.
class ServingProgram {
 public:
  ServingProgram(const std::string& program, const fs::path& folder);

  [[nodiscard]] int port() const noexcept { return port_; }

  /// CPU that it has used so far.
  [[nodiscard]] double cpu_ms() const;

 private:
  test::Child child_;
  int port_ = 0;
};

/// What the laptop in `folder` would post now, as it travels; nothing is sent.
struct PackedRequest {
  std::string proof;
  std::string content_type;
  std::string body;
};

[[nodiscard]] PackedRequest packed_request(client::Device& device);
/// The same as an HTTP message.
[[nodiscard]] std::string http_message(const PackedRequest& request);

void bench_pull_and_push(std::vector<BenchRow>& rows, const Ground& ground);
void bench_idle(std::vector<BenchRow>& rows, const Ground& ground);
void bench_growth(std::vector<BenchRow>& rows, const Ground& ground);
void bench_group_commit(std::vector<BenchRow>& rows, const Ground& ground);
void bench_fleet(std::vector<BenchRow>& rows, const Ground& ground);
void bench_finished_orders(std::vector<BenchRow>& rows, const Ground& ground);
void bench_program(std::vector<BenchRow>& rows, const Ground& ground);

}  // namespace huidan::bench

#pragma once
// Laptops that push at the desk's door without HTTP, so that what is compared is the committing.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/app.hpp"
#include "sync/core/proof.hpp"
#include "tests/bench/sync_desk.hpp"

namespace huidan::bench {

/// A laptop that sends one edit of its own order at a time.
class Pusher {
 public:
  /// Joins `app`, whose order "WX-<number>" becomes its own.
  Pusher(server::App& app, int number);

  /// Pushes through `app`, which is another program on the same desk perhaps; comes back when the
  /// edit is on disk.
  void push_one(server::App& app);

 private:
  void push(server::App& app, std::vector<std::string> ops);

  std::string name_;
  KeyPair key_ = new_key_pair();
  core::DeviceRow row_;
  std::optional<core::Prover> prover_;
  OrderId order_;
  SystemRandom random_;
  std::string token_;
  std::string chain_;
  core::Cursor cursor_;
  std::int64_t base_ = 0;
  std::int64_t n_ = 0;
};

using Pushers = std::vector<std::unique_ptr<Pusher>>;

/// `count` laptops and as many orders, on an empty desk.
[[nodiscard]] Pushers pushers_on(server::App& app, int count);

struct Rate {
  double per_s = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double per_commit = 0;
};

/// All push at once for `slice_ms`, spread over the programs.
[[nodiscard]] Rate pushes(const std::vector<server::App*>& apps, Pushers& clients, double slice_ms);

/// Commits of one row, one after the other, on one connection.
[[nodiscard]] double raw_commits_per_s(store::Database& database, double slice_ms);

}  // namespace huidan::bench

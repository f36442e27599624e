#pragma once
// What whoever runs the desk is told while it runs: whether it can be used, and its numbers. No
// name, phone or text of an order ever stands in them; a laptop is known by its id.

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "server/backups.hpp"
#include "server/heard.hpp"
#include "server/store/desk.hpp"
#include "sync/http/host.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// Who may read the numbers.
struct MetricsAccess {
  bool loopback = true;  // whoever asks from this machine; not behind a proxy, which does for all
  std::string token_hash{};  // SHA-256 in hex of a bearer token; empty: none opens
};

/// Counts what the host has served. From many threads at once.
class Served {
 public:
  void count(const http::LogLine& line);

  /// In Prometheus' text format.
  [[nodiscard]] std::string text() const;

 private:
  struct Times {
    std::int64_t count = 0;
    std::int64_t us = 0;
  };

  struct Key {
    std::string method;
    std::string route;
    int status = 0;

    friend auto operator<=>(const Key&, const Key&) = default;
  };

  mutable std::mutex mutex_{};
  std::map<Key, Times> times_{};
};

class Operations {
 public:
  /// All outlive it.
  Operations(Desk& desk, const Backups& backups, const Heard& heard)
      : desk_(desk), backups_(backups), heard_(heard) {}

  void set_access(MetricsAccess access) { access_ = std::move(access); }

  [[nodiscard]] Served& served() noexcept { return served_; }

  /// Whether the desk can be used. Degraded still serves: the disk is nearly full, or the newest
  /// backup too old. Error: whatever the database fails with when it is to be written.
  enum class State { ready, degraded };

  struct Readiness {
    State state = State::ready;
    bool disk_low = false;
    bool backup_overdue = false;
  };

  [[nodiscard]] Result<Readiness> readiness();

  /// The data were looked through and do not hold: from here on the desk is not ready.
  void found_damage() noexcept { damaged_ = true; }

  /// Error: unauthorized.
  [[nodiscard]] Refusable may_read(const http::Request& request) const;

  /// In Prometheus' text format.
  [[nodiscard]] std::string metrics();

 private:
  [[nodiscard]] Refusable writable();

  Desk& desk_;
  const Backups& backups_;
  const Heard& heard_;
  std::atomic<bool> damaged_{false};
  std::atomic<std::int64_t> commits_seen_{0};  // by the last question whether it is ready
  MetricsAccess access_{};
  Served served_{};
};

/// /healthz, /readyz and /metrics.
void add_operations_routes(http::Router& router, Operations& operations);

}  // namespace huidan::server

#pragma once
// When a laptop that keeps itself in step asks its desk again (SYNC §2.15): soon after somebody has
// written, every so often while all is well, ever more rarely where there is no network, and at
// once when there is one again. The retries of photos keep the same pace with a shorter step. Every
// wait is a deadline one can read, so that a laptop which never asks again is a failing test and
// not a mystery. Times are of the monotonic clock, in milliseconds.

#include <cstdint>

#include "sync/base/limits.hpp"
#include "sync/base/random.hpp"
#include "sync/base/result.hpp"

namespace huidan::core {

class Pace {
 public:
  /// Due at once; `retry_ms` is the wait after the first failure. `random` outlives it.
  explicit Pace(Random& random, std::int64_t retry_ms = limits::kSyncRetry_ms)
      : random_(random), retry_ms_(retry_ms) {}

  [[nodiscard]] std::int64_t due_ms() const noexcept { return due_ms_; }

  /// A sync went through; the desk asks for `again_ms` until the next, 0 when it did not say.
  void synced(std::int64_t now_ms, std::int64_t again_ms);
  /// It did not.
  void failed(std::int64_t now_ms);
  /// Something was written here. Where there is no network it changes nothing.
  void wrote(std::int64_t now_ms);
  /// The machine has a network again.
  void network_back(std::int64_t now_ms);

 private:
  [[nodiscard]] std::int64_t jittered(std::int64_t wait_ms);

  Random& random_;
  std::int64_t retry_ms_;
  std::int64_t due_ms_ = 0;
  std::int64_t wait_ms_ = 0;  // of the last failure; 0: the last sync went through
};

/// Whether bytes were lost under way, so that smaller bites may pass. Where nobody could be
/// reached, or nobody was waiting any more, their size had no part in it.
[[nodiscard]] bool was_cut(const Error& error);

}  // namespace huidan::core

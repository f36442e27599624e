#pragma once
// Time enters through here alone, so that a whole day can be run in a test without waiting.

#include <cstdint>

namespace huidan {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock() = default;

  /// Milliseconds since 1970-01-01 UTC, as the machine believes: may jump, may be years off.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;

  /// Milliseconds since an arbitrary point; never goes back while the machine is up.
  [[nodiscard]] virtual std::int64_t mono_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override;
  [[nodiscard]] std::int64_t mono_ms() const override;
};

}  // namespace huidan

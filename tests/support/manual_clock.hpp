#pragma once
// A clock that the test turns.

#include <cstdint>

#include "sync/base/clock.hpp"

namespace huidan::test {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override { return now_ms; }

  [[nodiscard]] std::int64_t mono_ms() const override { return now_ms; }

  std::int64_t now_ms = 1795309500000;
};

}  // namespace huidan::test

#pragma once
// Chance enters through here alone. Draw from the raw generator: the standard distributions differ
// between libraries and would make a seed mean two things.

#include <cstdint>
#include <random>

namespace huidan {

class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  Random(Random&&) = delete;
  Random& operator=(Random&&) = delete;
  virtual ~Random() = default;

  [[nodiscard]] virtual std::uint64_t next() = 0;

  /// A number in [0, bound); `bound` must not be 0. The bias is below bound / 2^64.
  [[nodiscard]] std::uint64_t pick(std::uint64_t bound) { return next() % bound; }
};

/// Repeats itself exactly for a seed, on every platform: for simulation and sample data.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}

  [[nodiscard]] std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace huidan

#include "sync/base/clock.hpp"

#include <chrono>

namespace huidan {
namespace {

template <typename TimePoint>
std::int64_t ms_since_epoch(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

}  // namespace

std::int64_t SystemClock::wall_ms() const {
  return ms_since_epoch(std::chrono::system_clock::now());
}

std::int64_t SystemClock::mono_ms() const {
  return ms_since_epoch(std::chrono::steady_clock::now());
}

}  // namespace huidan

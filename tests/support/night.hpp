#pragma once
// A clock that only waiting moves, and what happens at its hours: a night of retries in no time.

#include <functional>
#include <map>
#include <utility>

#include "sync/base/clock.hpp"
#include "sync/base/waiting.hpp"

namespace huidan::test {

class Night final : public Clock, public Waiting {
 public:
  /// Over when its clock stands at `end_ms`.
  explicit Night(std::int64_t end_ms) : end_ms_(end_ms) {}

  /// Does `what` as soon as somebody has waited until `at_ms`.
  void at(std::int64_t at_ms, std::function<void()> what) { plan_.emplace(at_ms, std::move(what)); }

  void end() { end_ms_ = now_ms_; }

  [[nodiscard]] std::int64_t wall_ms() const override { return now_ms_; }

  [[nodiscard]] std::int64_t mono_ms() const override { return now_ms_; }

  [[nodiscard]] bool over() const noexcept override { return now_ms_ >= end_ms_; }

  void wait_ms(std::int64_t wait_ms) const override {
    now_ms_ += wait_ms;
    while (!plan_.empty() && plan_.begin()->first <= now_ms_)
      plan_.extract(plan_.begin()).mapped()();
  }

 private:
  std::int64_t end_ms_;
  mutable std::int64_t now_ms_ = 0;
  mutable std::multimap<std::int64_t, std::function<void()>> plan_;
};

}  // namespace huidan::test

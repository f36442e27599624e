#pragma once
// Chance and the steps that come of it: what the plan of a run draws with.

#include <string>
#include <utility>
#include <vector>

#include "sync/base/random.hpp"
#include "tests/simulation/step.hpp"

namespace huidan::sim {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) { script_.seed = seed; }

 protected:
  int pick(int bound) { return static_cast<int>(random_.pick(static_cast<std::uint64_t>(bound))); }

  bool one_in(int count) { return pick(count) == 0; }

  template <typename Items>
  std::string any(const Items& items) {
    return std::string(items[random_.pick(items.size())]);
  }

  std::string word() { return "w" + std::to_string(++words_); }

  std::string value() { return one_in(8) ? "same" : word(); }

  std::string time() {
    const int minute = pick(60);
    return "2026-11-22T0" + std::to_string(1 + pick(9)) + (minute < 10 ? ":0" : ":") +
           std::to_string(minute) + ":00+08:00";
  }

  static std::string person(int i) { return "e" + std::to_string(i + 1); }

  void add(Verb verb, std::vector<int> numbers, std::vector<std::string> words = {}) {
    script_.steps.push_back(
        {verb, std::move(numbers), std::move(words), static_cast<int>(script_.steps.size()) + 1});
  }

  SeededRandom random_;
  Script script_;
  int words_ = 0;
};

}  // namespace huidan::sim

#include "tests/simulation/tally.hpp"

namespace huidan::sim {

std::string_view name_of(Count count) noexcept {
  static constexpr std::array<std::string_view, kCounts> kNames{
#define HUIDAN_COUNT(name) #name,
      HUIDAN_COUNTS(HUIDAN_COUNT)
#undef HUIDAN_COUNT
  };
  return kNames.at(static_cast<std::size_t>(count));
}

std::optional<Count> count_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kCounts; ++i) {
    if (name_of(static_cast<Count>(i)) == name) return static_cast<Count>(i);
  }
  return std::nullopt;
}

void Tally::add(const Tally& other) {
  for (std::size_t i = 0; i < kCounts; ++i) counts.at(i) += other.counts.at(i);
  seeds += other.seeds;
  ops += other.ops;
  syncs += other.syncs;
}

std::string Tally::text() const {
  std::string out = std::to_string(seeds) + " seeds, " + std::to_string(ops) + " ops, " +
                    std::to_string(syncs) + " exchanges";
  for (std::size_t i = 0; i < kCounts; ++i) {
    out += i % 6 == 0 ? "\n  " : "  ";
    out += std::string(name_of(static_cast<Count>(i))) + ' ' + std::to_string(counts.at(i));
  }
  return out + '\n';
}

}  // namespace huidan::sim

#include "sync/core/stamps.hpp"

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "sync/base/random.hpp"

namespace huidan::core {
namespace {

/// The newest version written by a branch other than `branch`; 0 when there is none.
std::int64_t newest_foreign(const Stamps& stamps, std::string_view key, const BranchId& branch) {
  const Stamp stamp = stamps.of(key);
  return stamp.by == branch ? stamp.other_version : stamp.version;
}

}  // namespace

TEST_CASE("what was never written has its row's stamp, and a row the order's") {
  const BranchId desk("desk");
  const BranchId laptop("laptop");
  Stamps stamps;
  CHECK(stamps.of("treatment") == Stamp());
  stamps.wrote("", 1, desk);
  CHECK(stamps.of("treatment").version == 1);
  CHECK(stamps.of("row/qty").version == 1);
  stamps.wrote("row", 3, laptop);
  CHECK(stamps.of("row/qty").version == 3);
  CHECK(newest_foreign(stamps, "row/qty", desk) == 3);
  CHECK(newest_foreign(stamps, "row/qty", laptop) == 1);
  stamps.wrote("row/qty", 5, desk);
  CHECK(stamps.of("row/qty").version == 5);
  CHECK(stamps.of("row/name").version == 3);
  CHECK(stamps.of("rowing/qty").version == 1);
}

TEST_CASE("one's own newer write does not hide a foreign one") {
  const BranchId mine("mine");
  const BranchId theirs("theirs");
  Stamps stamps;
  stamps.wrote("f", 1, theirs);
  stamps.wrote("f", 2, mine);
  stamps.wrote("f", 3, mine);
  CHECK(newest_foreign(stamps, "f", mine) == 1);
  CHECK(newest_foreign(stamps, "f", theirs) == 3);
  CHECK(newest_foreign(stamps, "f", BranchId("third")) == 3);
  stamps.wrote("f", 4, theirs);
  CHECK(newest_foreign(stamps, "f", mine) == 4);
  CHECK(newest_foreign(stamps, "f", theirs) == 3);
}

TEST_CASE("two slots answer for every device what the whole history would (seeded)") {
  SeededRandom random(2);
  for (int run = 0; run < 300; ++run) {
    Stamps stamps;
    std::vector<BranchId> history;
    for (std::int64_t version = 1; version <= 12; ++version) {
      const BranchId device(std::string(1, static_cast<char>('a' + random.pick(4))));
      stamps.wrote("f", version, device);
      history.push_back(device);
      for (const char c : {'a', 'b', 'c', 'd', 'z'}) {
        const BranchId asks(std::string(1, c));
        std::int64_t newest = 0;
        for (std::size_t i = 0; i < history.size(); ++i) {
          if (history[i] != asks) newest = static_cast<std::int64_t>(i) + 1;
        }
        CHECK(newest_foreign(stamps, "f", asks) == newest);
      }
    }
  }
}

}  // namespace huidan::core

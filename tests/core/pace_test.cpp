#include "sync/core/pace.hpp"

#include <doctest/doctest.h>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

/// Whether a wait of about `wait_ms` began at `from_ms`.
bool about(const Pace& pace, std::int64_t from_ms, std::int64_t wait_ms) {
  const std::int64_t waits_ms = pace.due_ms() - from_ms;
  return waits_ms >= wait_ms - wait_ms / 5 && waits_ms <= wait_ms + wait_ms / 5 + 1;
}

}  // namespace

TEST_CASE("a laptop asks at once, then as often as the desk says") {
  SeededRandom random(1);
  Pace pace(random);
  CHECK(pace.due_ms() == 0);
  pace.synced(1000, 0);
  CHECK(about(pace, 1000, limits::kSyncEvery_ms));
  pace.synced(1000, 60'000);
  CHECK(about(pace, 1000, 60'000));
  pace.synced(1000, 1'000'000'000);
  CHECK(about(pace, 1000, limits::kSyncRarest_ms));
  pace.synced(1000, -5);
  CHECK(about(pace, 1000, limits::kSyncSoon_ms));
}

TEST_CASE("without network it asks ever more rarely, but never stops asking") {
  SeededRandom random(2);
  Pace pace(random);
  std::int64_t wait_ms = limits::kSyncRetry_ms;
  for (int tries = 0; tries < 40; ++tries) {
    pace.failed(7000);
    CHECK(about(pace, 7000, wait_ms));
    wait_ms = std::min(wait_ms * 2, limits::kSyncRarest_ms);
  }
  CHECK(wait_ms == limits::kSyncRarest_ms);
  pace.wrote(8000);
  CHECK(about(pace, 7000, limits::kSyncRarest_ms));
  pace.network_back(9000);
  CHECK(pace.due_ms() == 9000);
  pace.failed(9000);
  CHECK(about(pace, 9000, limits::kSyncRetry_ms));
}

TEST_CASE("a pace with a shorter step grows and ends like the other") {
  SeededRandom random(5);
  Pace pace(random, 500);
  for (const std::int64_t wait_ms : {500, 1000, 2000}) {
    pace.failed(0);
    CHECK(about(pace, 0, wait_ms));
  }
  pace.network_back(0);
  pace.failed(0);
  CHECK(about(pace, 0, 500));
}

TEST_CASE("only what was lost under way is worth smaller bites") {
  for (const char* detail : {"cut", "timeout", "proxy", "tls"}) {
    CHECK(was_cut({Code::no_network, detail}));
  }
  for (const char* detail : {"connect", "dns", "over"}) {
    CHECK_FALSE(was_cut({Code::no_network, detail}));
  }
  CHECK_FALSE(was_cut({Code::bad_reply}));
}

TEST_CASE("what was written goes soon, and does not put off what is due sooner") {
  SeededRandom random(3);
  Pace pace(random);
  pace.synced(0, 0);
  pace.wrote(10);
  CHECK(pace.due_ms() == 10 + limits::kSyncSoon_ms);
  pace.wrote(1000);
  CHECK(pace.due_ms() == 10 + limits::kSyncSoon_ms);
}

TEST_CASE("laptops that lost one desk do not come back at one moment") {
  SeededRandom random(4);
  std::int64_t least = limits::kSyncRarest_ms;
  std::int64_t most = 0;
  for (int i = 0; i < 100; ++i) {
    Pace pace(random);
    pace.failed(0);
    least = std::min(least, pace.due_ms());
    most = std::max(most, pace.due_ms());
  }
  CHECK(most - least > limits::kSyncRetry_ms / 5);
}

}  // namespace huidan::core

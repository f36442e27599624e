#include "sync/base/waiting.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <initializer_list>

namespace huidan {

TEST_CASE("whoever waits until asked to end waits no longer than that") {
  constexpr std::int64_t kDay_ms = std::int64_t{24} * 3600 * 1000;
  for (const int signal : {SIGINT, SIGTERM}) {
    CAPTURE(signal);
    const UntilAskedToEnd until;
    CHECK_FALSE(until.over());
    until.wait_ms(1);
    CHECK_FALSE(until.over());
    std::raise(signal);
    CHECK(until.over());
    until.wait_ms(kDay_ms);                            // a test that never ends is how this fails
    CHECK((std::signal(signal, SIG_DFL) == SIG_DFL));  // a second one ends the process
  }
}

}  // namespace huidan

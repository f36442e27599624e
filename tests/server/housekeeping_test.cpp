// What a desk does by itself must not hold up its end.
#include "server/housekeeping.hpp"

#include <doctest/doctest.h>

#include <future>

namespace huidan::server {
namespace {

TEST_CASE("work that goes on is not waited for longer than was said") {
  std::promise<void> begun;
  std::promise<void> enough;
  Housekeeping keeping(
      [&, first = true]() mutable {
        if (first) begun.set_value();
        first = false;
        enough.get_future().wait();
      },
      1'000'000);
  begun.get_future().wait();
  CHECK_FALSE(keeping.ends_within(20));
  enough.set_value();
  CHECK(keeping.ends_within(60'000));
}

}  // namespace
}  // namespace huidan::server

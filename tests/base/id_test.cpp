#include "sync/base/id.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "sync/base/random.hpp"

namespace huidan {

static_assert(!std::is_convertible_v<OrderId, PersonId>);
static_assert(!std::is_convertible_v<std::string, OrderId>);

TEST_CASE("an id carries its birth, version 7 and the variant of RFC 9562") {
  SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    const std::string id = new_uuid7(1795309500000, random);
    CAPTURE(id);
    REQUIRE(is_uuid(id));
    CHECK(id.substr(0, 13) == "01a200c8-f660");
    CHECK(id[14] == '7');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
  }
}

TEST_CASE("ids sort by birth to the millisecond, and two of one millisecond differ") {
  SeededRandom random(7);
  std::vector<std::string> ids;
  for (std::int64_t ms = 1795309500000; ms < 1795309500200; ++ms) {
    ids.push_back(new_uuid7(ms, random));
  }
  CHECK(std::ranges::is_sorted(ids));
  CHECK(new_uuid7(1795309500000, random) != new_uuid7(1795309500000, random));
}

TEST_CASE("one seed gives the same ids everywhere") {
  SeededRandom one(2026);
  SeededRandom two(2026);
  CHECK(new_uuid7(1, one) == new_uuid7(1, two));
  CHECK(one.pick(10) == two.pick(10));
  for (int i = 0; i < 100; ++i) CHECK(one.pick(3) < 3);
}

TEST_CASE("a UUID is 36 lower-case characters with its dashes in place") {
  CHECK(is_uuid("01a2015d-53e0-7abc-8def-0123456789ab"));
  for (const std::string_view bad :
       {"", "01a2015d53e07abc8def0123456789ab", "01A2015D-53E0-7ABC-8DEF-0123456789AB",
        "01a2015d-53e0-7abc-8def-0123456789a", "01a2015d-53e0-7abc-8def-0123456789abc",
        "01a2015d-53e0-7abc-8def-0123456789ag", "01a2015d-53e0-7abc-8def 0123456789ab",
        "{1a2015d-53e0-7abc-8def-0123456789a}"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_uuid(bad));
  }
}

}  // namespace huidan

#include "sync/base/time.hpp"

#include <doctest/doctest.h>

#include <array>

namespace huidan {

TEST_CASE("a time is kept in one spelling, in the offset it was written in") {
  struct Row {
    std::string_view typed;
    std::string_view canonical;  // empty: refused
  };

  constexpr std::array rows{
      Row{"2026-11-22T09:05:00+08:00", "2026-11-22T09:05:00+08:00"},
      Row{"2026-11-22t09:05:00Z", "2026-11-22T09:05:00+00:00"},
      Row{"2026-11-22 09:05:00.123-03:30", "2026-11-22T09:05:00-03:30"},
      Row{"2024-02-29T23:59:59+00:00", "2024-02-29T23:59:59+00:00"},
      Row{"2026-02-29T00:00:00+08:00", ""},
      Row{"2026-11-22T24:00:00+08:00", ""},
      Row{"2026-11-22T09:05:00", ""},
      Row{"2026-11-22T09:05:00.+08:00", ""},
      Row{"2026-11-22T09:05:00+15:00", ""},
      Row{"1969-12-31T23:59:59+00:00", ""},
      Row{"2026-11-22T09:05:00+08:00x", ""},
      Row{"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto canonical = canonical_time(row.typed);
    CHECK(canonical.ok() == !row.canonical.empty());
    if (canonical) CHECK(canonical.value() == row.canonical);
    if (!canonical) CHECK(canonical.error().code == Code::bad_time);
  }
}

TEST_CASE("an instant and its spelling are the same thing") {
  CHECK(time_to_ms("2026-11-22T09:05:00+08:00").value() == 1795309500000);
  CHECK(time_from_ms(1795309500000) == "2026-11-22T09:05:00+08:00");
  CHECK(time_from_ms(-1) == "1970-01-01T07:59:59+08:00");
  CHECK(compact_date(1795309500000) == "20261122");
  CHECK(time_for_people("2026-11-22T09:05:00+08:00") == "2026-11-22 09:05");
}

}  // namespace huidan

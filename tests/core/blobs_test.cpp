// Which bytes may go, and what a photo's op is worth.

#include "sync/core/blobs.hpp"

#include <doctest/doctest.h>

#include <set>

#include "sync/base/limits.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {

TEST_CASE("what nobody names is condemned, and removed a day later only") {
  struct Row {
    std::string_view name;
    BlobRow blob;
    bool referenced;
    BlobFate want;
  };

  constexpr std::int64_t kNow = 1'795'309'500'000;
  constexpr std::int64_t kOld = kNow - limits::kBlobLease_ms;
  constexpr std::int64_t kDay = limits::kBlobCondemned_ms;
  const std::vector<Row> rows{
      {"named", {"a", "ready", 0, 0}, true, BlobFate::stays},
      {"young", {"a", "ready", kOld + 1, 0}, false, BlobFate::stays},
      {"leased", {"a", "ready", 0, kNow + 1}, false, BlobFate::stays},
      {"old and alone", {"a", "ready", kOld, kNow}, false, BlobFate::condemned},
      {"condemned just now", {"a", "condemned", kNow - kDay + 1, 0}, false, BlobFate::stays},
      {"condemned a day ago", {"a", "condemned", kNow - kDay, 0}, false, BlobFate::removed},
      {"condemned, then named", {"a", "condemned", kNow - kDay, 0}, true, BlobFate::spared},
      {"condemned, then asked for",
       {"a", "condemned", kNow - kDay, kNow + 1},
       false,
       BlobFate::spared},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(fate_of(row.blob, row.referenced, kNow) == row.want);
  }
}

TEST_CASE("a photo is a fact: late where the order moved on, refused where it never was his") {
  struct Row {
    std::string_view name;
    std::string status;
    Grant grant;
    Verdict want;
  };

  const std::vector<Row> rows{
      {"his", "on_site", Grant::open, Verdict::applied},
      {"his, suspended", "suspended", Grant::open, Verdict::applied},
      {"gone to somebody else", "on_site", Grant::closed, Verdict::late},
      {"archived meanwhile", "archived", Grant::closed, Verdict::late},
      {"archived while his", "archived", Grant::open, Verdict::rejected},
      {"never his", "on_site", Grant::none, Verdict::rejected},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    OrderState state = state_of(row.status);
    Pen pen("e1", 600, Role::engineer);
    pen.author.grant = row.grant;
    const Outcome outcome = merge(state, op_of(2, AddPhoto{photo_of('a')}), pen.author);
    CHECK(outcome.verdict == row.want);
    CHECK(state.order.photos.size() == (row.want == Verdict::rejected ? 0 : 1));
    if (row.want == Verdict::rejected) continue;
    CHECK(state.order.photos[0].state == "pending");
    CHECK(state.order.photos[0].by == "e1");
    CHECK(state.order.version == 2);
  }
}

TEST_CASE("an order takes so many photos and no more") {
  OrderState state = state_of("on_site");
  state.order.photos.resize(limits::kPhotos_max);
  const Pen pen("e1", 600, Role::engineer);
  const Outcome outcome = merge(state, op_of(2, AddPhoto{photo_of('a')}), pen.author);
  CHECK(outcome.verdict == Verdict::rejected);
  CHECK(outcome.error.code == Code::too_many);
}

}  // namespace huidan::core

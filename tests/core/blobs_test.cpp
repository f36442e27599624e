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

TEST_CASE("S2-7.8: the desk alone seals, once, and without its seal no order is archived") {
  OrderState state = state_of("terminated");
  *value_at(state.order, kVisit, Field::termination_reason) = "(样例)";
  Pen desk("seat1", 700, Role::seat);
  desk.author.public_key.clear();  // a pen at the desk has no key
  Pen laptop("seat1", 600, Roles{Role::seat, Role::engineer});
  Photo file = photo_of('a');
  file.kind = kSealedForm;
  int number = 2;
  const auto told = [&](const Pen& pen, OpBody body) {
    const Outcome outcome =
        merge(state, op_of(number++, std::move(body), state.order.version), pen.author);
    return std::string(name_of(outcome.verdict)) +
           (outcome.verdict == Verdict::rejected ? ' ' + std::string(code_name(outcome.error.code))
                                                 : std::string());
  };
  const OpBody archived = set_of({{Field::status, "archived"}});
  CHECK(told(desk, archived) == "rejected not_sealed");
  CHECK(told(laptop, AddPhoto{file}) == "rejected forbidden");
  CHECK(told(laptop, archived) == "rejected not_sealed");
  CHECK(state.order.version == 1);
  state.order.photos.resize(limits::kPhotos_max);  // full of photos, and sealed all the same
  CHECK(told(desk, AddPhoto{file}) == "applied");
  CHECK(told(desk, AddPhoto{file}) == "rejected already_exists");
  CHECK(told(desk, archived) == "applied");
  CHECK(status_of(state.order) == Status::archived);
}

}  // namespace huidan::core

// A laptop that keeps itself in step with a real desk, through a night whose hours pass in no time.

#include "client/keep.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include "client/work.hpp"
#include "server/app.hpp"
#include "sync/base/limits.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/night.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/proxy.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {
namespace {

using http::testing::RunningHost;
using test::Night;
using test::Strike;

/// A desk behind a line, and a laptop that holds its one order. `other` is another program on the
/// same laptop.
class KeepSite {
 public:
  explicit KeepSite(const std::string& name)
      : folder_(std::filesystem::temp_directory_path() / ("huidan-keep-test-" + name)),
        made_((std::filesystem::remove_all(folder_), true)) {
    receive_order(desk, "WX-1", "e1");
    connect();
    enrol_at(laptop, desk, line.port(), "e1");
  }

  ~KeepSite() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  KeepSite(const KeepSite&) = delete;
  KeepSite& operator=(const KeepSite&) = delete;
  KeepSite(KeepSite&&) = delete;
  KeepSite& operator=(KeepSite&&) = delete;

  void connect() { line.passes_on_to(host.port()); }

  void cut() { line.passes_on_to(0); }

  void edit(const std::string& remarks) {
    const auto written = other.write("WX-1", [&](const WorkOrder& order) {
      return set_fields(order, {{"remarks", remarks}});
    });
    REQUIRE(written.ok());
  }

  [[nodiscard]] std::string at_desk() {
    const WorkOrder order = desk.dispatch.show({}, "WX-1").value();
    return std::string(value_of(order, Field::remarks));
  }

  void out_of_use(core::Revoked how) {
    REQUIRE(desk.people.revoke(desk.people.laptops().at(0).id.value, how).ok());
  }

  /// One sync as keep_in_step told it.
  struct Row {
    std::int64_t at_ms = 0;
    std::string word;  // "pushed 1", "idle", or the code of a failure
  };

  Refusable keep(const Night& night) {
    return keep_in_step(laptop, night, night, [&](const Result<SyncRun>& run) {
      told.push_back({night.mono_ms(), word_of(run)});
    });
  }

 private:
  static std::string word_of(const Result<SyncRun>& run) {
    if (!run) return std::string(code_name(run.error().code));
    if (run.value().report.wiped) return "wiped";
    if (!run.value().photos.stopped) return "photo stopped";
    if (run.value().photos.report.up == 1) return "photo home";
    const std::int64_t pushed = run.value().report.pushed;
    return pushed == 0 ? "idle" : "pushed " + std::to_string(pushed);
  }

  std::filesystem::path folder_;
  bool made_;

 public:
  server::App desk{folder_ / "desk", test::kQuickHash};
  RunningHost host{desk.router()};
  test::Proxy line;
  Device laptop{folder_ / "laptop"};
  Device other{folder_ / "laptop"};
  std::vector<Row> told;
};

constexpr std::int64_t kSlack_ms = limits::kLook_ms + 1;

}  // namespace

TEST_CASE("what another program writes goes home soon, and nothing more often than the desk asks") {
  KeepSite site("edits");
  Night night(600'000);
  // Before the second sync may be due, whatever its jitter.
  night.at(10'000, [&] { site.edit("一"); });
  night.at(10'400, [&] { site.edit("二"); });  // goes with the first
  CHECK(site.keep(night).ok());
  CHECK(site.at_desk() == "二");
  std::int64_t last_ms = 0;
  std::size_t pushes = 0;
  for (const KeepSite::Row& row : site.told) {
    CAPTURE(row.at_ms);
    if (row.word == "pushed 2") {
      ++pushes;
      CHECK(row.at_ms >= 10'000 + limits::kSyncSoon_ms);
      CHECK(row.at_ms <= 10'000 + limits::kSyncSoon_ms + 2 * kSlack_ms);
    } else {
      CHECK(row.word == "idle");
      const bool paced = row.at_ms - last_ms >= limits::kSyncEvery_ms * 4 / 5;
      CHECK((row.at_ms == 0 || paced));
      CHECK(row.at_ms - last_ms <= limits::kSyncEvery_ms * 6 / 5 + kSlack_ms);
    }
    last_ms = row.at_ms;
  }
  CHECK(pushes == 1);
  CHECK(site.told.size() > 600 / 36);
}

TEST_CASE(
    "without its desk a laptop asks ever more rarely, and everything arrives once it is back") {
  KeepSite site("away");
  constexpr std::int64_t kHour_ms = 3'600'000;
  Night night(4 * kHour_ms);
  night.at(1000, [&] { site.cut(); });
  night.at(5000, [&] { site.edit("三"); });
  night.at(2 * kHour_ms, [&] { site.connect(); });
  CHECK(site.keep(night).ok());
  CHECK(site.at_desk() == "三");
  std::int64_t longest_ms = 0;
  std::int64_t last_ms = 0;
  int failures = 0;
  for (const KeepSite::Row& row : site.told) {
    CAPTURE(row.at_ms);
    const bool away = row.at_ms > 1000 && row.at_ms < 2 * kHour_ms;
    CHECK((row.word == "no_network") == away);
    failures += row.word == "no_network" ? 1 : 0;
    if (row.word == "pushed 1") CHECK(row.at_ms <= 2 * kHour_ms + limits::kSyncRarest_ms * 6 / 5);
    longest_ms = std::max(longest_ms, row.at_ms - last_ms);
    last_ms = row.at_ms;
  }
  CHECK(failures > 8);
  CHECK(failures < 30);
  CHECK(longest_ms > limits::kSyncRarest_ms / 2);
}

TEST_CASE("a photo that the line cuts is tried by a pace of its own, then by the laptop's") {
  KeepSite site("photo");
  Night night(600'000);
  // The op goes up whole; as many requests after it are cut as make the courier rest.
  const auto cut = [&](auto& again, int left) -> Strike {
    return {Strike::At::request_part, 0.5, 0, [&again, &site, left] {
              if (left > 1) site.line.strike_next(again(again, left - 1));
            }};
  };
  night.at(10'000, [&] {
    Photo photo;
    photo.kind = "photo";
    photo.name = "机柜.png";
    REQUIRE(site.other.add_photo("WX-1", photo, test::png_of(40, 30, 900)).ok());
    site.line.strike_next({Strike::At::reply_whole, 0, 0,
                           [&] { site.line.strike_next(cut(cut, limits::kBlobFailures_max)); }});
  });
  CHECK(site.keep(night).ok());
  CHECK(site.desk.dispatch.show({}, "WX-1").value().photos.at(0).state == "ready");
  const auto stopped = std::ranges::find(site.told, "photo stopped", &KeepSite::Row::word);
  REQUIRE(stopped != site.told.end());
  const auto home = stopped + 1;
  REQUIRE(home != site.told.end());
  CHECK(home->word == "photo home");
  // Seven waits of which each is twice the one before, and then the laptop's own retry.
  const std::int64_t waits_ms = limits::kBlobRetry_ms * 127;
  CHECK(stopped->at_ms - 12'000 >= waits_ms * 4 / 5);
  CHECK(stopped->at_ms - 12'000 <= waits_ms * 6 / 5 + 3 * kSlack_ms);
  CHECK(home->at_ms - stopped->at_ms <= limits::kSyncRetry_ms * 6 / 5 + kSlack_ms);
}

TEST_CASE("it ends with the laptop's own end, and when it is asked to") {
  struct Row {
    std::string_view name;
    std::string_view code;  // of the error; empty: none
    std::string_view last;  // that was told
    std::function<void(KeepSite&)> happens;
  };

  const std::vector<Row> rows{
      {"lost", "device_lost", "idle", [](KeepSite& site) { site.out_of_use(core::Revoked::lost); }},
      {"retired", "", "wiped", [](KeepSite& site) { site.out_of_use(core::Revoked::retired); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    KeepSite site(std::string(row.name));
    Night night(600'000);
    night.at(10'000, [&] { row.happens(site); });
    const Refusable kept = site.keep(night);
    CHECK((kept ? "" : code_name(kept.error().code)) == row.code);
    REQUIRE_FALSE(site.told.empty());
    CHECK(site.told.back().word == row.last);
    CHECK(night.mono_ms() < 60'000);
  }
  KeepSite site("asked");
  const Night over(0);
  CHECK(site.keep(over).ok());
  CHECK(site.told.empty());
  site.laptop.store().transact(store::Transaction::Kind::write,
                               [](store::LaptopRecords& records) { records.wipe(); });
  const Night night(1000);
  CHECK(site.keep(night).error().code == Code::not_enrolled);
  CHECK(site.told.empty());
}

}  // namespace huidan::client

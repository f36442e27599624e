// The departure check: red for each thing that is missing, and for that alone.
#include "client/page/ready.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "client/drive.hpp"
#include "client/work.hpp"
#include "server/app.hpp"
#include "sync/base/limits.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/forms.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {
namespace {

Aboard all_well() {
  Aboard aboard;
  aboard.orders = aboard.orders_of_desk = 3;
  aboard.same_as_desk = aboard.fonts = aboard.desk_key = true;
  aboard.since_sync_ms = 60'000;
  aboard.disk_free_bytes = limits::kReadyDisk_bytes;
  return aboard;
}

/// The names of what is red, one behind the other.
std::string red(const Aboard& aboard) {
  std::string names;
  for (const Check& check : departure_checks(aboard)) {
    if (!check.ok) names += (names.empty() ? "" : " ") + std::string(check.name);
  }
  return names;
}

std::string red(Device& laptop) {
  const auto aboard = look_aboard(laptop);
  REQUIRE(aboard.ok());
  return red(aboard.value());
}

TEST_CASE("each thing that is missing turns its own light red, at its limit") {
  struct Row {
    const char* name;
    std::function<void(Aboard&)> miss;
    const char* red;
  };

  const std::vector<Row> rows{
      {"nothing", [](Aboard&) {}, ""},
      {"an order that the desk has", [](Aboard& a) { a.same_as_desk = false; }, "orders"},
      {"an order that cannot be read", [](Aboard& a) { a.damaged = 1; }, "orders"},
      {"a signed form", [](Aboard& a) { a.forms_missing = 1; }, "forms"},
      {"the fonts", [](Aboard& a) { a.fonts = false; }, "fonts"},
      {"the desk's key", [](Aboard& a) { a.desk_key = false; }, "keys"},
      {"any sync", [](Aboard& a) { a.since_sync_ms.reset(); }, "sync"},
      {"a sync not too old", [](Aboard& a) { a.since_sync_ms = limits::kReadySync_ms; }, ""},
      {"a sync too old", [](Aboard& a) { a.since_sync_ms = limits::kReadySync_ms + 1; }, "sync"},
      {"a sync of a time to come", [](Aboard& a) { a.since_sync_ms = -limits::kReadyClock_ms - 1; },
       "sync"},
      {"a clock just right", [](Aboard& a) { a.clock_offset_ms = -limits::kReadyClock_ms; }, ""},
      {"a clock behind", [](Aboard& a) { a.clock_offset_ms = limits::kReadyClock_ms + 1; },
       "clock"},
      {"a clock ahead", [](Aboard& a) { a.clock_offset_ms = -limits::kReadyClock_ms - 1; },
       "clock"},
      {"room on the disk", [](Aboard& a) { --a.disk_free_bytes; }, "disk"},
      {"a settled dispute", [](Aboard& a) { a.disputes = 1; }, "disputes"},
      {"an edit at the desk", [](Aboard& a) { a.unsent = 1; }, "unsent"},
      {"a photo at the desk", [](Aboard& a) { a.photos = 1; }, "unsent"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Aboard aboard = all_well();
    row.miss(aboard);
    CHECK(red(aboard) == row.red);
  }
}

TEST_CASE("what to do is said with a command where there are commands, and without on the page") {
  Aboard aboard = all_well();
  aboard.disputes = 2;
  aboard.since_sync_ms.reset();
  for (const Check& check : departure_checks(aboard)) {
    if (check.ok) continue;
    CAPTURE(check.name);
    const auto says = [&](Reads reads) { return words_of(Language::en, check, aboard, reads); };
    const std::string command = "huidan " + std::string(check.name);
    CHECK(says(Reads::command_line).find(command) != std::string::npos);
    CHECK(says(Reads::page).find_first_of("[]{}") == std::string::npos);
    CHECK(says(Reads::page).find("huidan") == std::string::npos);
  }
}

/// Where HUIDAN_FONTS points for a while: the pinned fonts, one of them damaged behind its head.
class DamagedFonts {
 public:
  explicit DamagedFonts(const std::filesystem::path& folder) {
    const std::filesystem::path pinned = test::font_folder();
    const std::filesystem::path victim = "NotoSansTC_400Regular.ttf";
    std::filesystem::create_directories(folder);
    for (const auto& each : std::filesystem::directory_iterator(pinned)) {
      const auto name = each.path().filename();
      if (name != victim) std::filesystem::create_symlink(each.path(), folder / name);
    }
    std::filesystem::copy_file(pinned / victim, folder / victim);
    std::fstream file(folder / victim, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3'000'000);
    file.write("\x55\xAA", 2);
    ::setenv("HUIDAN_FONTS", folder.c_str(), 1);
  }

  ~DamagedFonts() { ::unsetenv("HUIDAN_FONTS"); }

  DamagedFonts(const DamagedFonts&) = delete;
  DamagedFonts& operator=(const DamagedFonts&) = delete;
  DamagedFonts(DamagedFonts&&) = delete;
  DamagedFonts& operator=(DamagedFonts&&) = delete;
};

TEST_CASE("a laptop is red before its first sync and with unsent work, and green behind a sync") {
  const auto folder = std::filesystem::temp_directory_path() / "huidan-ready-test";
  std::filesystem::remove_all(folder);
  server::App desk{folder / "desk", test::kQuickHash};
  const http::testing::RunningHost host{desk.router()};
  receive_order(desk, "WX-1", "e1");
  {
    Device laptop{folder / "laptop"};
    CHECK(look_aboard(laptop).error().code == Code::not_enrolled);
    enrol_at(laptop, desk, host.port(), "e1");
    CHECK(red(laptop).find("sync") != std::string::npos);
    REQUIRE(sync_once(laptop).ok());
    CHECK(red(laptop).empty());

    REQUIRE(laptop
                .write("WX-1",
                       [](const WorkOrder& order) {
                         return set_fields(order, {{"remarks", "样例"}});
                       })
                .ok());
    CHECK(red(laptop) == "unsent");
    REQUIRE(sync_once(laptop).ok());
    CHECK(red(laptop).empty());
    {
      const DamagedFonts damaged(folder / "fonts");
      CHECK(red(laptop) == "fonts");
    }
    CHECK(red(laptop).empty());
  }
  // Something below took an order away: what is on board is no longer what the desk counted.
  store::Database(folder / "laptop" / "laptop.db").run("DELETE FROM shadow");
  {
    Device laptop{folder / "laptop"};
    CHECK(red(laptop) == "orders");
    REQUIRE(sync_once(laptop).ok());  // though nothing is new at the desk
    CHECK(red(laptop).empty());
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace huidan::client

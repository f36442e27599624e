// The schedule of backups: which stay, when it alarms, and what laptops may let go of.
#include "server/backups.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/take_in.hpp"
#include "tests/support/code_of.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/manual_clock.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kHour_ms = 3600 * 1000;
constexpr std::int64_t kDay_ms = 24 * kHour_ms;

/// A desk on disk that keeps a backup a day, and one laptop whose edits are counted.
struct BackupSite {
  test::Folder folder{};
  test::ManualClock clock{};
  SeededRandom random{1};
  Desk desk{{folder / "desk"}, clock, random};
  Backups backups{desk, {folder / "backups", kDay_ms, {}}};
  const DeviceId laptop{"01a21116-0000-7000-8000-000000000001"};

  BackupSite() {
    fs::create_directory(folder / "backups");
    write([&](Records& records) {
      core::DeviceRow device;
      device.id = laptop;
      device.public_key = std::string(32, 'k');
      records.orders.add_device(device, time_from_ms(clock.now_ms));
    });
  }

  template <typename Work>
  void write(Work work) {
    static_cast<void>(desk.write([&](Records& records) -> Refusable {
      work(records);
      return Done{};
    }));
  }

  void laptop_has_sent(std::int64_t last_n, std::int64_t incarnation = 1) {
    write([&](Records& records) {
      core::DeviceRow device = *records.orders.device(laptop);
      device.last_n = last_n;
      device.incarnation = incarnation;
      if (incarnation != 1) device.durable_n = 0;
      records.orders.put_device(device);
    });
  }

  [[nodiscard]] std::int64_t covered() {
    std::int64_t n = 0;
    write([&](Records& records) { n = records.orders.device(laptop)->durable_n; });
    return n;
  }

  [[nodiscard]] std::size_t files() const {
    std::size_t count = 0;
    for (const auto& file : fs::directory_iterator(folder / "backups")) {
      count += backup_time_ms(file.path().filename().string()) ? 1U : 0U;
    }
    return count;
  }
};

TEST_CASE("a backup's name says when it was made, and no other name does") {
  CHECK(backup_name(1795309500000) == "desk-20261122T010500Z.huidan");
  CHECK(backup_time_ms("desk-20261122T010500Z.huidan") == 1795309500000);
  for (const char* name : {"desk-20261122T010500Z.huidan.part", "desk-20261322T010500Z.huidan",
                           "desk-2026112201050000.huidan", "desk.db", ""}) {
    CAPTURE(name);
    CHECK_FALSE(backup_time_ms(name).has_value());
  }
}

TEST_CASE("the newest seven stay, and one of each of four weeks and twelve months") {
  std::vector<std::int64_t> kept;
  const std::int64_t begin = 1795309500000;
  std::int64_t at = begin;
  for (int day = 0; day < 800; ++day, at += kDay_ms) {
    kept.push_back(at);
    kept = backups_to_keep(kept);
  }
  const std::int64_t newest = at - kDay_ms;
  const auto younger = [&](std::int64_t days) {
    return std::ranges::count_if(kept, [&](std::int64_t t) { return t > newest - days * kDay_ms; });
  };
  CHECK(younger(7) == 7);
  CHECK(younger(29) >= 9);
  CHECK(younger(31 * 11) >= 17);
  CHECK(kept.size() <= 7 + 4 + 12);
  CHECK(kept.front() < newest - 300 * kDay_ms);
  CHECK(std::ranges::is_sorted(kept));
}

TEST_CASE("a backup is made when it is due, and old ones and leavings go") {
  BackupSite site;
  CHECK(site.backups.overdue());
  CHECK(site.backups.tick());
  CHECK_FALSE(site.backups.tick());
  CHECK_FALSE(site.backups.overdue());
  site.clock.now_ms += kDay_ms;
  make_folder(site.folder / "backups/desk-20261101T000000Z.huidan.snapshot");
  write_file(site.folder / "backups/desk-20261101T000000Z.huidan.part", "half");
  write_file(site.folder / "backups/of somebody else.part", "his");
  CHECK(site.backups.tick());
  CHECK(site.files() == 2);
  CHECK_FALSE(fs::exists(site.folder / "backups/desk-20261101T000000Z.huidan.snapshot"));
  CHECK_FALSE(fs::exists(site.folder / "backups/desk-20261101T000000Z.huidan.part"));
  CHECK(fs::exists(site.folder / "backups/of somebody else.part"));
  for (int day = 0; day < 10; ++day) {
    site.clock.now_ms += kDay_ms;
    CHECK(site.backups.tick());
  }
  CHECK(site.files() < 12);
}

TEST_CASE("the alarm goes when the newest backup is older than 26 hours") {
  BackupSite site;
  CHECK(site.backups.tick());
  site.clock.now_ms += 26 * kHour_ms;
  CHECK_FALSE(site.backups.overdue());
  site.clock.now_ms += 1000;
  CHECK(site.backups.overdue());
  Backups none(site.desk, {});
  CHECK_FALSE(none.overdue());
  CHECK_FALSE(none.tick());
  // A backup from a time to come says nothing of its age.
  write_file(site.folder / "backups/desk-20991122T010500Z.huidan", "");
  CHECK(site.backups.overdue());
}

TEST_CASE("an edit may be let go of once each of the newest seven backups holds it") {
  BackupSite site;
  for (std::int64_t day = 1; day <= 9; ++day) {
    CAPTURE(day);
    site.laptop_has_sent(day * 10);
    site.clock.now_ms += kDay_ms;
    REQUIRE(site.backups.tick());
    CHECK(site.covered() == std::max<std::int64_t>(0, (day - 6) * 10));
  }
  // It began anew, with the same numbers: what the older ones hold is of another count.
  site.laptop_has_sent(200, 2);
  for (int day = 1; day <= 7; ++day) {
    CAPTURE(day);
    site.clock.now_ms += kDay_ms;
    REQUIRE(site.backups.tick());
    CHECK(site.covered() == (day == 7 ? 200 : 0));
  }
}

TEST_CASE("a clock that was years ahead for a week costs no backup, and nothing is let go of") {
  BackupSite site;
  const auto a_week_of_backups = [&](std::int64_t sent) {
    for (std::int64_t day = 1; day <= 7; ++day) {
      CAPTURE(day);
      site.laptop_has_sent(sent + day);
      site.clock.now_ms += kDay_ms;
      REQUIRE(site.backups.tick());
      CHECK_FALSE(site.backups.overdue());
    }
  };
  a_week_of_backups(0);
  CHECK(site.covered() == 1);
  const std::int64_t before_ms = site.clock.now_ms;
  site.clock.now_ms += 3652 * kDay_ms;
  CHECK(site.backups.overdue());
  a_week_of_backups(10);
  site.clock.now_ms = before_ms;
  a_week_of_backups(20);
  // The week in the middle says that it is the newest, and holds 11 at its beginning.
  CHECK(site.covered() == 11);
  const store::BackupFile newest{site.folder / "backups" / backup_name(site.clock.now_ms), {}};
  CHECK(store::read_manifest(newest, desk_holding()).census.marks.at(0).last_n == 27);
  CHECK(site.files() >= 14);
}

TEST_CASE(
    "a damaged desk is not kept as a backup, and one of the seven that is damaged covers "
    "nothing") {
  BackupSite site;
  for (int day = 0; day < 6; ++day) {
    site.clock.now_ms += kDay_ms;
    REQUIRE(site.backups.tick());
  }
  site.laptop_has_sent(10);
  for (const auto& file : fs::directory_iterator(site.folder / "backups")) {
    write_file(file.path(), "rotten");
    break;
  }
  site.clock.now_ms += kDay_ms;
  CHECK(site.backups.tick());  // the new one itself is sound
  CHECK(site.backups.damaged().size() == 1);
  CHECK(site.covered() == 0);
  CHECK(site.files() == 7);

  site.write([](Records& records) {
    records.database.script("UPDATE feed_head SET seq = 5");
    records.database.script(
        "INSERT INTO work_order VALUES ('x', 'WX-1', 1, 1, '', '', 0, 0, 0, 7, '{}', '{}')");
  });
  site.clock.now_ms += kDay_ms;
  CHECK_THROWS_WITH_AS(static_cast<void>(site.backups.tick()), "db_corrupt: work_order x", Failure);
  CHECK(site.files() == 7);
}

TEST_CASE("a backup that has been cut off or has rotted counts no more, and another is made") {
  BackupSite site;
  for (int day = 0; day < 7; ++day) {
    site.clock.now_ms += kDay_ms;
    REQUIRE(site.backups.tick());
  }
  const fs::path newest = site.folder / "backups" / backup_name(site.clock.now_ms);
  site.clock.now_ms += 20 * kHour_ms;
  const auto spoil = [&] {
    SUBCASE("cut off") {
      fs::resize_file(newest, fs::file_size(newest) - 100);
      CHECK(site.backups.damaged().size() == 1);  // at once
      return;
    }
    SUBCASE("a bit has turned") {
      write_part(newest, 2000, "x");
      CHECK(site.backups.damaged().empty());  // until it is read again, once a day
      site.clock.now_ms += 4 * kHour_ms;
    }
  };
  spoil();
  const std::int64_t before = site.covered();
  site.laptop_has_sent(10);
  CHECK(site.backups.tick());
  CHECK(site.backups.damaged().size() == 1);
  CHECK(site.backups.newest_ms() == site.clock.now_ms / 1000 * 1000);
  CHECK(site.covered() == before);
}

TEST_CASE(
    "at its first look a desk reads the backups that were there, and alarms for a damaged one") {
  BackupSite site;
  REQUIRE(site.backups.tick());
  const fs::path only = site.folder / "backups" / backup_name(site.clock.now_ms);
  fs::resize_file(only, fs::file_size(only) - 100);
  site.clock.now_ms += kHour_ms;
  Backups again(site.desk, {site.folder / "backups", kDay_ms, {}});
  fs::remove(site.folder / "desk/desk.key");  // none can be made now
  CHECK_THROWS_AS(static_cast<void>(again.tick()), Failure);
  CHECK(again.damaged().size() == 1);
  CHECK(again.overdue());
}

TEST_CASE("under a new key the old backups are left alone, and nothing is let go of for a week") {
  BackupSite site;
  for (int day = 0; day < 7; ++day) {
    site.clock.now_ms += kDay_ms;
    REQUIRE(site.backups.tick());
  }
  write_file(site.folder / "key", to_base64(std::string(32, 'k')) + '\n');
  const auto key = store::ArchiveKey::from_file(site.folder / "key").value();
  Backups keyed(site.desk, {site.folder / "backups", kDay_ms, key});
  site.laptop_has_sent(10);
  for (int day = 1; day <= 7; ++day) {
    CAPTURE(day);
    site.clock.now_ms += day == 1 ? kHour_ms : kDay_ms;
    CHECK(keyed.tick());
    CHECK(keyed.damaged().empty());
    CHECK_FALSE(keyed.overdue());
    CHECK(site.covered() == (day == 7 ? 10 : 0));
  }
}

TEST_CASE("what another desk is making in the same folder is left alone") {
  BackupSite site;
  const std::string other = backup_name(site.clock.now_ms - kHour_ms);
  make_folder(site.folder / ("backups/" + other + ".snapshot"));
  write_file(site.folder / ("backups/" + other + ".part"), "half");
  CHECK(site.backups.tick());
  CHECK(fs::exists(site.folder / ("backups/" + other + ".snapshot")));
  CHECK(fs::exists(site.folder / ("backups/" + other + ".part")));
}

TEST_CASE("a folder for backups that is gone is not made: its disk is not there") {
  BackupSite site;
  fs::remove_all(site.folder / "backups");
  CHECK(test::code_of([&] { static_cast<void>(site.backups.tick()); }) == Code::not_found);
  CHECK_FALSE(fs::exists(site.folder / "backups"));
}

TEST_CASE("a desk of many MiB of orders comes back from its backup") {
  BackupSite site;
  constexpr std::int64_t kOrders = 1500;
  site.write([&](Records& records) {
    std::int64_t seq = records.orders.take_seqs(kOrders, core::new_salt(site.desk.moment()));
    for (std::int64_t i = 0; i < kOrders; ++i) {
      core::OrderState state;
      state.order.id = OrderId(new_uuid7(site.clock.now_ms, site.random));
      state.order.no = "WX-" + std::to_string(i);
      state.order.version = 1;
      state.order.visits.emplace_back().id = RowId(state.order.id.value);
      core::set_value(state.order, {}, Field::description, std::string(2400, 'x'));
      records.orders.put_order(state, seq++);
    }
  });
  REQUIRE(site.backups.tick());
  const store::BackupFile from{site.folder / "backups" / backup_name(site.clock.now_ms), {}};
  const auto restored = restore_desk(from, site.folder / "again");
  REQUIRE(restored.ok());
  CHECK(restored.value().census.counts.at("orders") == kOrders);
}

TEST_CASE("a restored desk has a new life, and nobody is logged in") {
  BackupSite site;
  site.laptop_has_sent(30);
  std::string epoch;
  site.write([&](Records& records) {
    epoch = records.orders.feed().epoch;
    records.orders.add_person({PersonId("p"), "e1", Role::engineer, "", true});
    records.database.script("INSERT INTO session VALUES ('hash', 'p', 1, 1)");
  });
  REQUIRE(site.backups.tick());
  const store::BackupFile from{site.folder / "backups" / backup_name(site.clock.now_ms), {}};
  REQUIRE(restore_desk(from, site.folder / "again").ok());
  Desk again({site.folder / "again"}, site.clock, site.random);
  const auto seen = again.read([&](Records& records) -> Refusable {
    CHECK(records.orders.feed().epoch != epoch);
    CHECK(records.orders.feed().previous == epoch);
    CHECK(records.orders.device(site.laptop)->last_n == 30);
    store::Rows rows = records.database.query("SELECT count(*) FROM session");
    CHECK((rows.next() && rows.integer(0) == 0));
    return Done{};
  });
  CHECK(seen.ok());
  CHECK(again.secret_key() == site.desk.secret_key());
  CHECK(restore_desk(from, site.folder / "again").error().code == Code::not_empty);
}

}  // namespace
}  // namespace huidan::server

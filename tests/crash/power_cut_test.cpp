// Power cuts: a day of both programs is written down as their disks saw it, and at thousands of
// moments what a disk could then hold is opened again (RELIABILITY P3).
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "sync/base/crypto.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/database.hpp"
#include "tests/crash/recorded_day.hpp"
#include "tests/support/programs.hpp"

namespace huidan::crash {
namespace {

using On = Promise::On;

constexpr std::string_view kCheck = "PRAGMA integrity_check";
constexpr std::string_view kLaptop_texts =
    "SELECT bytes FROM outbox UNION ALL SELECT bytes FROM sent_op UNION ALL SELECT doc FROM shadow";
constexpr std::string_view kDesk_texts =
    "SELECT bytes FROM journal UNION ALL SELECT doc FROM work_order";
/// Ops that a device has counted and the journal does not hold, or the other way round.
constexpr std::string_view kGaps =
    "SELECT id FROM device WHERE last_n <> (SELECT count(*) FROM journal WHERE device_id = "
    "device.id "
    "AND journal.incarnation = device.incarnation)";

struct Side {
  const char* folder;
  const char* database;
  std::string_view texts;
};

Side side_of(On on) {
  return on == On::laptop ? Side{"laptop", "laptop.db", kLaptop_texts}
                          : Side{"desk", "desk.db", kDesk_texts};
}

/// All that one side keeps as text.
std::string texts_in(store::Database& database, std::string_view query) {
  std::string all;
  store::Rows rows = database.query(query);
  while (rows.next()) all += rows.view(0);
  return all;
}

/// What is missing of what had been promised, in words; empty when nothing is.
std::string missing(const std::filesystem::path& image, On on, const RecordedDay& day,
                    std::size_t cut) {
  const Side side = side_of(on);
  const std::filesystem::path folder = image / side.folder;
  const bool promised = std::any_of(day.promises.begin(), day.promises.end(),
                                    [&](const Promise& p) { return p.on == on && p.record < cut; });
  if (!promised) return {};  // whatever was begun may be begun again
  if (!std::filesystem::exists(folder / side.database)) return "no database";
  store::Database database(folder / side.database);
  store::Rows check = database.query(kCheck);
  if (!check.next() || check.view(0) != "ok") return "integrity_check: " + check.text(0);
  if (on == On::desk && database.query(kGaps).next()) return "a device's ops have a gap";
  const std::string texts = texts_in(database, side.texts);
  const store::BlobFiles blobs(folder / "blobs");
  for (const Promise& promise : day.promises) {
    if (promise.on != on || promise.record >= cut) continue;
    if (texts.find(promise.text) == std::string::npos) return promise.text;
    if (promise.photo.empty()) continue;
    const auto bytes = blobs.read(promise.photo, 0, std::size_t{1} << 20);
    if (!bytes || sha256_hex(*bytes) != promise.photo) return "photo " + promise.photo;
  }
  return {};
}

long from_environment(const char* name, long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atol(text);
}

TEST_CASE("whatever a power cut leaves of a disk, nothing that was promised is missing") {
  const long images = from_environment("HUIDAN_POWER_CUTS", 600);
  const auto seed = static_cast<std::uint64_t>(from_environment("HUIDAN_SEED", 20261125));
  const e2e::Folder folder;
  const RecordedDay day = record_day(folder.path(), 24);
  REQUIRE(day.records.size() > 1000);
  Chance chance(seed);
  std::vector<std::size_t> cuts;
  for (long i = 0; i < images; ++i) cuts.push_back(chance() % (day.records.size() + 1));
  std::sort(cuts.begin(), cuts.end());
  DiskModel disk;
  std::size_t taken = 0;
  const auto image = folder.path() / "image";
  int wrong = 0;
  for (const std::size_t cut : cuts) {
    while (taken < cut) disk.take(day.records[taken++]);
    std::filesystem::create_directory(image);
    disk.write_image(day.root, image, chance);
    for (const On on : {On::laptop, On::desk}) {
      std::string what;
      try {
        what = missing(image, on, day, cut);
      } catch (const Failure& failure) {
        what = failure.what();
      }
      if (what.empty()) continue;
      ++wrong;
      MESSAGE("cut after record " << cut << " of " << day.records.size() << ", "
                                  << std::string(side_of(on).folder) << ": " << what);
    }
    std::filesystem::remove_all(image);
  }
  std::printf("%ld power cuts of both disks among %zu records (HUIDAN_SEED=%llu): %d wrong\n",
              images, day.records.size(), static_cast<unsigned long long>(seed), wrong);
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace huidan::crash

// One bit of a database, its log or its key has turned: whoever reads hears so, and is never given
// anything else than what was written.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/store/database.hpp"
#include "tests/support/folder.hpp"

namespace huidan::store {
namespace {

namespace fs = std::filesystem;

constexpr int kRows = 60;  // folded into the pages: more than a log holds that is left as it is
constexpr int kLogRows = 30;
constexpr std::string_view kInsert = "INSERT INTO said (id, words) VALUES ($1, $2)";
constexpr std::string_view kAll = "SELECT id, words FROM said ORDER BY id";

int flips() {
  return std::getenv("HUIDAN_SOAK") == nullptr ? 40 : 600;
}

std::string all_of(const fs::path& folder) {
  Database database(folder / "a.db");
  std::string all;
  Rows rows = database.query(kAll);
  while (rows.next()) all += rows.text(0) + '=' + rows.text(1) + '\n';
  return all;
}

void flip_a_bit(const fs::path& path, std::mt19937_64& chance) {
  const auto at = static_cast<std::streamoff>(chance() % fs::file_size(path));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const int byte = file.get();
  file.seekp(at);
  file.put(static_cast<char>(byte ^ (1 << chance() % 8)));
}

enum class Where { pages, log };

/// What was written last, in a log of its own or folded into the pages.
std::string write_all(const fs::path& folder, Where where) {
  fs::create_directories(folder);
  {
    Database database(folder / "a.db");
    database.script("CREATE TABLE said (id TEXT PRIMARY KEY, words TEXT NOT NULL)");
    const int rows = where == Where::pages ? kRows : kLogRows;
    for (int i = 0; i < rows; ++i) {
      database.run(kInsert, {std::to_string(i), to_hex(random_bytes(300))});
    }
    if (where == Where::pages) database.script("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  return all_of(folder);
}

struct Seen {
  int noticed = 0;
  int harmless = 0;   // every word was right
  int last_lost = 0;  // the last commit is gone, as after a power cut; all before it is there
};

Seen flip_often(const fs::path& sound, const fs::path& hurt, const char* file) {
  std::mt19937_64 chance(20261122);
  const std::string words = all_of(sound);
  Seen seen;
  for (int i = 0; i < flips(); ++i) {
    CAPTURE(i);
    fs::remove_all(hurt);
    fs::copy(sound, hurt);
    fs::remove(hurt / "a.db-shm");
    flip_a_bit(hurt / file, chance);
    try {
      const std::string now = all_of(hurt);
      const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
      if (now == words) {
        ++seen.harmless;
      } else {
        CHECK(lines(now) == lines(words) - 1);
        ++seen.last_lost;
      }
    } catch (const Failure& failure) {
      CHECK(code_name(failure.error().code) == "db_corrupt");
      ++seen.noticed;
    }
  }
  std::printf("  %-10s %5d flips: %d noticed, %d harmless, %d took the last commit\n", file,
              flips(), seen.noticed, seen.harmless, seen.last_lost);
  return seen;
}

TEST_CASE("a bit that turns is noticed and nothing wrong is served") {
  struct Row {
    const char* name;
    Where where;
    const char* file;
  };

  for (const Row& row : {Row{"pages", Where::pages, "a.db"}, Row{"log", Where::log, "a.db-wal"},
                         Row{"key", Where::pages, "a.db.key"}}) {
    SUBCASE(row.name) {
      const test::Folder folder;
      static_cast<void>(write_all(folder / "sound", row.where));
      const Seen seen = flip_often(folder / "sound", folder / "hurt", row.file);
      if (row.where == Where::pages) CHECK(seen.last_lost == 0);
      CHECK(seen.noticed * 20 >= flips() * 19);
    }
  }
}

TEST_CASE("what a torn commit has left behind the log is no damage, and goes") {
  const test::Folder folder;
  const fs::path data = folder / "sound";
  const std::string words = write_all(data, Where::log);
  const auto size = fs::file_size(data / "a.db-wal");
  fs::remove(data / "a.db-shm");
  {  // the last commit's last frame never came whole: it was its page that a power cut took
    std::fstream file(data / "a.db-wal", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size) - 4000);
    file.put('\xAA');
  }
  CHECK(all_of(data).size() < words.size());
  CHECK(fs::file_size(data / "a.db-wal") == 0);
}

TEST_CASE("a database without its key is damaged, not new") {
  const test::Folder folder;
  const std::string words = write_all(folder / "sound", Where::pages);
  fs::remove(folder / "sound" / "a.db.key");
  CHECK_THROWS_AS(static_cast<void>(all_of(folder / "sound")), Failure);
  CHECK_FALSE(fs::exists(folder / "sound" / "a.db.key"));
}

}  // namespace
}  // namespace huidan::store

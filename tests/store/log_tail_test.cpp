// Somebody opens the database while a commit is in the log that nobody has counted, yet or ever, or
// that a power cut has torn: that is no damage, whatever a longer one has left behind it.
#include <doctest/doctest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "sync/store/database.hpp"
#include "tests/support/folder.hpp"

namespace {

/// What a test wants to happen in the middle of the next sync of a file; once. Its answer is errno.
std::atomic<int (*)()> g_in_sync{nullptr};

}  // namespace

// SQLite's syncs pass here, in this program, instead of the C library.
extern "C" int fdatasync(int fd) {
  if (const auto meanwhile = g_in_sync.exchange(nullptr)) {
    errno = meanwhile();
    if (errno != 0) return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace huidan::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWrite = "INSERT INTO t (v) VALUES ($1)";
constexpr std::string_view kEvery = "SELECT v FROM t ORDER BY v";
fs::path g_path;
std::jthread g_reader;
std::string g_said;

/// The rows' words, or the code of the refusal.
std::string said_by(const fs::path& path) {
  try {
    Database other(path);
    std::string all;
    Rows rows = other.query(kEvery);
    while (rows.next()) all += rows.text(0) + '.';
    return all;
  } catch (const Failure& failure) {
    return std::string(code_name(failure.error().code));
  }
}

/// A reader comes now, and the sync lasts until it must have looked.
int reader_comes() {
  g_reader = std::jthread([] { g_said = said_by(g_path); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return 0;
}

int no_room() {
  return ENOSPC;
}

/// One commit, and behind it in the log what a transaction has left that was taken back.
void write_longer_than_kept(Database& database) {
  database.script("CREATE TABLE t (v TEXT); PRAGMA wal_checkpoint(TRUNCATE)");
  database.run(kWrite, {"1 begins the log"});
  // longer than the cache: its pages stand in the log, and no commit behind them
  database.script("PRAGMA cache_size = 2");
  const Transaction transaction(database, Transaction::Kind::write);
  for (int i = 0; i < 200; ++i) database.run(kWrite, {std::string(3000, 'x')});
}

TEST_CASE("a commit that is being synced before what a longer one has left is no damage") {
  const test::Folder folder;
  g_path = folder / "a.db";
  Database database(g_path);
  write_longer_than_kept(database);
  g_in_sync = reader_comes;
  database.run(kWrite, {"2 short"});
  g_reader.join();
  CHECK(g_said.starts_with("1 begins the log."));
}

TEST_CASE("a whole commit that was refused for want of room is no damage and never was") {
  const test::Folder folder;
  Database database(folder / "a.db");
  write_longer_than_kept(database);
  g_in_sync = no_room;
  CHECK_THROWS_AS(database.run(kWrite, {"2 refused"}), Failure);
  CHECK(said_by(folder / "a.db") == "1 begins the log.");
  database.run(kWrite, {"3 there is room again"});
  CHECK(said_by(folder / "a.db") == "1 begins the log.3 there is room again.");
}

/// What stands in the folder, but for the byte at `at` of the log that a power cut spoils.
std::string said_after_power_cut(const fs::path& folder, const fs::path& copy, std::streamoff at) {
  fs::create_directories(copy);
  for (const char* name : {"a.db", "a.db-wal", "a.db.key"}) fs::copy(folder / name, copy / name);
  std::fstream file(copy / "a.db-wal", std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const int byte = file.get();
  file.seekp(at);
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  return said_by(copy / "a.db");
}

TEST_CASE("a commit torn before what a longer one has left is no damage") {
  const test::Folder folder;
  fs::create_directories(folder / "sound");
  Database database(folder / "sound" / "a.db");
  write_longer_than_kept(database);
  database.run(kWrite, {"2 short"});
  // header, the first commit's one frame, then a page of the second: 32 + 4120 + 24 bytes before it
  CHECK(said_after_power_cut(folder / "sound", folder / "cut", 32 + 4120 + 24 + 2000) ==
        "1 begins the log.");
}

TEST_CASE("a bit that turns in the commit before the last is damage, in its sum too") {
  const test::Folder folder;
  fs::create_directories(folder / "sound");
  Database database(folder / "sound" / "a.db");
  database.script("CREATE TABLE t (v TEXT); PRAGMA wal_checkpoint(TRUNCATE)");
  for (const char* words : {"1", "2", "3"}) database.run(kWrite, {words});
  const std::streamoff frame = 32 + 4120;
  for (const std::streamoff in_frame : {3, 16, 19, 20, 23, 24, 2000, 4119}) {
    CAPTURE(in_frame);
    CHECK(said_after_power_cut(folder / "sound", folder / std::to_string(in_frame),
                               frame + in_frame) == "db_corrupt");
  }
}

}  // namespace
}  // namespace huidan::store

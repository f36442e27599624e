// Somebody opens the database while a commit is in the log and nobody has counted it yet: that is
// no damage, whatever an earlier commit that had no room has left behind it.
#include <doctest/doctest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "sync/store/database.hpp"
#include "tests/support/folder.hpp"

namespace {

/// What a test wants to happen in the middle of the next sync of a file; once.
std::atomic<void (*)()> g_in_sync{nullptr};

}  // namespace

// SQLite's syncs pass here, in this program, instead of the C library.
extern "C" int fdatasync(int fd) {
  if (const auto meanwhile = g_in_sync.exchange(nullptr)) meanwhile();
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace huidan::store {
namespace {

constexpr std::string_view kWrite = "INSERT INTO t (v) VALUES ($1)";
std::filesystem::path g_path;
std::jthread g_reader;
std::string g_said;

/// A reader comes now, and the sync lasts until it must have looked.
void reader_comes() {
  g_reader = std::jthread([] {
    try {
      const Database other(g_path);
      g_said = "opened";
    } catch (const Failure& failure) {
      g_said = code_name(failure.error().code);
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
}

TEST_CASE("a commit that is being synced before what a longer one has left is no damage") {
  const test::Folder folder;
  g_path = folder / "a.db";
  Database database(g_path);
  database.script("CREATE TABLE t (v TEXT); PRAGMA wal_checkpoint(TRUNCATE)");
  database.run(kWrite, {"begins the log"});
  {  // longer than the cache: its pages stand in the log, and no commit behind them
    database.script("PRAGMA cache_size = 2");
    const Transaction transaction(database, Transaction::Kind::write);
    for (int i = 0; i < 200; ++i) database.run(kWrite, {std::string(3000, 'x')});
  }
  g_in_sync = reader_comes;
  database.run(kWrite, {"short"});
  g_reader.join();
  CHECK(g_said == "opened");
}

}  // namespace
}  // namespace huidan::store

// Writes of many threads share a commit; each stands or falls by itself, and nobody is answered
// before the disk has what he wrote.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <thread>
#include <vector>

#include "server/store/desk.hpp"
#include "sync/base/crypto.hpp"
#include "tests/server/desk_place.hpp"
#include "tests/support/folder.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

/// A desk on disk with a table of its own for what the writes write.
struct Ground {
  test::Folder folder{};
  SystemClock clock;
  SystemRandom random;
  DeskPlace place{folder.path(), test::Tables::none};
  Desk desk{place.place(), clock, random};

  Ground() {
    make([](Records& records) {
      records.database.script(
          "CREATE TABLE written (at INTEGER PRIMARY KEY, who INTEGER, note TEXT)");
    });
  }

  template <typename Work>
  void make(Work work) {
    REQUIRE(desk.write([&](Records& records) -> Refusable {
                  work(records);
                  return Done{};
                })
                .ok());
  }

  static std::int64_t one(store::Database& database, std::string_view sql) {
    store::Rows rows = database.query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }

  /// What another program sees.
  [[nodiscard]] std::int64_t on_disk(std::string_view sql) const {
    store::Database other(place.open());
    return one(other, sql);
  }
};

constexpr std::string_view kWrite =
    "INSERT INTO written (at, who, note) VALUES ((SELECT COALESCE(MAX(at), 0) + 1 FROM written), "
    "$1, $2)";
constexpr std::string_view kCount = "SELECT COUNT(*) FROM written";

constexpr std::string_view kClash = "INSERT INTO written (at, who, note) VALUES (1, $1, 'x')";

enum class Act { keep, refuse, fail, clash, overflow };

struct Told {
  Act act = Act::keep;
  bool refused = false;
  bool failed = false;
  std::int64_t seen_after = 0;  // by another program, when the writer was answered
};

/// SQLite undoes all when its file is full, PostgreSQL when the connection is lost.
void undone_by_the_database(store::Database& database) {
  if (test::on_postgres()) {
    store::Rows gone = database.query("SELECT pg_terminate_backend(pg_backend_pid())");
    static_cast<void>(gone.next());
    return;
  }
  const std::string large(std::size_t{8} << 20, 'x');
  database.run(kWrite, {std::int64_t{1}, large});
}

void act(Ground& ground, int who, Told& told) {
  try {
    const auto result = ground.desk.write([&](Records& records) -> Refusable {
      records.database.run(kWrite, {std::int64_t{who}, "x"});
      if (told.act == Act::refuse) return Error{Code::bad_input};
      if (told.act == Act::fail) throw Failure({Code::disk_error, "test"});
      if (told.act == Act::clash) records.database.send(kClash, {std::int64_t{who}});
      if (told.act == Act::overflow) {
        undone_by_the_database(records.database);
      }
      return Done{};
    });
    told.refused = !result.ok();
  } catch (const Failure&) {
    told.failed = true;
  }
}

/// Runs one write of each kind given while a first one holds the queue, so that they go together.
std::vector<Told> together(Ground& ground, const std::vector<Act>& acts) {
  std::latch begun(1);
  std::latch go(1);
  std::jthread first([&] {
    static_cast<void>(ground.desk.write([&](Records&) -> Refusable {
      begun.count_down();
      go.wait();
      return Done{};
    }));
  });
  begun.wait();
  std::vector<Told> told(acts.size());
  std::atomic<int> entered{0};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    told[i].act = acts[i];
    threads.emplace_back([&, i] {
      ++entered;
      act(ground, static_cast<int>(i), told[i]);
    });
  }
  while (entered < static_cast<int>(acts.size())) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until they stand in line
  go.count_down();
  threads.clear();
  return told;
}

TEST_CASE("writes that wait for a commit go into the next one together") {
  Ground ground;
  const std::int64_t before = ground.desk.commits();
  const auto told = together(ground, std::vector<Act>(12, Act::keep));
  CHECK(ground.on_disk(kCount) == 12);
  CHECK(ground.desk.commits() - before <= 4);  // the first, theirs, and a straggler's
  for (const Told& one : told) CHECK_FALSE(one.refused);
}

TEST_CASE("what refuses or breaks undoes itself alone") {
  struct Row {
    const char* name;
    Act bad;
    bool refused;
    bool failed;
  };

  for (const Row& row :
       {Row{"a refusal", Act::refuse, true, false}, Row{"a failure", Act::fail, false, true},
        Row{"what was sent and breaks", Act::clash, false, true}}) {
    SUBCASE(row.name) {
      Ground ground;
      const auto told =
          together(ground, {Act::keep, Act::keep, row.bad, Act::keep, row.bad, Act::keep});
      for (const Told& one : told) {
        CHECK(one.refused == (one.act == row.bad && row.refused));
        CHECK(one.failed == (one.act == row.bad && row.failed));
      }
      CHECK(ground.on_disk(kCount) == 4);
      CHECK(ground.on_disk("SELECT COUNT(*) FROM written WHERE who IN (2, 4)") == 0);
    }
  }
}

TEST_CASE("when the database itself undoes the transaction, nobody is told that his work stands") {
  Ground ground;
  if (!test::on_postgres()) {
    ground.make([](Records& records) { records.database.script("PRAGMA max_page_count = 1000"); });
  }
  const auto told = together(ground, {Act::keep, Act::keep, Act::overflow, Act::keep});
  std::int64_t stands = 0;
  for (const Told& one : told) stands += one.failed ? 0 : 1;
  CHECK(told[2].failed);
  CHECK(ground.on_disk(kCount) == stands);
  Told after;
  act(ground, 9, after);
  CHECK_FALSE(after.failed);
  CHECK(ground.on_disk(kCount) == stands + 1);
}

TEST_CASE("whoever is answered finds on disk what he wrote, and the numbers have no gap") {
  constexpr int kThreads = 8;
  constexpr int kWrites = 40;
  Ground ground;
  std::atomic<int> missing{0};
  {
    std::vector<std::jthread> threads;
    for (int who = 0; who < kThreads; ++who) {
      threads.emplace_back([&, who] {
        store::Database other(ground.place.open());
        for (int i = 1; i <= kWrites; ++i) {
          Told told;
          told.act = i % 5 == 0 ? Act::refuse : Act::keep;
          act(ground, who, told);
          store::Rows rows =
              other.query("SELECT COUNT(*) FROM written WHERE who = $1", {std::int64_t{who}});
          if (!rows.next() || rows.integer(0) != i - i / 5) ++missing;
        }
      });
    }
  }
  CHECK(missing == 0);
  const int kept = kThreads * (kWrites - kWrites / 5);
  CHECK(ground.on_disk(kCount) == kept);
  CHECK(ground.on_disk("SELECT MAX(at) FROM written") == kept);
  MESSAGE(kept << " kept writes in " << ground.desk.commits() << " commits");
}

TEST_CASE("a reading does not wait for a write under way, and sees nothing of it") {
  Ground ground;
  std::latch begun(1);
  std::latch go(1);
  std::jthread writer([&] {
    static_cast<void>(ground.desk.write([&](Records& records) -> Refusable {
      records.database.run(kWrite, {std::int64_t{1}, "x"});
      begun.count_down();
      go.wait();
      return Done{};
    }));
  });
  begun.wait();
  const auto count = [&] {
    return ground.desk
        .read([](Records& records) -> Result<std::int64_t> {
          return Ground::one(records.database, kCount);
        })
        .value();
  };
  CHECK(count() == 0);
  go.count_down();
  writer.join();
  CHECK(count() == 1);
}

/// A file whose disk does not confirm the commits from now on.
class Unconfirmed final : public store::Driver {
 public:
  explicit Unconfirmed(const fs::path& path) : below_(store::open_sqlite(path)) {}

  [[nodiscard]] const store::Dialect& dialect() const noexcept override {
    return below_->dialect();
  }

  [[nodiscard]] std::unique_ptr<store::Statement> prepare(std::string_view sql) override {
    return below_->prepare(sql);
  }

  void script(const std::string& sql) override { below_->script(sql); }

  void settle() override { below_->settle(); }

  void begin(std::string_view how) override { below_->begin(how); }

  void commit() override {
    if (fails_once) {
      fails_once = false;
      below_->roll_back();
      throw Failure({Code::disk_error, std::string(store::kSyncFailed)});
    }
    below_->commit();
  }

  void roll_back() noexcept override { below_->roll_back(); }

  [[nodiscard]] bool in_transaction() const noexcept override { return below_->in_transaction(); }

  bool fails_once = false;

 private:
  std::unique_ptr<store::Driver> below_;
};

TEST_CASE("a sync that has failed is answered by no commit any more, though the next would do") {
  const test::Folder folder;
  auto driver = std::make_unique<Unconfirmed>(folder / "x.db");
  Unconfirmed& disk = *driver;
  store::Database database(std::move(driver));
  database.script("CREATE TABLE t (k INTEGER)");
  Writer writer(database);
  const auto write = [&] {
    writer.run([&] {
      database.run("INSERT INTO t (k) VALUES (1)");
      return true;
    });
  };
  write();
  CHECK_FALSE(writer.sync_failed());
  disk.fails_once = true;
  CHECK_THROWS_AS(write(), Failure);
  CHECK(writer.sync_failed());
  CHECK(writer.numbers().broken);
  CHECK_THROWS_AS(write(), Failure);
  CHECK(Ground::one(database, "SELECT count(*) FROM t") == 1);
}

}  // namespace
}  // namespace huidan::server

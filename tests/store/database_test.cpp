#include "sync/store/database.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "sync/base/file.hpp"
#include "sync/store/desk_queries.hpp"
#include "sync/store/laptop_queries.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::store {
namespace {

constexpr std::string_view kMake = "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)";
constexpr std::string_view kPut = "INSERT INTO t (k, v) VALUES ($1, $2)";
constexpr std::string_view kAll = "SELECT k, v FROM t ORDER BY k";
constexpr std::string_view kCount = "SELECT count(*) FROM t";

std::int64_t count(Database& database) {
  Rows rows = database.query(kCount);
  return rows.next() ? rows.integer(0) : -1;
}

Code code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.error().code;
  }
  return Code::usage;  // no refusal
}

/// A file in a folder of its own.
struct Scratch {
  std::filesystem::path folder;

  explicit Scratch(const std::string& name)
      : folder(std::filesystem::temp_directory_path() / ("huidan-store-test-" + name)) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }

  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  [[nodiscard]] std::filesystem::path file() const { return folder / "x.db"; }
};

constexpr Migration kFirst{"0001_a.sql", "CREATE TABLE a (x BIGINT);"};
constexpr Migration kSecond{"0002_b.sql", "CREATE TABLE b (x BIGINT);"};
constexpr Migration kBroken{"0002_b.sql", "CREATE TABLE b (x BIGINT); CREATE TABLE a (x BIGINT);"};

}  // namespace

TEST_CASE("a full disk in a transaction is said, and commit refuses what SQLite rolled back") {
  const Scratch scratch("full");
  Database database(scratch.file());
  database.run(kMake);
  database.script("PRAGMA max_page_count = 20");
  const std::string large(3000, 'x');
  {
    Transaction transaction(database, Transaction::Kind::write);
    Code code = Code::usage;
    for (std::int64_t k = 0; k < 100 && code == Code::usage; ++k) {
      code = code_of([&] { database.run(kPut, {k, large}); });
    }
    CHECK(code == Code::disk_full);
    if (!database.in_transaction()) {
      CHECK(code_of([&] { transaction.commit(); }) == Code::disk_error);
    }
  }
  CHECK(count(database) == 0);
  {
    // However SQLite ended it: a commit after an automatic rollback must never say that it is done.
    Transaction transaction(database, Transaction::Kind::write);
    database.run(kPut, {std::int64_t{1}, "small"});
    database.script("ROLLBACK");
    CHECK(code_of([&] { transaction.commit(); }) == Code::disk_error);
  }
  CHECK(count(database) == 0);
  Transaction transaction(database, Transaction::Kind::write);
  database.run(kPut, {std::int64_t{1}, "small"});
  transaction.commit();
  CHECK(count(database) == 1);
}

TEST_CASE("a query may be read while the same one is being read") {
  Database database(":memory:");
  database.run(kMake);
  for (std::int64_t k = 0; k < 5; ++k) database.run(kPut, {k, std::string(1, 'a')});
  int pairs = 0;
  Rows outer = database.query(kAll);
  while (outer.next()) {
    Rows inner = database.query(kAll);
    while (inner.next()) ++pairs;
  }
  CHECK(pairs == 25);
  Rows again = database.query(kAll);
  CHECK(again.next());
}

TEST_CASE("values are bound by their number, wherever they stand, and text is text") {
  Database database(":memory:");
  Rows rows = database.query("SELECT $3, $1, $2, $1", {std::int64_t{1}, "two", std::monostate{}});
  REQUIRE(rows.next());
  CHECK(rows.null(0));
  CHECK(rows.integer(1) == 1);
  CHECK(rows.text(2) == "two");
  CHECK(rows.integer(3) == 1);
  Rows empty = database.query("SELECT $1, $2", {std::string_view(), std::string("a\0b", 3)});
  REQUIRE(empty.next());
  CHECK_FALSE(empty.null(0));
  CHECK(empty.text(1) == std::string("a\0b", 3));
}

TEST_CASE("a transaction that nobody commits leaves nothing") {
  Database database(":memory:");
  database.run(kMake);
  {
    Transaction transaction(database, Transaction::Kind::write);
    database.run(kPut, {std::int64_t{1}, "x"});
  }
  CHECK_FALSE(database.in_transaction());
  CHECK(count(database) == 0);
}

TEST_CASE("a reader sees one snapshot while another writes") {
  const Scratch scratch("snapshot");
  Database writer(scratch.file());
  writer.run(kMake);
  Database reader(scratch.file());
  Transaction reading(reader, Transaction::Kind::read);
  CHECK(count(reader) == 0);
  {
    Transaction writing(writer, Transaction::Kind::write);
    writer.run(kPut, {std::int64_t{1}, "x"});
    writing.commit();
  }
  CHECK(count(reader) == 0);
  reading.commit();
  CHECK(count(reader) == 1);
}

TEST_CASE("a second writer waits his turn") {
  const Scratch scratch("busy");
  Database first(scratch.file());
  first.run(kMake);
  Database second(scratch.file());
  auto held = std::make_unique<Transaction>(first, Transaction::Kind::write);
  second.script("PRAGMA busy_timeout = 50");
  CHECK(code_of([&] { const Transaction late(second, Transaction::Kind::write); }) == Code::busy);
  second.script("PRAGMA busy_timeout = 10000");
  std::thread other([&] {
    Transaction waits(second, Transaction::Kind::write);
    second.run(kPut, {std::int64_t{2}, "x"});
    waits.commit();
  });
  first.run(kPut, {std::int64_t{1}, "x"});
  held->commit();
  other.join();
  CHECK(count(first) == 2);
}

TEST_CASE("bytes that are no database are corrupt") {
  const Scratch scratch("corrupt");
  {
    std::FILE* file = std::fopen(scratch.file().string().c_str(), "wb");
    const std::string bytes(8192, '?');
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }
  CHECK(code_of([&] { const Database database(scratch.file()); }) == Code::db_corrupt);
  CHECK(code_of([&] { const Database database(scratch.folder / "no" / "x.db"); }) ==
        Code::disk_error);
}

TEST_CASE("migrations run once each, in turn, whole or not at all") {
  const Scratch scratch("migrate");
  Database database(scratch.file());
  const std::array both{kFirst, kSecond};
  const std::array broken{kFirst, kBroken};
  migrate(database, "p", std::span(both).first(1));
  CHECK(code_of([&] { migrate(database, "p", broken); }) == Code::internal);
  CHECK(code_of([&] { database.run("SELECT * FROM b"); }) == Code::internal);  // undone
  migrate(database, "p", both);
  migrate(database, "p", both);
  database.run("SELECT * FROM b");
  CHECK(code_of([&] { migrate(database, "p", std::span(both).first(1)); }) == Code::newer_schema);
  migrate(database, "other", std::span<const Migration>());  // each part counts for itself
}

TEST_CASE("two who open a new file at once make its tables once") {
  for (int round = 0; round < 100; ++round) {
    const Scratch scratch("race");
    std::atomic<int> waiting = 2;
    const auto open = [&] {
      --waiting;
      while (waiting > 0) {
      }
      Database database(scratch.file());
      migrate(database, "desk", desk_migrations());
    };
    auto other = std::async(std::launch::async, open);
    open();
    other.get();
    Database database(scratch.file());
    migrate(database, "desk", desk_migrations());
    database.run(desk::kFeed);
  }
}

/// Every constant of a `*_queries.hpp`, whole: what stands between the quotes of its pieces.
std::vector<std::string> queries_in(const char* header) {
  const auto path = path_from_utf8(HUIDAN_SOURCE_DIR) / "sync" / "store" / header;
  const std::string text = read_file(path, std::uintmax_t{1} << 20).value();
  constexpr std::string_view kStart = "constexpr std::string_view ";
  std::vector<std::string> found;
  for (std::size_t at = text.find(kStart); at != std::string::npos; at = text.find(kStart, at)) {
    const std::size_t end = text.find(";\n", at);
    std::string sql;
    bool inside = false;
    for (const char c : text.substr(at, end - at)) {
      if (c == '"') {
        inside = !inside;
      } else if (inside) {
        sql += c;
      }
    }
    found.push_back(std::move(sql));
    at = end;
  }
  return found;
}

TEST_CASE("every query of either end is understood by its schema") {
  const auto understood = [](const char* header, std::string_view part, auto migrations) {
    const std::vector<std::string> queries = queries_in(header);
    CHECK(queries.size() > 30);
    Database database(":memory:");
    migrate(database, part, migrations);
    for (const std::string& sql : queries) {
      CAPTURE(sql);
      CHECK_NOTHROW(static_cast<void>(database.query(sql)));
    }
  };
  understood("desk_queries.hpp", "desk", desk_migrations());
  understood("laptop_queries.hpp", "laptop", laptop_migrations());
}

}  // namespace huidan::store

// What SQLite alone does: full files, broken files.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "sync/store/database.hpp"
#include "sync/store/upkeep.hpp"
#include "tests/store/scratch.hpp"
#include "tests/store/table.hpp"

namespace huidan::store {
namespace {

using test::code_of;
using test::Scratch;

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

TEST_CASE("a statement that rewrites many MiB is done, and undone by itself") {
  const Scratch scratch("undo");
  Database database(scratch.file());
  database.script(
      "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL, w INTEGER CHECK (w < 9))");
  constexpr std::int64_t kRows = 3000;
  Transaction transaction(database, Transaction::Kind::write);
  const std::string large(3000, 'x');
  for (std::int64_t k = 0; k < kRows; ++k) {
    database.run("INSERT INTO t (k, v, w) VALUES ($1, $2, 1)", {k, large});
  }
  const auto sum = [&] {
    Rows rows = database.query("SELECT sum(w) FROM t");
    return rows.next() ? rows.integer(0) : -1;
  };
  database.run("UPDATE t SET w = 2");
  CHECK(sum() == 2 * kRows);
  // What its last row refuses is undone in all the rows before, and in nothing else.
  CHECK(code_of([&] { database.run("UPDATE t SET w = CASE WHEN k = 2999 THEN 9 ELSE 3 END"); }) ==
        Code::internal);
  CHECK(sum() == 2 * kRows);
  database.run("SAVEPOINT job");
  database.run("UPDATE t SET w = 4");
  database.run("ROLLBACK TO job");
  CHECK(sum() == 2 * kRows);
  database.run("RELEASE job");
  transaction.commit();
  check_pages(database);
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

}  // namespace huidan::store

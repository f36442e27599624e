// What SQLite alone does: full files, broken files.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "sync/store/database.hpp"
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

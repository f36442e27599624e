// What the door promises, whichever database stands behind it: this run's (tests/support/
// leased_schema.hpp).
#include "sync/store/database.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "server/store/postgres.hpp"
#include "sync/store/desk_queries.hpp"
#include "sync/store/migrations.hpp"
#include "tests/store/scratch.hpp"
#include "tests/store/table.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::store {
namespace {

using test::code_of;

constexpr std::string_view kPairs = "SELECT k, v FROM t ORDER BY k";

/// A store without a table, which several may open.
class Ground {
 public:
  Ground() {
    if (test::on_postgres()) {
      schema_ = std::make_unique<test::LeasedSchema>(test::Tables::none);
    } else {
      scratch_ = std::make_unique<test::Scratch>("ground");
    }
  }

  [[nodiscard]] std::unique_ptr<Driver> open() const {
    return schema_ ? server::open_postgres(schema_->url()) : open_sqlite(scratch_->file());
  }

  static std::string patience(int ms) {
    return (test::on_postgres() ? "SET lock_timeout = " : "PRAGMA busy_timeout = ") +
           std::to_string(ms);
  }

 private:
  std::unique_ptr<test::LeasedSchema> schema_{};
  std::unique_ptr<test::Scratch> scratch_{};
};

constexpr Migration kFirst{"0001_a.sql", "CREATE TABLE a (x BIGINT);"};
constexpr Migration kSecond{"0002_b.sql", "CREATE TABLE b (x BIGINT);"};
constexpr Migration kBroken{"0002_b.sql", "CREATE TABLE b (x BIGINT); CREATE TABLE a (x BIGINT);"};

}  // namespace

TEST_CASE("a query may be read while the same one is being read") {
  const Ground ground;
  Database database(ground.open());
  database.run(kMake);
  for (std::int64_t k = 0; k < 5; ++k) database.run(kPut, {k, std::string(1, 'a')});
  int pairs = 0;
  Rows outer = database.query(kPairs);
  while (outer.next()) {
    Rows inner = database.query(kPairs);
    while (inner.next()) ++pairs;
  }
  CHECK(pairs == 25);
  Rows again = database.query(kPairs);
  CHECK(again.next());
}

TEST_CASE("values are bound by their number, wherever they stand, and text is text") {
  const Ground ground;
  Database database(ground.open());
  Rows rows = database.query("SELECT $3, $1, $2, $1", {std::int64_t{1}, "two", std::monostate{}});
  REQUIRE(rows.next());
  CHECK(rows.null(0));
  CHECK(rows.integer(1) == 1);
  CHECK(rows.text(2) == "two");
  CHECK(rows.integer(3) == 1);
  Rows empty = database.query("SELECT $1, $2", {std::string_view(), "电源"});
  REQUIRE(empty.next());
  CHECK_FALSE(empty.null(0));
  CHECK(empty.view(0).empty());
  CHECK(empty.text(1) == "电源");
}

TEST_CASE("a statement says how many rows it has changed") {
  const Ground ground;
  Database database(ground.open());
  database.run(kMake);
  for (std::int64_t k = 0; k < 5; ++k) CHECK(database.run(kPut, {k, "x"}) == 1);
  CHECK(database.run("DELETE FROM t WHERE k < $1", {std::int64_t{3}}) == 3);
  CHECK(database.run("DELETE FROM t WHERE k < $1", {std::int64_t{3}}) == 0);
}

TEST_CASE("what is sent is done before anybody looks, and in its order") {
  const Ground ground;
  Database database(ground.open());
  database.run(kMake);
  database.send(kPut, {std::int64_t{0}, "outside a transaction it is done at once"});
  {
    Database other(ground.open());
    CHECK(count(other) == 1);
  }
  constexpr std::string_view kOver = "UPDATE t SET v = $2 WHERE k = $1";
  Transaction transaction(database, Transaction::Kind::write);
  for (std::int64_t k = 1; k <= 200; ++k) database.send(kPut, {k, "x"});
  database.send(kOver, {std::int64_t{200}, "first"});
  database.send(kOver, {std::int64_t{200}, "last"});
  CHECK(count(database) == 201);
  {
    Rows rows = database.query("SELECT v FROM t WHERE k = 200");
    REQUIRE(rows.next());
    CHECK(rows.text(0) == "last");
  }
  database.send(kPut, {std::int64_t{201}, "x"});
  transaction.commit();
  CHECK(count(database) == 202);
  // What breaks is said by the next that wants to know, and nothing behind it is done.
  Transaction breaks(database, Transaction::Kind::write);
  CHECK(code_of([&] {
          database.send(kPut, {std::int64_t{1}, "x"});
          database.send(kPut, {std::int64_t{999}, "x"});
          breaks.commit();
        }) == Code::internal);
}

TEST_CASE("a transaction that nobody commits leaves nothing") {
  const Ground ground;
  Database database(ground.open());
  database.run(kMake);
  {
    Transaction transaction(database, Transaction::Kind::write);
    database.run(kPut, {std::int64_t{1}, "x"});
  }
  CHECK_FALSE(database.in_transaction());
  CHECK(count(database) == 0);
  {
    // A commit of what the database has rolled back by itself must never say that it is done.
    Transaction transaction(database, Transaction::Kind::write);
    database.run(kPut, {std::int64_t{1}, "x"});
    database.script("ROLLBACK");
    CHECK(code_of([&] { transaction.commit(); }) == Code::disk_error);
  }
  CHECK(count(database) == 0);
}

TEST_CASE("a reader sees one snapshot while another writes") {
  const Ground ground;
  Database writer(ground.open());
  writer.run(kMake);
  Database reader(ground.open());
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

TEST_CASE("a second writer waits his turn, and then sees what the first has written") {
  const Ground ground;
  Database first(ground.open());
  first.run(kMake);
  Database second(ground.open());
  auto held = std::make_unique<Transaction>(first, Transaction::Kind::write);
  second.script(Ground::patience(50));
  CHECK(code_of([&] { const Transaction late(second, Transaction::Kind::write); }) == Code::busy);
  CHECK_FALSE(second.in_transaction());
  second.script(Ground::patience(10000));
  std::int64_t seen = -1;
  std::thread other([&] {
    Transaction waits(second, Transaction::Kind::write);
    seen = count(second);
    second.run(kPut, {std::int64_t{2}, "x"});
    waits.commit();
  });
  first.run(kPut, {std::int64_t{1}, "x"});
  held->commit();
  other.join();
  CHECK(seen == 1);
  CHECK(count(first) == 2);
}

TEST_CASE("a connection that only reads writes nothing") {
  const Ground ground;
  Database database(ground.open());
  database.run(kMake);
  database.script(std::string(database.dialect().only_read));
  CHECK(code_of([&] { database.run(kPut, {std::int64_t{1}, "x"}); }) == Code::disk_error);
  CHECK(count(database) == 0);
}

TEST_CASE("migrations run once each, in turn, whole or not at all") {
  const Ground ground;
  Database database(ground.open());
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

TEST_CASE("two who open a new store at once make its tables once") {
  const int rounds = test::on_postgres() ? 10 : 100;
  for (int round = 0; round < rounds; ++round) {
    const Ground ground;
    std::atomic<int> waiting = 2;
    const auto open = [&] {
      --waiting;
      while (waiting > 0) {
      }
      Database database(ground.open());
      migrate(database, "desk", desk_migrations());
    };
    auto other = std::async(std::launch::async, open);
    open();
    other.get();
    Database database(ground.open());
    migrate(database, "desk", desk_migrations());
    database.run(desk::kFeed);
  }
}

}  // namespace huidan::store

// What PostgreSQL alone does: connections that are lost, transactions that have failed, servers
// that may lose what they have committed.
#include "server/store/postgres.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sync/base/result.hpp"
#include "sync/store/database.hpp"
#include "tests/support/code_of.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::server {
namespace {

using store::Database;
using store::Transaction;
using test::code_of;

constexpr std::string_view kPut = "INSERT INTO t (k, v) VALUES ($1, $2)";
constexpr std::string_view kCount = "SELECT count(*) FROM t";

struct Ground {
  test::LeasedSchema schema{test::Tables::none};
  Database database{open_postgres(schema.url())};

  Ground() { database.script("CREATE TABLE t (k BIGINT PRIMARY KEY, v TEXT)"); }

  std::int64_t one(std::string_view sql) {
    store::Rows rows = database.query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }

  /// The server throws out the connection.
  void throw_out() {
    const std::int64_t server_process = one("SELECT pg_backend_pid()");
    Database other(open_postgres(schema.url()));
    store::Rows rows = other.query("SELECT pg_terminate_backend($1, 5000)", {server_process});
    REQUIRE(rows.next());
  }
};

}  // namespace

TEST_CASE("a server that may lose what it has committed is refused, as is one that is not there") {
  struct Row {
    const char* name;
    std::string url;
    Code code;
  };

  const std::string url = test::postgres_url();
  for (const Row& row :
       {Row{"commits that do not wait for the disk", url + "&options=-csynchronous_commit%3Doff",
            Code::store_not_durable},
        Row{"commits that wait for the disk here", url + "&options=-csynchronous_commit%3Dlocal",
            Code::usage},
        Row{"nobody listens", "postgres://huidan@127.0.0.1:1/postgres", Code::store_unreachable},
        Row{"no such database",
            "postgres:///nothing?user=huidan&host=" + url.substr(url.find("host=") + 5),
            Code::store_unreachable},
        Row{"not a URL", "postgres://[", Code::store_unreachable}}) {
    CAPTURE(row.name);
    CHECK(code_of([&] { static_cast<void>(open_postgres(row.url)); }) == row.code);
  }
}

TEST_CASE("what breaks has the code that it would have in a file") {
  struct Row {
    const char* state;
    Code code;
  };

  Ground ground;
  for (const Row& row :
       {Row{"53100", Code::disk_full}, Row{"58030", Code::disk_error},
        Row{"XX001", Code::db_corrupt}, Row{"XX002", Code::db_corrupt}, Row{"40001", Code::busy},
        Row{"40P01", Code::busy}, Row{"55P03", Code::busy}, Row{"57014", Code::busy},
        Row{"53300", Code::busy}, Row{"25006", Code::disk_error},
        Row{"57P01", Code::store_unreachable}, Row{"08006", Code::store_unreachable},
        Row{"23505", Code::internal}, Row{"42601", Code::internal}}) {
    CAPTURE(row.state);
    CHECK(code_of([&] {
            ground.database.script(std::string("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '") +
                                   row.state + "'; END $$");
          }) == row.code);
  }
}

TEST_CASE("a transaction in which a statement has failed is not committed, but may go back") {
  Ground ground;
  {
    Transaction transaction(ground.database, Transaction::Kind::write);
    ground.database.run(kPut, {std::int64_t{1}, "x"});
    CHECK(code_of([&] { ground.database.run(kPut, {std::int64_t{1}, "x"}); }) == Code::internal);
    CHECK(ground.database.in_transaction());
    CHECK(code_of([&] { transaction.commit(); }) == Code::disk_error);
  }
  CHECK(ground.one(kCount) == 0);
  Transaction transaction(ground.database, Transaction::Kind::write);
  ground.database.run(kPut, {std::int64_t{1}, "x"});
  ground.database.run("SAVEPOINT job");
  CHECK(code_of([&] { ground.database.run(kPut, {std::int64_t{1}, "x"}); }) == Code::internal);
  ground.database.run("ROLLBACK TO job");
  ground.database.run("RELEASE job");
  ground.database.run(kPut, {std::int64_t{2}, "x"});
  transaction.commit();
  CHECK(ground.one(kCount) == 2);
}

TEST_CASE("a lost connection ends its transaction, and the next one has another") {
  Ground ground;
  {
    Transaction transaction(ground.database, Transaction::Kind::write);
    ground.database.run(kPut, {std::int64_t{1}, "x"});
    ground.throw_out();
    CHECK(code_of([&] {
            ground.database.run(kPut, {std::int64_t{2}, "x"});
          }) == Code::store_unreachable);
    CHECK_FALSE(ground.database.in_transaction());
    CHECK(code_of([&] { transaction.commit(); }) == Code::disk_error);
  }
  {
    Transaction transaction(ground.database, Transaction::Kind::write);
    CHECK(ground.one(kCount) == 0);
    ground.database.run(kPut, {std::int64_t{3}, "x"});  // prepared anew
    transaction.commit();
  }
  ground.throw_out();  // and when it was lost between two, nobody notices
  Transaction transaction(ground.database, Transaction::Kind::read);
  CHECK(ground.one(kCount) == 1);
}

TEST_CASE("whether the server's pages prove themselves is asked") {
  const test::LeasedSchema schema;
  CHECK_FALSE(proves_pages(schema.url()));  // as Debian makes one
}

TEST_CASE("a text with a zero byte is refused whole and never cut off") {
  Ground ground;
  CHECK(code_of([&] {
          ground.database.run(kPut, {std::int64_t{1}, std::string("a\0b", 3)});
        }) == Code::internal);
  CHECK(ground.one(kCount) == 0);
}

}  // namespace huidan::server

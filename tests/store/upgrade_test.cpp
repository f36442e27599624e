// An upgrade is safe (RELIABILITY P13): a database of each schema so far (tests/data/schemas) opens
// with this program, wherever the upgrade before was killed, and holds every row that it held.
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "sync/base/file.hpp"
#include "sync/store/laptop_store.hpp"
#include "sync/store/migrations.hpp"
#include "tests/store/released.hpp"

namespace huidan::store {
namespace {

using test::Released;

constexpr int kDone = 0;
constexpr int kKilled = 9;
constexpr int kStatements_max = 400;  // far more than all migrations have

/// In `./dev test` some of the statements, in a soak each. Making tables is PostgreSQL's slowest.
int stride() {
  if (std::getenv("HUIDAN_SOAK") != nullptr) return 1;
  return test::on_postgres() ? 23 : 7;
}

bool here(std::string_view end) {
  return !test::on_postgres() || end == "desk";
}

/// A program that opens the database, and is killed before its `at`-th statement; whether it was.
bool killed_at(const Released& site, int at) {
  const ::pid_t child = ::fork();
  if (child == 0) {
    try {
      Database database(test::killing(site.open(), at, [] { ::_exit(kKilled); }));
      site.upgrade(database);
      ::_exit(kDone);
    } catch (...) {
      ::_exit(1);
    }
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  const int code = WEXITSTATUS(status);
  CHECK((code == kDone || code == kKilled));
  return code == kKilled;
}

void check_upgraded(const Released& site, const std::string& fresh) {
  Database database(site.open());
  site.upgrade(database);
  if (const std::string now = test::schema_of(database); now != fresh) {
    const auto at = static_cast<std::size_t>(std::ranges::mismatch(now, fresh).in1 - now.begin());
    FAIL_CHECK("the schema differs behind: " << now.substr(at < 200 ? 0 : at - 200, 300));
  }
  for (const std::string& lost : site.lost(database)) FAIL_CHECK(lost);
}

TEST_CASE("a database of every schema so far opens, wherever its upgrade was killed") {
  for (const char* const end : {"desk", "laptop"}) {
    if (!here(end)) continue;
    std::string fresh;
    {
      const Released nothing(end, {});
      Database database(nothing.open());
      nothing.upgrade(database);
      fresh = test::schema_of(database);
    }
    int kills = 0;
    std::vector<std::filesystem::path> files = test::released(end);
    files.emplace_back();  // a program that is killed where it makes its database
    for (const auto& file : files) {
      CAPTURE(file.string());
      check_upgraded(Released(end, file), fresh);
      for (int at = 1; at < kStatements_max; at += stride()) {
        CAPTURE(at);
        const Released site(end, file);
        const bool killed = killed_at(site, at);
        check_upgraded(site, fresh);
        if (!killed) break;
        ++kills;
      }
    }
    std::printf("  %s: %zu schemas, killed at %d statements\n", end, files.size() - 1, kills);
    CHECK(kills >= 5);
  }
}

/// Whoever adds a migration freezes what it makes, or nobody tests the next one against it.
TEST_CASE("the present schema is among those that are kept") {
  const auto has = [](const std::string& name) {
    return std::filesystem::exists(test::schemas() / (name + ".sql"));
  };
  CHECK(has("laptop-" + std::to_string(laptop_migrations().size())));
  CHECK(has("desk-" + std::to_string(desk_migrations().size()) + '-' +
            std::to_string(server_migrations().size())));
}

TEST_CASE("the orders of an old laptop are read, its unsent work goes on") {
  if (!here("laptop")) return;
  for (const auto& file : test::released("laptop")) {
    CAPTURE(file.string());
    const Released site("laptop", file);
    Database database(site.open());
    site.upgrade(database);
    LaptopStore store(database);
    store.transact(Transaction::Kind::write, [&](LaptopRecords& records) {
      CHECK(records.unreadable() == 0);
      const core::Writer writer{"e1", records.state().device};
      const auto order = records.view_by_no("WX-1", writer);
      REQUIRE(order);
      CHECK(value_of(*order, Field::treatment) == "更换电源模块");
      CHECK(order->notes.size() == 1);
      CHECK(records.unsent_count() == 2);
      core::Op op;
      op.id = OpId("01a200c9-0600-78b4-826f-f778ea9587f9");
      op.order = order->id;
      op.at = "2026-11-25T09:05:00+08:00";
      op.body = core::AddNote{"升级之后"};
      records.append(op);
      CHECK(records.unsent_count() == 3);
      CHECK(records.view_by_no("WX-1", writer)->notes.size() == 2);
    });
  }
}

}  // namespace
}  // namespace huidan::store

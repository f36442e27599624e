// A desk is carried from a file to PostgreSQL and back, whole, and is nowhere twice.
#include "server/store/move.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "server/app.hpp"
#include "server/demo/sample.hpp"
#include "server/store/moved_tables.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/server/blob_site.hpp"
#include "tests/support/code_of.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/leased_schema.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;
using test::code_of;

/// "table.column" of what the migrations make.
std::set<std::string> columns_of_schema() {
  store::Database database(":memory:");
  make_tables(database);
  std::set<std::string> columns;
  store::Rows rows = database.query(
      "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p "
      "WHERE m.type = 'table' AND m.name <> 'schema_version'");
  while (rows.next()) columns.insert(rows.text(0) + '.' + rows.text(1));
  return columns;
}

/// The same of what is carried.
std::set<std::string> columns_carried() {
  std::set<std::string> columns;
  for (const moved::Table& table : moved::kTables) {
    std::string_view list = table.read.substr(std::string_view("SELECT ").size());
    list = list.substr(0, list.find(" FROM "));
    std::size_t count = 0;
    for (; !list.empty(); ++count) {
      const std::size_t end = std::min(list.find(", "), list.size());
      columns.insert(std::string(table.name) + '.' + std::string(list.substr(0, end)));
      list.remove_prefix(std::min(end + 2, list.size()));
    }
    CHECK(table.kinds.size() == count);
  }
  return columns;
}

std::string orders_of(App& app) {
  std::string all;
  for (const WorkOrder& order : app.dispatch.list({})) {
    all += core::encode_order(order, core::Empty::omitted) + '\n';
  }
  return all;
}

std::string carry(const Place& from, const Place& to) {
  store::Database old(open_store(from));
  store::Database fresh(open_store(to));
  make_tables(old);
  make_tables(fresh);
  const auto carried = move_desk(old, fresh);
  return carried ? "" : std::string(code_name(carried.error().code));
}

struct Move {
  test::Folder folder{};
  test::LeasedSchema schema{test::Tables::none};
  Place file{folder.path() / "desk"};
  Place postgres{folder.path() / "desk", schema.url()};

  /// A desk with a sample in the file.
  std::string fill() const {
    App app(file, test::kQuickHash);
    app.archive.seal_with(
        seal::ReadyStamp::read(seal::new_stamp("desk", app.desk.now_ms())).value());
    REQUIRE(fill_with_sample(app, SampleSize::some).ok());
    return orders_of(app);
  }
};

}  // namespace

TEST_CASE("every column of every table is carried") {
  CHECK(columns_carried() == columns_of_schema());
  const test::LeasedSchema schema;
  for (const bool postgres : {false, true}) {
    store::Database database(postgres ? open_postgres(schema.url())
                                      : store::open_sqlite(":memory:"));
    make_tables(database);
    for (const moved::Table& table : moved::kTables) {
      CAPTURE(table.name);
      CHECK_NOTHROW(static_cast<void>(database.query(table.read)));
      CHECK_NOTHROW(static_cast<void>(database.query(table.write)));
    }
  }
}

TEST_CASE("a desk goes to PostgreSQL and comes back as it was") {
  const Move move;
  const std::string orders = move.fill();
  CHECK(carry(move.file, move.postgres).empty());
  {
    App there(move.postgres);
    CHECK((orders_of(there) == orders));
    CHECK(there.people.add("e9", Role::engineer, "", kPassword).ok());
  }
  const Place back{move.folder.path() / "back"};
  CHECK(carry(move.postgres, back).empty());
  // Its rows are not the desk whole: the key by which laptops know it lies beside them.
  CHECK(code_of([&] { const App here(back); }) == Code::db_corrupt);
  fs::copy_file(move.file.folder / "desk.key", back.folder / "desk.key");
  {
    App here(back);
    CHECK((orders_of(here) == orders));
    CHECK(here.people.log_in("e9", kPassword).ok());
  }
  store::Database one(open_store(move.file));
  CHECK(carry(move.file, back) == "moved_away");
  CHECK(carry(back, move.file) == "not_empty");  // an old desk stands there
  CHECK(carry({move.folder.path() / "new"}, move.postgres) == "not_found");
}

TEST_CASE("whoever still serves the old database takes nothing any more") {
  const Move move;
  static_cast<void>(move.fill());
  App old(move.file);
  CHECK(carry(move.file, move.postgres).empty());
  const std::string no = old.dispatch.list({}).front().no;
  CHECK(code_of([&] {
          static_cast<void>(old.dispatch.set({}, no, 0, {{"remarks", "too late"}}).ok());
        }) == Code::moved_away);
  CHECK(code_of([&] { const App again(move.file); }) == Code::moved_away);
}

TEST_CASE("a move that was cut off before its end is ended by a second one") {
  const Move move;
  const std::string orders = move.fill();
  const fs::path kept = move.folder.path() / "kept";
  fs::copy(move.file.folder, kept, fs::copy_options::recursive);
  CHECK(carry(move.file, move.postgres).empty());
  // As if the old one had never heard of it.
  fs::remove_all(move.file.folder);
  fs::copy(kept, move.file.folder, fs::copy_options::recursive);
  CHECK(carry(move.file, move.postgres).empty());
  CHECK(code_of([&] { const App old(move.file); }) == Code::moved_away);
  // Had it taken something meanwhile, there would be two desks, and no move may hide that.
  fs::remove_all(move.file.folder);
  fs::copy(kept, move.file.folder, fs::copy_options::recursive);
  {
    App old(move.file);
    CHECK(old.people.add("e9", Role::engineer, "", kPassword).ok());
  }
  CHECK(carry(move.file, move.postgres) == "not_empty");
  App there(move.postgres);
  CHECK((orders_of(there) == orders));
}

}  // namespace huidan::server

// Writes tests/data/schemas/: what a database of each schema so far held, as SQL, for
// tests/store/upgrade_test.cpp. A schema that was released never changes again, so a file that is
// there already is left alone: run it once after a new migration.
//   cmake --build build/check --target generate_schemas
//   build/check/tests/generate_schemas tests/data/schemas

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <deque>
#include <filesystem>
#include <iostream>

#include "server/store/place.hpp"
#include "support/exchange.hpp"
#include "sync/base/file.hpp"
#include "sync/base/time.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::test {
namespace {

using store::Database;
using store::Migration;
using Steps = std::span<const Migration>;

/// What the code writes today, in a table of the schema of that day.
class Day {
 public:
  Day() {
    const OrderId id = desk_.receive("WX-1", "e1");
    laptop_.sync();
    laptop_.set(id, {{Field::departed_at, moment()}, {Field::status, "en_route", "assigned"}});
    laptop_.set(id, {{Field::arrived_at, moment()}, {Field::status, "on_site", "en_route"}});
    laptop_.set(id, {{Field::treatment, "更换电源模块"}});
    laptop_.set(id, {{Field::restored_at, moment()}, {Field::status, "restored", "on_site"}});
    laptop_.append(id, laptop_.signature(id, "customer"));
    laptop_.append(id, photo(id));
    laptop_.sync();
    laptop_.note(id, "还没有送出的一句");
    laptop_.append(id, photo(id));
    server_rows();
  }

  Database& desk() { return desk_.database(); }

  Database& laptop() { return laptop_.database(); }

 private:
  std::string moment() { return time_from_ms(desk_.now_ms()); }

  core::AddPhoto photo(const OrderId& id) {
    core::AddPhoto add;
    add.photo.visit = RowId(id.value);
    add.photo.kind = "photo";
    add.photo.sha = sha256_hex(std::to_string(++photos_));
    add.photo.size_bytes = 7;
    add.photo.media = "image/png";
    return add;
  }

  void server_rows() {
    store::migrate(desk(), "server", store::server_migrations());
    desk().script(
        "INSERT INTO password SELECT id, '$argon2id$', '2026-11-22T09:05:00+08:00' FROM person "
        "WHERE name = 'e1'; "
        "INSERT INTO enrol_code SELECT 'code', id, 1795309500000, '' FROM person WHERE name = 'e1';"
        "INSERT INTO session SELECT 'token', id, 1, 2 FROM person WHERE name = 'e1'; "
        "INSERT INTO import_row VALUES ('WX-1', 1, '{}');"
        "INSERT INTO blob VALUES ('00', 7, 'ready', 1, 2); "
        "INSERT INTO blob_part VALUES ('d', '01', 3, 2);");
  }

  Desk desk_{20261122};
  Laptop laptop_{desk_, "e1"};
  int photos_ = 0;
};

/// All texts of one column; the database must not see a query's text twice in another string.
std::vector<std::string> column(Database& database, const std::string& sql) {
  static std::deque<std::string> kept;
  std::vector<std::string> all;
  store::Rows rows = database.query(kept.emplace_back(sql));
  while (rows.next()) all.push_back(rows.text(0));
  return all;
}

std::string joined(const std::vector<std::string>& names, const char* before, const char* between) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : between) + (before + name);
  return text;
}

std::vector<std::string> columns_of(Database& database, const std::string& table) {
  return column(database, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
}

/// The rows of `full` as far as `old` has a place for them, one statement each.
std::string rows_of(Database& full, Database& old, const std::string& table) {
  std::vector<std::string> names;
  for (const std::string& name : columns_of(full, table)) {
    for (const std::string& there : columns_of(old, table)) {
      if (name == there) names.push_back(name);
    }
  }
  const std::string head = "INSERT INTO " + table + " (" + joined(names, "", ", ") + ") VALUES (";
  std::string values;
  for (const std::string& name : names) {
    values += (values.empty() ? "" : " || ', ' || ") + ("quote(" + name + ")");
  }
  std::string sql;
  for (const std::string& row : column(full, "SELECT " + values + " FROM " + table)) {
    sql += head + row + ");\n";
  }
  return sql;
}

struct Part {
  const char* name;
  Steps steps;
  std::size_t upto;
};

void freeze(const std::filesystem::path& folder, const std::string& name, Database& full,
            const std::vector<Part>& parts) {
  const auto file = folder / (name + ".sql");
  if (std::filesystem::exists(file)) return;
  Database old(":memory:");
  for (const Part& part : parts) store::migrate(old, part.name, part.steps.first(part.upto));
  std::string sql = joined(
      column(old, "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"), "",
      "\n");
  sql += "\n";
  for (const std::string& table :
       column(old, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")) {
    sql += rows_of(table == "schema_version" ? old : full, old, table);
  }
  write_file(file, sql);
  std::cout << file.string() << '\n';
}

void freeze_all(const std::filesystem::path& folder) {
  Day day;
  const Steps desk = store::desk_migrations();
  const Steps server = store::server_migrations();
  const Steps laptop = store::laptop_migrations();
  for (std::size_t i = 1; i <= laptop.size(); ++i) {
    freeze(folder, "laptop-" + std::to_string(i), day.laptop(), {{"laptop", laptop, i}});
  }
  for (std::size_t i = 1; i <= std::max(desk.size(), server.size()); ++i) {
    const std::size_t of_desk = std::min(i, desk.size());
    const std::size_t of_server = std::min(i, server.size());
    freeze(folder, "desk-" + std::to_string(of_desk) + '-' + std::to_string(of_server), day.desk(),
           {{"desk", desk, of_desk}, {"server", server, of_server}});
  }
}

}  // namespace
}  // namespace huidan::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: generate_schemas FOLDER\n";
    return 2;
  }
  doctest::Context context;  // the exchange's own checks end the program
  context.setAsDefaultForAssertsOutOfTestCases();
  huidan::test::freeze_all(huidan::path_from_utf8(argv[1]));
  return 0;
}

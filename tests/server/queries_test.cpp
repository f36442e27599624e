// One text of SQL: every query of either end is prepared on every database that may ever hear it.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "server/store/place.hpp"
#include "server/store/postgres.hpp"
#include "sync/base/file.hpp"
#include "sync/store/migrations.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

struct Query {
  std::string file;
  std::string sql;
};

/// Every constant of the file that begins like a statement, whole: what stands between the quotes
/// of its pieces.
void add_queries(std::vector<Query>& found, const fs::path& file) {
  const std::string text = read_file(file, std::uintmax_t{1} << 20).value();
  constexpr std::string_view kStart = "constexpr std::string_view ";
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
    at = end;
    for (const char* verb : {"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "}) {
      if (sql.starts_with(verb)) found.push_back({file.filename().string(), sql});
    }
  }
}

/// Of the sources in `folder`: those of the laptop's tables, or the others.
std::vector<Query> queries_in(const char* folder, bool laptop) {
  std::vector<Query> found;
  for (const auto& entry :
       fs::recursive_directory_iterator(path_from_utf8(HUIDAN_SOURCE_DIR) / folder)) {
    const std::string name = entry.path().filename().string();
    const bool source = name.ends_with(".cpp") || name.ends_with(".hpp");
    if (source && name.starts_with("laptop") == laptop) add_queries(found, entry.path());
  }
  return found;
}

void all_understood(store::Database& database, const std::vector<Query>& queries) {
  for (const Query& query : queries) {
    CAPTURE(query.file);
    CAPTURE(query.sql);
    CHECK_NOTHROW(static_cast<void>(database.query(query.sql)));
  }
}

std::vector<Query> queries_of_the_desk() {
  std::vector<Query> queries = queries_in("sync/store", false);
  for (Query& query : queries_in("server", false)) queries.push_back(std::move(query));
  CHECK(queries.size() > 80);
  return queries;
}

}  // namespace

TEST_CASE("every query of the desk is understood by SQLite") {
  store::Database database(":memory:");
  make_tables(database);
  all_understood(database, queries_of_the_desk());
}

TEST_CASE("every query of the desk is understood by PostgreSQL, in the same words") {
  const test::LeasedSchema schema;
  store::Database database(open_postgres(schema.url()));
  make_tables(database);
  all_understood(database, queries_of_the_desk());
}

TEST_CASE("every query of the laptop is understood by its schema") {
  store::Database database(":memory:");
  store::migrate(database, "laptop", store::laptop_migrations());
  const std::vector<Query> queries = queries_in("sync/store", true);
  CHECK(queries.size() > 30);
  all_understood(database, queries);
}

TEST_CASE("PostgreSQL compares texts byte by byte like SQLite, whatever its language is") {
  const test::LeasedSchema schema(test::Tables::none);
  store::Database database(open_postgres(schema.url()));
  make_tables(database);
  store::Rows rows = database.query(
      "SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE "
      "c.table_schema = current_schema() AND c.table_name <> 'schema_version' "
      "AND c.data_type = 'text' AND c.collation_name IS DISTINCT FROM 'C'");
  while (rows.next()) FAIL_CHECK(rows.text(0) << '.' << rows.text(1));
}

}  // namespace huidan::server

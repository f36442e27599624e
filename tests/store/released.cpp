#include "tests/store/released.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

#include "server/store/place.hpp"
#include "server/store/postgres.hpp"
#include "sync/base/file.hpp"
#include "sync/store/migrations.hpp"
#include "sync/store/sqlite.hpp"

namespace huidan::test {
namespace {

namespace fs = std::filesystem;
using store::Database;
using store::Driver;

constexpr std::uintmax_t kFile_bytes = std::uintmax_t{1} << 20;
constexpr std::string_view kInsert = "INSERT INTO ";

/// A query's text is its name in the cache: each has an address of its own, for good.
std::string_view kept(std::string sql) {
  static std::deque<std::string> all;
  return all.emplace_back(std::move(sql));
}

/// The statements of a script: each ends with a line that ends with a semicolon, a trigger with
/// END.
std::vector<std::string> statements_of(std::string_view script) {
  std::vector<std::string> all;
  std::string statement;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size() - 1) + 1;
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(end);
    statement += line;
    const std::string_view code = line.substr(0, line.find("--"));
    const std::size_t last = code.find_last_not_of(" \n");
    const bool ends = last != std::string_view::npos && code[last] == ';';
    const bool trigger = statement.find("CREATE TRIGGER") != std::string::npos;
    if (!ends || (trigger && code.find("END;") == std::string_view::npos)) continue;
    all.push_back(std::move(statement));
    statement.clear();
  }
  if (statement.find_first_not_of(" \n") != std::string::npos) all.push_back(std::move(statement));
  return all;
}

std::string spoken(std::string sql, const store::Dialect& dialect) {
  // How many migrations were run is counted by a table that knows no dialect.
  if (!sql.starts_with("CREATE TABLE") || sql.starts_with("CREATE TABLE schema_version"))
    return sql;
  for (std::size_t at = 0; (at = sql.find(" TEXT ", at)) != std::string::npos;) {
    sql.replace(at, 6, " " + std::string(dialect.text) + " ");
    at += dialect.text.size();
  }
  return sql;
}

class Killing final : public Driver {
 public:
  Killing(std::unique_ptr<Driver> driver, int at, std::function<void()> die)
      : driver_(std::move(driver)), left_(at), die_(std::move(die)) {}

  [[nodiscard]] const store::Dialect& dialect() const noexcept override {
    return driver_->dialect();
  }

  [[nodiscard]] std::unique_ptr<store::Statement> prepare(std::string_view sql) override {
    count();
    return driver_->prepare(sql);
  }

  void script(const std::string& sql) override {
    for (const std::string& statement : statements_of(sql)) {
      count();
      driver_->script(statement);
    }
  }

  void settle() override { driver_->settle(); }

  void begin(std::string_view how) override {
    count();
    driver_->begin(how);
  }

  void commit() override {
    count();
    driver_->commit();
  }

  void roll_back() noexcept override { driver_->roll_back(); }

  [[nodiscard]] bool in_transaction() const noexcept override { return driver_->in_transaction(); }

 private:
  void count() {
    if (--left_ == 0) die_();
  }

  std::unique_ptr<Driver> driver_;
  int left_;
  std::function<void()> die_;
};

constexpr std::string_view kSqliteSchema =
    "SELECT m.type, m.name, m.tbl_name, coalesce(p.name, ''), coalesce(p.type, ''), "
    "coalesce(p.\"notnull\", '') FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) p "
    "ORDER BY m.type, m.name, p.name";
constexpr std::string_view kPostgresSchema =
    "SELECT 'column', table_name, column_name, data_type, is_nullable, "
    "coalesce(collation_name, '') "
    "FROM information_schema.columns WHERE table_schema = current_schema() UNION ALL "
    "SELECT 'index', tablename, indexname, '', '', '' FROM pg_indexes "
    "WHERE schemaname = current_schema() ORDER BY 1, 2, 3";

}  // namespace

fs::path schemas() {
  return fs::path(HUIDAN_SOURCE_DIR) / "tests" / "data" / "schemas";
}

std::vector<fs::path> released(std::string_view end) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(schemas())) {
    if (file.path().filename().string().starts_with(end)) files.push_back(file.path());
  }
  std::ranges::sort(files);
  REQUIRE_FALSE(files.empty());
  return files;
}

Released::Released(std::string end, const fs::path& file) : end_(std::move(end)) {
  if (on_postgres()) schema_.emplace(Tables::none);
  if (file.empty()) return;
  const auto text = read_file(file, kFile_bytes);
  REQUIRE(text);
  Database database(open());
  store::Transaction transaction(database, store::Transaction::Kind::write);
  for (const std::string& statement : statements_of(text.value())) {
    database.script(spoken(statement, database.dialect()));
    if (!statement.starts_with(kInsert)) continue;
    if (!statement.starts_with("INSERT INTO schema_version")) rows_.push_back(statement);
  }
  transaction.commit();
}

std::unique_ptr<Driver> Released::open() const {
  if (schema_) return server::open_postgres(schema_->url());
  return store::open_sqlite(folder_ / "a.db");
}

void Released::upgrade(Database& database) const {
  if (end_ == "desk") return server::make_tables(database);
  store::migrate(database, end_, store::laptop_migrations());
}

std::vector<std::string> Released::lost(Database& database) const {
  std::vector<std::string> lost;
  for (const std::string& row : rows_) {
    // "INSERT INTO table (columns) VALUES (values);"
    const std::string_view text = std::string_view(row).substr(kInsert.size());
    const std::size_t columns = text.find('(');
    const std::size_t values = text.find(" VALUES (");
    const std::string_view named = text.substr(columns, values - columns);
    const std::string_view given = text.substr(values + 8, text.rfind(';') - values - 8);
    store::Rows found = database.query(
        kept("SELECT count(*) FROM " + std::string(text.substr(0, columns)) + "WHERE " +
             std::string(named) + " IS NOT DISTINCT FROM " + std::string(given)));
    if (!found.next() || found.integer(0) != 1) lost.push_back(row);
  }
  return lost;
}

std::string schema_of(Database& database) {
  const bool sqlite = database.dialect().name == "sqlite";
  store::Rows rows = database.query(sqlite ? kSqliteSchema : kPostgresSchema);
  std::string all;
  while (rows.next()) {
    for (int i = 0; i < 6; ++i) all += rows.text(i) + (i == 5 ? '\n' : ' ');
  }
  return all;
}

std::unique_ptr<Driver> killing(std::unique_ptr<Driver> driver, int at, std::function<void()> die) {
  return std::make_unique<Killing>(std::move(driver), at, std::move(die));
}

}  // namespace huidan::test

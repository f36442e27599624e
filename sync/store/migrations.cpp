#include "sync/store/migrations.hpp"

namespace huidan::store {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_version (part TEXT PRIMARY KEY, version BIGINT NOT NULL)";
constexpr std::string_view kVersion = "SELECT version FROM schema_version WHERE part = $1";
constexpr std::string_view kSetVersion =
    "INSERT INTO schema_version (part, version) VALUES ($1, $2) "
    "ON CONFLICT (part) DO UPDATE SET version = excluded.version";

std::int64_t version_of(Database& database, std::string_view part) {
  Rows rows = database.query(kVersion, {part});
  return rows.next() ? rows.integer(0) : 0;
}

/// The statements that make tables, as the database wants to hear them.
std::string spoken(std::string_view tables, const Dialect& dialect) {
  constexpr std::string_view kText = " TEXT ";
  std::string sql;
  for (;;) {
    const std::size_t at = tables.find(kText);
    sql += tables.substr(0, at);
    if (at == std::string_view::npos) return sql;
    sql.append(" ").append(dialect.text).append(" ");
    tables.remove_prefix(at + kText.size());
  }
}

/// Two programs may make the same new database at once.
void count_versions(Database& database) {
  if (database.query(database.dialect().table_there, {"schema_version"}).next()) return;
  Transaction transaction(database, Transaction::Kind::write);
  database.run(kTable);
  transaction.commit();
}

}  // namespace

void migrate(Database& database, std::string_view part, std::span<const Migration> files) {
  count_versions(database);
  const auto newest = static_cast<std::int64_t>(files.size());
  if (version_of(database, part) == newest) return;
  for (;;) {
    // Two programs may open the same new file at once: what is still to do is asked inside.
    Transaction transaction(database, Transaction::Kind::write);
    const std::int64_t version = version_of(database, part);
    if (version > newest) throw Failure({Code::newer_schema, std::string(part)});
    if (version == newest) return;
    database.script(spoken(files[static_cast<std::size_t>(version)].sql, database.dialect()));
    database.run(kSetVersion, {part, version + 1});
    transaction.commit();
  }
}

}  // namespace huidan::store

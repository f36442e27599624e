#include "sync/store/upkeep.hpp"

namespace huidan::store {
namespace {

constexpr std::string_view kCheck = "PRAGMA integrity_check(1)";
constexpr std::string_view kQuick = "PRAGMA quick_check(1)";
constexpr std::string_view kReferences = "PRAGMA foreign_key_check";
constexpr std::string_view kCopy = "VACUUM INTO $1";

bool is_file(const Database& database) {
  return database.dialect().name == kSqliteDialect.name;
}

}  // namespace

void check_pages(Database& database) {
  if (!is_file(database)) return;
  {
    Rows rows = database.query(kCheck);
    if (!rows.next() || rows.view(0) != "ok") throw Failure({Code::db_corrupt, "integrity_check"});
  }
  Rows rows = database.query(kReferences);
  if (rows.next()) throw Failure({Code::db_corrupt, rows.text(0)});
}

void quick_check(Database& database) {
  if (!is_file(database)) return;
  Rows rows = database.query(kQuick);
  if (!rows.next() || rows.view(0) != "ok") throw Failure({Code::db_corrupt, "quick_check"});
}

void snapshot(Database& database, const std::filesystem::path& path) {
  const std::u8string name = path.u8string();
  database.run(kCopy, {std::string(name.begin(), name.end())});
}

void fold_log(Database& database) {
  if (is_file(database)) database.script("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace huidan::store

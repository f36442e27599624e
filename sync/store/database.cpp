#include "sync/store/database.hpp"

#include <sqlite3.h>

#include <cassert>
#include <cerrno>

#include "sync/store/log_tail.hpp"
#include "sync/store/page_key.hpp"

namespace huidan::store {
namespace {

constexpr int kBusy_ms = 10'000;
constexpr int kLooks_max = 3;
constexpr int kUndo_bytes = 4 << 20;
constexpr int kLogRetry_ms = 2;

// Prepared like any query: parsing these words would cost an idle sync more than what it reads.
constexpr std::string_view kBeginRead = "BEGIN";
constexpr std::string_view kBeginWrite = "BEGIN IMMEDIATE";
constexpr std::string_view kCommit = "COMMIT";
constexpr std::string_view kRollBack = "ROLLBACK";

Code code_of(int result) noexcept {
  if (result == SQLITE_IOERR_DATA) return Code::db_corrupt;  // a page that does not prove itself
  switch (result & 0xFF) {
    case SQLITE_FULL:
      return Code::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::db_corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Code::busy;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Code::disk_error;
    default:
      return Code::internal;
  }
}

std::string utf8(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return std::string(text.begin(), text.end());
}

/// What a savepoint may have to undo is kept in memory up to here: by itself SQLite would write the
/// pages of each of a group's jobs to a file that nobody ever reads.
void keep_undo_in_memory() {
  static const int kept = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kUndo_bytes);
  if (kept != SQLITE_OK) throw Failure({Code::internal, "sqlite"});
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const noexcept {
  sqlite3_close_v2(handle);
}

void Database::Finalizer::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Database::Database(const std::filesystem::path& path) {
  const bool on_disk = path != ":memory:";
  keep_undo_in_memory();
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(utf8(path).c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (opened != SQLITE_OK) fail(opened);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusy_ms);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // A plan follows from the query alone; else SQLite plans some of them anew whenever they are
  // bound.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  // A command would pay five syncs for tidying up the log behind itself; the next one reads it.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (on_disk) script(page_key_pragmas(path));
  turn_on_log();
  script(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; "
      "PRAGMA cache_size=-4000;");
  if (on_disk) look_behind_log(path);
}

void Database::look_behind_log(const std::filesystem::path& path) {
  std::int64_t frames = log_frames();
  for (int look = 0; look < kLooks_max; ++look) {
    const LogTail tail = log_tail(path, frames);
    const std::int64_t now = log_frames();
    if (now != frames) {  // somebody is writing: look again at what stands now
      frames = now;
      continue;
    }
    if (tail == LogTail::cut_short) throw Failure({Code::db_corrupt, "write-ahead log"});
    if (tail == LogTail::torn) begin_log_anew();
    return;
  }
}

std::int64_t Database::log_frames() {
  Rows rows = query("PRAGMA wal_checkpoint(NOOP)");
  return rows.next() ? rows.integer(1) : 0;
}

void Database::begin_log_anew() {
  sqlite3_busy_timeout(handle_.get(), 0);
  try {
    script("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Failure& failure) {
    // It is what a program has written that is still at work, or there is no room: another time.
    if (failure.error().code == Code::db_corrupt) throw;
  }
  sqlite3_busy_timeout(handle_.get(), kBusy_ms);
}

Database::~Database() = default;

void Database::turn_on_log() {
  // Of two who open a new file at once, the second is told BUSY without having waited: each holds
  // the lock that the other needs to make it a file with a log.
  for (int waited_ms = 0;; waited_ms += kLogRetry_ms) {
    const int result =
        sqlite3_exec(handle_.get(), "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
    if (result == SQLITE_OK) return;
    if ((result & 0xFF) != SQLITE_BUSY || waited_ms >= kBusy_ms) fail(result);
    sqlite3_sleep(kLogRetry_ms);
  }
}

void Database::fail(int result) const {
  const char* message = handle_ == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(handle_.get());
  Code code = code_of(result);
  // Without room for the index of the write-ahead log SQLite speaks of an I/O error, not of FULL.
  const bool full = handle_ != nullptr && sqlite3_system_errno(handle_.get()) == ENOSPC;
  if (code == Code::disk_error && full) code = Code::disk_full;
  throw Failure({code, message});
}

Rows Database::prepared(std::string_view sql) {
  Cached& slot = statements_[sql.data()];
  const bool nested = slot.in_use;  // the same query is being read further out
  if (!nested && slot.statement != nullptr) {
    slot.in_use = true;
    return {*this, slot.statement.get(), &slot.in_use};
  }
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) fail(result);
  if (nested) return {*this, statement, nullptr};
  slot.statement.reset(statement);
  slot.in_use = true;
  return {*this, statement, &slot.in_use};
}

Rows Database::query(std::string_view sql, std::initializer_list<Value> values) {
  Rows rows = prepared(sql);
  int number = 0;
  for (const Value& value : values) {
    // "$2" is a name to SQLite, and names are numbered by first appearance: bind by name.
    const std::string name = '$' + std::to_string(++number);
    const int index = sqlite3_bind_parameter_index(rows.statement_, name.c_str());
    assert(index != 0);
    int result = SQLITE_OK;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      result = sqlite3_bind_int64(rows.statement_, index, *integer);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      // A view of nothing has no address, which SQLite would take for NULL.
      const char* bytes = text->data() == nullptr ? "" : text->data();
      result = sqlite3_bind_text64(rows.statement_, index, bytes, text->size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    }
    if (result != SQLITE_OK) fail(result);
  }
  return rows;
}

std::int64_t Database::run(std::string_view sql, std::initializer_list<Value> values) {
  Rows rows = query(sql, values);
  while (rows.next()) {
  }
  return sqlite3_changes64(handle_.get());
}

void Database::script(const std::string& sql) {
  const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

bool Database::in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

void Database::check() {
  {
    Rows rows = query("PRAGMA integrity_check(1)");
    if (!rows.next() || rows.view(0) != "ok") throw Failure({Code::db_corrupt, "integrity_check"});
  }
  Rows rows = query("PRAGMA foreign_key_check");
  if (rows.next()) throw Failure({Code::db_corrupt, rows.text(0)});
}

void Database::copy_to(const std::filesystem::path& path) {
  run("VACUUM INTO $1", {utf8(path)});
}

void Database::fold_log() {
  script("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::int64_t Database::data_version() {
  Rows rows = query("PRAGMA data_version");
  return rows.next() ? rows.integer(0) : 0;
}

Rows::Rows(Rows&& other) noexcept
    : database_(other.database_), statement_(other.statement_), in_use_(other.in_use_) {
  other.statement_ = nullptr;
}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

bool Rows::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_->fail(result);
  return false;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Rows::view(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(size));
}

std::string Rows::text(int column) const {
  return std::string(view(column));
}

bool Rows::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  assert(!database.in_transaction());
  database_.run(kind == Kind::write ? kBeginWrite : kBeginRead);
}

Transaction::~Transaction() {
  if (!open_ || !database_.in_transaction()) return;
  try {
    database_.run(kRollBack);
  } catch (const Failure&) {
    assert(!database_.in_transaction());  // a failed ROLLBACK has rolled back all the same
  }
}

void Transaction::commit() {
  if (!database_.in_transaction()) {
    open_ = false;
    throw Failure({Code::disk_error, "rolled back"});
  }
  database_.run(kCommit);
  open_ = false;
}

}  // namespace huidan::store

#include "sync/store/sqlite.hpp"

#include <sqlite3.h>

#include <cassert>
#include <cerrno>
#include <unordered_map>
#include <vector>

#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/result.hpp"
#include "sync/store/log_tail.hpp"
#include "sync/store/page_key.hpp"

namespace huidan::store {
namespace {

constexpr int kLogRetry_ms = 2;
constexpr int kLooks_max = 3;
constexpr int kNever = -1;

constexpr const char* kInMemory = ":memory:";
constexpr std::string_view kLogFrames = "PRAGMA wal_checkpoint(NOOP)";
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

[[noreturn]] void fail(sqlite3* handle, int result) {
  const char* message = handle == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(handle);
  Code code = code_of(result);
  // Without room for the index of the write-ahead log SQLite speaks of an I/O error, not of FULL.
  const bool full = handle != nullptr && sqlite3_system_errno(handle) == ENOSPC;
  if (code == Code::disk_error && full) code = Code::disk_full;
  const bool sync = result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC;
  throw Failure({code, sync && !full ? std::string(kSyncFailed) : message});
}

std::string utf8(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return std::string(text.begin(), text.end());
}

/// What a statement or a savepoint may have to undo stays in memory: by itself SQLite would write
/// the pages of each of a group's jobs to a file that nobody ever reads. Never spilled, because a
/// spill is one write of as much as was kept, of which SQLite's unix part does only the lower 17
/// bits: nothing at all of 4 MiB, and then it speaks of a full disk. It costs the pages that stood
/// before and one job rewrites, new ones not: as much as a push or an import brings.
void keep_undo_in_memory() {
  static const int kept = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kNever);
  if (kept != SQLITE_OK) throw Failure({Code::internal, "sqlite"});
}

/// 0 as well where there is none.
std::uintmax_t log_bytes(sqlite3* handle) noexcept {
  const char* file = sqlite3_db_filename(handle, "main");
  if (file == nullptr || *file == '\0') return 0;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path_from_utf8(sqlite3_filename_wal(file)), error);
  return error ? 0 : bytes;
}

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
    const int result = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (result != SQLITE_OK) fail(handle, result);
    // "$2" is a name to SQLite, and names are numbered by first appearance.
    const int count = sqlite3_bind_parameter_count(statement_);
    for (int number = 1; number <= count; ++number) {
      const std::string name = '$' + std::to_string(number);
      places_.push_back(sqlite3_bind_parameter_index(statement_, name.c_str()));
    }
  }

  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  SqliteStatement(SqliteStatement&&) = delete;
  SqliteStatement& operator=(SqliteStatement&&) = delete;

  ~SqliteStatement() override { sqlite3_finalize(statement_); }

  void bind(std::span<const Value> values) override {
    assert(values.size() <= places_.size());
    auto place = places_.begin();
    for (const Value& value : values) {
      int result = SQLITE_OK;
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        result = sqlite3_bind_int64(statement_, *place, *integer);
      } else if (const auto* text = std::get_if<std::string_view>(&value)) {
        // A view of nothing has no address, which SQLite would take for NULL.
        const char* bytes = text->data() == nullptr ? "" : text->data();
        result = sqlite3_bind_text64(statement_, *place, bytes, text->size(), SQLITE_TRANSIENT,
                                     SQLITE_UTF8);
      }
      if (result != SQLITE_OK) fail(handle_, result);
      ++place;
    }
  }

  bool step() override {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) fail(handle_, result);
    return false;
  }

  void send() override {
    while (step()) {
    }
  }

  [[nodiscard]] std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }

  [[nodiscard]] std::string_view view(int column) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<std::size_t>(size));
  }

  [[nodiscard]] bool null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

  [[nodiscard]] std::int64_t changes() const override { return sqlite3_changes64(handle_); }

  void reset() noexcept override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
  std::vector<int> places_;  // of $1, $2 …
};

class SqliteDriver final : public Driver {
 public:
  explicit SqliteDriver(const std::filesystem::path& path) {
    keep_undo_in_memory();
    const bool on_disk = path != kInMemory;
    if (on_disk) make_private(path);
    sqlite3* handle = nullptr;
    const int opened =
        sqlite3_open_v2(utf8(path).c_str(), &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (opened != SQLITE_OK) fail(handle, opened);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, limits::kStoreLock_ms);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // A plan follows from the query alone; else SQLite plans some of them anew whenever they are
    // bound.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
    // A command would pay five syncs for tidying up the log behind itself; the next one reads it,
    // as long as it is short (Closer).
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (on_disk) run(page_key_pragmas(path).c_str());
    turn_on_log();
    run("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; "
        "PRAGMA cache_size=-4000;");
    if (on_disk) look_behind_log(path);
  }

  [[nodiscard]] const Dialect& dialect() const noexcept override { return kSqliteDialect; }

  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
    return std::make_unique<SqliteStatement>(handle_.get(), sql);
  }

  void script(const std::string& sql) override { run(sql.c_str()); }

  void settle() override {}  // nothing waits

  void begin(std::string_view how) override { run_kept(how); }

  void commit() override {
    if (!in_transaction()) throw Failure({Code::disk_error, "rolled back"});
    run_kept(kCommit);
  }

  void roll_back() noexcept override {
    if (!in_transaction()) return;
    try {
      run_kept(kRollBack);
    } catch (const Failure&) {
      assert(!in_transaction());  // a failed ROLLBACK has rolled back all the same
    }
  }

  [[nodiscard]] bool in_transaction() const noexcept override {
    return sqlite3_get_autocommit(handle_.get()) == 0;
  }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const noexcept {
      // Whoever opens the file first reads the whole log, and starts it anew never: it would grow
      // with every command. So the last to close tidies up a long one.
      if (log_bytes(handle) > limits::kLog_bytes) {
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
      }
      sqlite3_close_v2(handle);
    }
  };

  void turn_on_log() {
    // Of two who open a new file at once, the second is told BUSY without having waited: each holds
    // the lock that the other needs to make it a file with a log.
    for (int waited_ms = 0;; waited_ms += kLogRetry_ms) {
      const int result =
          sqlite3_exec(handle_.get(), "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
      if (result == SQLITE_OK) return;
      if ((result & 0xFF) != SQLITE_BUSY || waited_ms >= limits::kStoreLock_ms) {
        fail(handle_.get(), result);
      }
      sqlite3_sleep(kLogRetry_ms);
    }
  }

  /// Throws Failure{db_corrupt} when commits have been cut off. What never was goes where that can
  /// be: a commit that was refused when it was whole would be found by the next to read the log.
  void look_behind_log(const std::filesystem::path& path) {
    std::int64_t frames = log_frames();
    for (int look = 0; look < kLooks_max; ++look) {
      const LogTail tail = log_tail(path, frames);
      const std::int64_t now = log_frames();
      if (now == frames) {
        if (tail == LogTail::cut_short) throw Failure({Code::db_corrupt, "write-ahead log"});
        if (tail == LogTail::torn) begin_log_anew();
        return;
      }
      frames = now;  // somebody is writing: look again at what stands now
    }
  }

  std::int64_t log_frames() {
    SqliteStatement asked(handle_.get(), kLogFrames);
    return asked.step() ? asked.integer(1) : 0;
  }

  void begin_log_anew() {
    sqlite3_busy_timeout(handle_.get(), 0);
    try {
      run("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const Failure& failure) {
      // A program is still at work that wrote it, or there is no room: another time.
      if (failure.error().code == Code::db_corrupt) throw;
    }
    sqlite3_busy_timeout(handle_.get(), limits::kStoreLock_ms);
  }

  void run(const char* sql) {
    const int result = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) fail(handle_.get(), result);
  }

  /// Prepared like any query: parsing these words would cost an idle sync more than what it reads.
  void run_kept(std::string_view sql) {
    std::unique_ptr<Statement>& statement = kept_[sql.data()];
    if (statement == nullptr) statement = prepare(sql);
    try {
      static_cast<void>(statement->step());
    } catch (const Failure&) {
      statement->reset();
      throw;
    }
    statement->reset();
  }

  std::unique_ptr<sqlite3, Closer> handle_;
  std::unordered_map<const char*, std::unique_ptr<Statement>> kept_;  // by the constants' addresses
};

}  // namespace

std::unique_ptr<Driver> open_sqlite(const std::filesystem::path& path) {
  return std::make_unique<SqliteDriver>(path);
}

}  // namespace huidan::store

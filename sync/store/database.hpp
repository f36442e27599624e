#pragma once
// The one door to SQLite: pages that prove themselves (page_key.hpp), WAL, synchronous=FULL,
// prepared statements kept for reuse, transactions that notice when SQLite rolled them back by
// itself (SYNC §2.14). Whatever breaks is thrown as
// Failure: disk_full, disk_error, db_corrupt or busy; constraint violations are our own mistakes.

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "sync/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace huidan::store {

/// What may be bound to $1, $2 …; monostate is NULL. Texts are copied by SQLite before bind
/// returns.
using Value = std::variant<std::monostate, std::int64_t, std::string_view>;

class Database;

/// One run of a prepared query, rows read in turn. Gives the statement back when it goes out of
/// scope; must not outlive its Database.
class Rows {
 public:
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// Steps to the next row; false when there is none.
  [[nodiscard]] bool next();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// Valid until the next step.
  [[nodiscard]] std::string_view view(int column) const;
  [[nodiscard]] bool null(int column) const;

 private:
  friend class Database;

  Rows(Database& database, sqlite3_stmt* statement, bool* in_use) noexcept
      : database_(&database), statement_(statement), in_use_(in_use) {}

  Database* database_;
  sqlite3_stmt* statement_;
  bool* in_use_;  // of the cache's slot; nullptr: the statement is ours alone
};

class Database {
 public:
  /// Opens or makes the file. Throws Failure. `:memory:` gives a database of its own.
  explicit Database(const std::filesystem::path& path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;
  ~Database();

  /// Runs `sql`, a constant with static storage (it is cached by its address), with $1.. bound to
  /// `values` in order.
  [[nodiscard]] Rows query(std::string_view sql, std::initializer_list<Value> values = {});

  /// The same for a statement that yields no row; gives the number of rows it changed.
  std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {});

  /// Several statements at once, unbound: migrations and pragmas.
  void script(const std::string& sql);

  /// Whether a transaction is open. False in the middle of one means SQLite rolled it back.
  [[nodiscard]] bool in_transaction() const noexcept;

  /// Reads every page and holds the indices and references against their rows. Throws
  /// Failure{db_corrupt}.
  void check();

  /// What is committed now, as a database of its own under the same page key, while others go on
  /// writing. Throws Failure.
  void copy_to(const std::filesystem::path& path);

  /// Everything stands in the one file afterwards, as far as nobody else is at work in it.
  void fold_log();

  /// Changes whenever another connection has committed.
  [[nodiscard]] std::int64_t data_version();

 private:
  friend class Rows;
  [[noreturn]] void fail(int result) const;
  void turn_on_log();
  Rows prepared(std::string_view sql);
  /// Throws Failure{db_corrupt} when commits have been cut off; what a torn commit has left goes,
  /// so that a second tear in the same place cannot be taken for that.
  void look_behind_log(const std::filesystem::path& path);
  std::int64_t log_frames();
  void begin_log_anew();

  struct Closer {
    void operator()(sqlite3* handle) const noexcept;
  };

  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };

  std::unique_ptr<sqlite3, Closer> handle_;

  struct Cached {
    std::unique_ptr<sqlite3_stmt, Finalizer> statement;
    bool in_use = false;
  };

  std::unordered_map<const char*, Cached> statements_;  // by the address of the query's constant
};

/// Rolls back unless committed. Read transactions see one snapshot.
class Transaction {
 public:
  enum class Kind { read, write };

  Transaction(Database& database, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Throws Failure when SQLite has rolled back meanwhile: nothing was written.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace huidan::store

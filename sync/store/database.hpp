#pragma once
// The one door to a database, whichever it is: prepared statements kept for reuse, transactions
// that notice when the database rolled them back by itself (SYNC §2.14). Whatever breaks is thrown
// as Failure: disk_full, disk_error, db_corrupt, busy or store_unreachable; constraint violations
// are our own mistakes.

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sync/base/result.hpp"
#include "sync/store/driver.hpp"

namespace huidan::store {

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
  [[nodiscard]] bool next() { return statement_->step(); }

  [[nodiscard]] std::int64_t integer(int column) const { return statement_->integer(column); }

  [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }

  /// Valid until the next step.
  [[nodiscard]] std::string_view view(int column) const { return statement_->view(column); }

  [[nodiscard]] bool null(int column) const { return statement_->null(column); }

 private:
  friend class Database;

  Rows(Statement* kept, bool* in_use) noexcept : statement_(kept), in_use_(in_use) {}

  explicit Rows(std::unique_ptr<Statement> own) noexcept
      : own_(std::move(own)), statement_(own_.get()) {}

  std::unique_ptr<Statement> own_{};  // nobody else's, when the kept one is being read further out
  Statement* statement_;
  bool* in_use_ = nullptr;  // of the cache's slot
};

class Database {
 public:
  /// Opens or makes SQLite's file. Throws Failure. `:memory:` gives a database of its own.
  explicit Database(const std::filesystem::path& path);

  /// Any other.
  explicit Database(std::unique_ptr<Driver> driver) noexcept : driver_(std::move(driver)) {}

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;
  ~Database() = default;

  /// Runs `sql`, a constant with static storage (it is cached by its address), with $1.. bound to
  /// `values` in order.
  [[nodiscard]] Rows query(std::string_view sql, std::initializer_list<Value> values = {}) {
    return query(sql, std::span(values.begin(), values.size()));
  }

  [[nodiscard]] Rows query(std::string_view sql, std::span<const Value> values);

  /// The same for a statement that yields no row; gives the number of rows it changed.
  std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {}) {
    return run(sql, std::span(values.begin(), values.size()));
  }

  std::int64_t run(std::string_view sql, std::span<const Value> values);

  /// Several statements at once, unbound: migrations, savepoints, what the dialect names.
  void script(const std::string& sql) { driver_->script(sql); }

  /// Whether a transaction is open. False in the middle of one means that the database rolled it
  /// back.
  [[nodiscard]] bool in_transaction() const noexcept { return driver_->in_transaction(); }

  [[nodiscard]] const Dialect& dialect() const noexcept { return driver_->dialect(); }

 private:
  friend class Transaction;

  struct Kept {
    std::unique_ptr<Statement> statement;
    bool in_use = false;
  };

  std::unique_ptr<Driver> driver_;                    // outlives its statements
  std::unordered_map<const char*, Kept> statements_;  // by the address of the query's constant
};

/// Rolls back unless committed. Read transactions see one snapshot; of write transactions there is
/// one at a time, among all programs.
class Transaction {
 public:
  enum class Kind { read, write };

  Transaction(Database& database, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Throws Failure when the database has rolled back meanwhile: nothing was written.
  void commit();

 private:
  Driver& driver_;
  bool open_ = true;
};

}  // namespace huidan::store

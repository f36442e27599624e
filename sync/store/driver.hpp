#pragma once
// What a database must do to stand behind the door (database.hpp). SQLite's driver is sqlite.cpp;
// PostgreSQL's is the desk's alone, because no laptop has that library. Whatever breaks is thrown
// as Failure; constraint violations are our own mistakes.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "sync/store/dialect.hpp"

namespace huidan::store {

/// The detail of the disk_error that a failed sync is. Whatever was under way may be on the disk or
/// not, and the system forgets which: trying again would seem to help (RELIABILITY §1, PostgreSQL).
inline constexpr std::string_view kSyncFailed = "fsync";

/// What may be bound to $1, $2 …; monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, std::string_view>;

/// A prepared query that is run again and again. Must not outlive its driver.
class Statement {
 public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&&) = delete;
  Statement& operator=(Statement&&) = delete;
  virtual ~Statement() = default;

  /// Copies `values` for $1 …, by their number.
  virtual void bind(std::span<const Value> values) = 0;
  /// Runs it with the first call; false when there is no further row.
  [[nodiscard]] virtual bool step() = 0;

  /// Runs it without asking what it did. A database at the end of a line may do it together with
  /// what comes next, and then what broke is thrown by that, or by settle.
  virtual void send() = 0;

  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  /// Valid until the next step.
  [[nodiscard]] virtual std::string_view view(int column) const = 0;
  [[nodiscard]] virtual bool null(int column) const = 0;
  /// Rows that it has changed, once there is no further one.
  [[nodiscard]] virtual std::int64_t changes() const = 0;

  /// Ready for the next run; forgets what was bound.
  virtual void reset() noexcept = 0;
};

class Driver {
 public:
  Driver() = default;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  Driver(Driver&&) = delete;
  Driver& operator=(Driver&&) = delete;
  virtual ~Driver() = default;

  [[nodiscard]] virtual const Dialect& dialect() const noexcept = 0;

  /// `sql` is a constant with static storage.
  [[nodiscard]] virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  /// Several statements at once, unbound.
  virtual void script(const std::string& sql) = 0;

  /// Comes back when all that was sent is done; throws what broke of it.
  virtual void settle() = 0;

  /// `how` is one of the dialect's two beginnings; no transaction is open.
  virtual void begin(std::string_view how) = 0;
  /// Throws Failure when the database has rolled back meanwhile: nothing was written.
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;
  /// False in the middle of a transaction means that the database rolled it back by itself.
  [[nodiscard]] virtual bool in_transaction() const noexcept = 0;
};

}  // namespace huidan::store

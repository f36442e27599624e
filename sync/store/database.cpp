#include "sync/store/database.hpp"

#include <cassert>

#include "sync/store/sqlite.hpp"

namespace huidan::store {

Database::Database(const std::filesystem::path& path) : driver_(open_sqlite(path)) {}

Rows Database::query(std::string_view sql, std::span<const Value> values) {
  Kept& slot = statements_[sql.data()];
  if (slot.in_use) {  // the same query is being read further out
    Rows rows(driver_->prepare(sql));
    rows.statement_->bind(values);
    return rows;
  }
  if (slot.statement == nullptr) slot.statement = driver_->prepare(sql);
  slot.in_use = true;
  Rows rows(slot.statement.get(), &slot.in_use);
  rows.statement_->bind(values);
  return rows;
}

std::int64_t Database::run(std::string_view sql, std::span<const Value> values) {
  Rows rows = query(sql, values);
  while (rows.next()) {
  }
  return rows.statement_->changes();
}

Rows::Rows(Rows&& other) noexcept
    : own_(std::move(other.own_)), statement_(other.statement_), in_use_(other.in_use_) {
  other.in_use_ = nullptr;
}

Rows::~Rows() {
  if (in_use_ == nullptr) return;  // our own, or given away
  statement_->reset();
  *in_use_ = false;
}

Transaction::Transaction(Database& database, Kind kind) : driver_(*database.driver_) {
  assert(!database.in_transaction());
  const Dialect& dialect = database.dialect();
  driver_.begin(kind == Kind::write ? dialect.begin_write : dialect.begin_read);
}

Transaction::~Transaction() {
  if (open_) driver_.roll_back();
}

void Transaction::commit() {
  driver_.commit();
  open_ = false;
}

}  // namespace huidan::store

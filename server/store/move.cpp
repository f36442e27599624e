#include "server/store/move.hpp"

#include <functional>

#include "server/store/moved_tables.hpp"
#include "sync/base/crypto.hpp"
#include "sync/store/desk_store.hpp"

namespace huidan::server {
namespace {

using moved::Table;
using store::Transaction;
using store::Value;

constexpr std::string_view kHead = "SELECT 1 FROM feed_head WHERE id = 1";
constexpr std::string_view kDropHead = "DELETE FROM feed_head WHERE id = 1";

using TakeRow = std::function<void(const std::vector<Value>&)>;

/// A row as values, valid until the next one.
std::vector<Value> values_of(const store::Rows& rows, std::string_view kinds) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const int column = static_cast<int>(i);
    if (rows.null(column)) {
      values.emplace_back(std::monostate{});
    } else if (kinds[i] == 'i') {
      values.emplace_back(rows.integer(column));
    } else {
      values.emplace_back(rows.view(column));
    }
  }
  return values;
}

/// The place in a table behind which the next page begins.
class Position {
 public:
  explicit Position(const Table& table) : kinds_(table.kinds.substr(0, table.keys)) {
    texts_.resize(table.keys);
    numbers_.resize(table.keys, -1);  // before the first, as "" is of texts
  }

  void move_to(const std::vector<Value>& row) {
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (kinds_[i] == 'i') {
        numbers_[i] = std::get<std::int64_t>(row[i]);
      } else {
        texts_[i] = std::get<std::string_view>(row[i]);
      }
    }
  }

  [[nodiscard]] std::vector<Value> values() const {
    std::vector<Value> key;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (kinds_[i] == 'i') {
        key.emplace_back(numbers_[i]);
      } else {
        key.emplace_back(std::string_view(texts_[i]));
      }
    }
    return key;
  }

 private:
  std::string_view kinds_;
  std::vector<std::string> texts_;
  std::vector<std::int64_t> numbers_;
};

/// Page by page: a table may be larger than memory.
void each_row(store::Database& database, const Table& table, const TakeRow& take) {
  Position position(table);
  for (bool more = true; more;) {
    more = false;
    const std::vector<Value> behind = position.values();
    store::Rows rows = database.query(table.read, behind);
    while (rows.next()) {
      const std::vector<Value> row = values_of(rows, table.kinds);
      take(row);
      position.move_to(row);
      more = true;
    }
  }
}

/// Each value with its kind and length before it, so that no two rows read alike.
void add_row(Sha256& digest, const std::vector<Value>& row) {
  for (const Value& value : row) {
    std::string text = "n";
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      text = 'i' + std::to_string(*number);
    } else if (const auto* words = std::get_if<std::string_view>(&value)) {
      text = 't' + std::to_string(words->size()) + ':' + std::string(*words);
    }
    digest.add(text + '\n');
  }
}

TableSum sum_of(store::Database& database, const Table& table, const TakeRow& take) {
  TableSum sum{table.name};
  Sha256 digest;
  each_row(database, table, [&](const std::vector<Value>& row) {
    ++sum.rows;
    add_row(digest, row);
    take(row);
  });
  sum.digest = digest.hex();
  return sum;
}

bool holds_desk(store::Database& database) {
  return database.query(kHead).next();
}

Refusable same(const std::vector<TableSum>& from, const std::vector<TableSum>& to, Code otherwise) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] == to[i]) continue;
    return Error{otherwise, std::string(from[i].name)};
  }
  return Done{};
}

/// Every row of `from` goes to `to`, unless it is `there` already; both then hold the same.
Result<std::vector<TableSum>> carry(store::Database& from, store::Database& to, bool there) {
  std::vector<TableSum> carried;
  carried.reserve(std::size(moved::kTables));
  for (const Table& table : moved::kTables) {
    carried.push_back(sum_of(from, table, [&](const std::vector<Value>& row) {
      if (!there) to.run(table.write, row);
    }));
  }
  const Code otherwise = there ? Code::not_empty : Code::verification_failed;
  if (auto whole = same(carried, sums_of(to), otherwise); !whole) return whole.error();
  return carried;
}

}  // namespace

std::vector<TableSum> sums_of(store::Database& database) {
  std::vector<TableSum> sums;
  sums.reserve(moved::kTables.size());
  for (const Table& table : moved::kTables) {
    sums.push_back(sum_of(database, table, [](const std::vector<Value>&) {}));
  }
  return sums;
}

Result<std::vector<TableSum>> move_desk(store::Database& from, store::Database& to) {
  Transaction leaving(from, Transaction::Kind::write);
  store::DeskStore old(from);
  if (!old.moved_to().empty()) return Error{Code::moved_away, old.moved_to()};
  if (!holds_desk(from)) return Error{Code::not_found, "feed_head"};
  Result<std::vector<TableSum>> carried = Error{Code::internal};
  {
    Transaction arriving(to, Transaction::Kind::write);
    if (!store::DeskStore(to).moved_to().empty()) return Error{Code::not_empty, "setting"};
    // A move that was cut off: its end is still to do.
    carried = carry(from, to, holds_desk(to));
    if (!carried) return carried;
    arriving.commit();
  }
  old.put_setting(store::kMovedTo, to.dialect().name);
  from.run(kDropHead);
  leaving.commit();
  return carried;
}

Refusable copy_desk(store::Database& from, store::Database& to) {
  const Transaction seen(from, Transaction::Kind::read);
  store::DeskStore old(from);
  if (!old.moved_to().empty()) return Error{Code::moved_away, old.moved_to()};
  if (!holds_desk(from)) return Error{Code::not_found, "feed_head"};
  Transaction arriving(to, Transaction::Kind::write);
  if (auto carried = carry(from, to, false); !carried) return carried.error();
  arriving.commit();
  return Done{};
}

}  // namespace huidan::server

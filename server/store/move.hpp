#pragma once
// Carries a desk from one database to another, from a file to PostgreSQL or back. While it is under
// way nobody writes to either; once it is done the old database is no desk any more, and whoever
// still serves it refuses with moved_away instead of taking what the new one would not know.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/store/database.hpp"

namespace huidan::server {

/// What a table holds.
struct TableSum {
  std::string_view name;
  std::int64_t rows = 0;
  std::string digest{};  // SHA-256 of all rows, in the order of their key

  friend bool operator==(const TableSum&, const TableSum&) = default;
};

/// Of every table of a desk, as this connection sees it.
[[nodiscard]] std::vector<TableSum> sums_of(store::Database& database);

/// Both have a desk's tables; gives what was carried. A move that was cut off is ended by a second
/// one. Errors: not_found (`from` holds no desk), moved_away, not_empty (`to` holds another),
/// verification_failed naming the table that reads back otherwise; then nothing has changed.
[[nodiscard]] Result<std::vector<TableSum>> move_desk(store::Database& from, store::Database& to);

/// The same without leaving: `from` is read as of one moment while others write to it, and goes on
/// being the desk. `to` has a desk's tables and nothing in them.
[[nodiscard]] Refusable copy_desk(store::Database& from, store::Database& to);

}  // namespace huidan::server

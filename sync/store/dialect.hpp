#pragma once
// What SQLite and PostgreSQL do not share. Every other word of SQL is one text for both (HOUSE,
// "SQL"), so a difference is named here or it is a mistake.

#include <string_view>

namespace huidan::store {

struct Dialect {
  std::string_view name;
  /// A transaction of readings that all see one moment.
  std::string_view begin_read;
  /// A transaction beside which nobody else writes: whoever comes second waits here, and sees then
  /// what the first has committed.
  std::string_view begin_write;
  /// This connection writes nothing from here on.
  std::string_view only_read;
  /// What TEXT is in a table: bytes, compared as bytes.
  std::string_view text;
  /// One row when there is a table of the name $1.
  std::string_view table_there;
};

inline constexpr Dialect kSqliteDialect{
    "sqlite",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "PRAGMA query_only=ON",
    "TEXT",
    "SELECT 1 FROM sqlite_master WHERE name = $1",
};

// The lock is of the schema, so that several desks in one database do not wait for each other. It
// is given back after what was committed can be seen: numbers of the feed become visible in their
// order.
inline constexpr Dialect kPostgresDialect{
    "postgres",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "BEGIN ISOLATION LEVEL READ COMMITTED; "
    "SELECT pg_advisory_xact_lock(current_schema()::text::regnamespace::oid::bigint)",
    "SET default_transaction_read_only = on",
    "TEXT COLLATE \"C\"",
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1",
};
}  // namespace huidan::store

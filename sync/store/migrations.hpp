#pragma once
// Numbered .sql files, embedded at build time, each run once and in one transaction. A file that a
// newer program wrote is refused, never guessed at.

#include <span>
#include <string_view>

#include "sync/store/database.hpp"

namespace huidan::store {

struct Migration {
  std::string_view name;  // "0001_desk.sql"
  std::string_view sql;
};

/// Brings `part` of the database (its own count of versions) up to the last of `files`. Throws
/// Failure{newer_schema} when the database knows more files than this program.
void migrate(Database& database, std::string_view part, std::span<const Migration> files);

/// The tables of each end (cmake/sql.cmake).
[[nodiscard]] std::span<const Migration> desk_migrations() noexcept;
[[nodiscard]] std::span<const Migration> laptop_migrations() noexcept;
[[nodiscard]] std::span<const Migration> server_migrations() noexcept;

}  // namespace huidan::store

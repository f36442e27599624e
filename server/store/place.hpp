#pragma once
// Where a desk keeps what it has, and how its database is opened.

#include <filesystem>
#include <memory>
#include <string>

#include "sync/store/database.hpp"

namespace huidan::server {

/// In the folder lie a desk's key, its photos and, unless `store` names a PostgreSQL database, its
/// database. Without a folder key and photos are in memory.
struct Place {
  std::filesystem::path folder{};
  std::string store{};  // postgres://…
};

/// A connection to the place's database, which is made when there is none. Throws Failure: whatever
/// the database breaks with; bad_config when `store` names none that is known.
[[nodiscard]] std::unique_ptr<store::Driver> open_store(const Place& place);

/// Error: not_found, when a desk would be made there that is not there yet.
[[nodiscard]] Refusable desk_exists(const Place& place);

/// Makes the tables of a desk, or brings them up to date. Throws Failure{newer_schema}.
void make_tables(store::Database& database);

}  // namespace huidan::server

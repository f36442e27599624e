#pragma once
// What is done with a file of SQLite's as a file. A database that is none of those has its own
// servants for it; but for snapshot(), these do nothing there.

#include <filesystem>

#include "sync/store/database.hpp"

namespace huidan::store {

/// Reads every page and holds the indices and references against their rows. Throws
/// Failure{db_corrupt}.
void check_pages(Database& database);

/// Reads every page and looks whether each holds together, without the indices. Throws the same.
void quick_check(Database& database);

/// What is committed now, as a database of its own under the page key that lies beside `path`
/// already, while others go on writing. Throws Failure.
void snapshot(Database& database, const std::filesystem::path& path);

/// Everything stands in the one file afterwards, as far as nobody else is at work in it.
void fold_log(Database& database);

}  // namespace huidan::store

#pragma once
// The one door to SQLite's own library: pages that prove themselves (page_key.hpp), WAL,
// synchronous=FULL. Only database.hpp goes through it.

#include <filesystem>
#include <memory>

#include "sync/store/driver.hpp"

namespace huidan::store {

/// Opens or makes the file; `:memory:` gives a database of its own. Throws Failure: disk_full,
/// disk_error, db_corrupt or busy.
[[nodiscard]] std::unique_ptr<Driver> open_sqlite(const std::filesystem::path& path);

}  // namespace huidan::store

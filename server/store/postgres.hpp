#pragma once
// The one door to PostgreSQL: a driver for store::Database over libpq. Only the desk has it. A
// connection that was lost is made anew by the next transaction, never in the middle of one.

#include <memory>
#include <string>

#include "sync/store/driver.hpp"

namespace huidan::server {

/// `url` is postgres://user@host/database or whatever libpq understands; its options may name a
/// schema (options=-csearch_path%3Dname). Throws Failure: store_unreachable; store_not_durable when
/// the server may lose what it has committed; bad_config when its texts are not UTF-8.
[[nodiscard]] std::unique_ptr<store::Driver> open_postgres(const std::string& url);

/// Whether that server notices by itself that a page of its has changed on the disk. Throws
/// Failure.
[[nodiscard]] bool proves_pages(const std::string& url);

/// Whether `place` means a PostgreSQL database and not a file.
[[nodiscard]] bool is_postgres(const std::string& place) noexcept;

}  // namespace huidan::server

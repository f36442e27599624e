#pragma once
// The key under which a database's pages stand on the disk. Each page is encrypted and proven, so
// that a bit that has turned is noticed when its page is read, which SQLite alone does not do for
// three in four (RELIABILITY §0.3), and no page is served wrong. The key lies beside the database,
// for its owner alone: whoever takes both has the data.

#include <filesystem>
#include <string>

namespace huidan::store {

/// The pragmas that open the pages of the database at `path`; the key is made before a new
/// database is. Throws Failure{db_corrupt} when the database is there without its key.
[[nodiscard]] std::string page_key_pragmas(const std::filesystem::path& path);

/// Throws Failure{db_corrupt} when there is no database at `path`, or nothing in it, though
/// `witness` beside it says that there was one: a new one in its place would be served as if
/// nothing had been.
void expect_database(const std::filesystem::path& path, const std::filesystem::path& witness);

/// Makes an empty file at `path` for its owner alone, unless something is there: what SQLite makes
/// of it, and its log beside it, are then his alone. Throws Failure.
void make_private(const std::filesystem::path& path);

/// Where that key lies.
[[nodiscard]] std::filesystem::path page_key_file(const std::filesystem::path& path);

}  // namespace huidan::store

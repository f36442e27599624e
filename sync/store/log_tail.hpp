#pragma once
// SQLite takes the first frame of its write-ahead log that does not add up for the end of it, and
// forgets silently whatever was committed behind: right after a power cut, wrong when a bit has
// turned. The two can be told apart: a commit is on disk before the next one begins, so nothing of
// this life of the log stands behind a commit that a power cut has torn.

#include <cstdint>
#include <filesystem>

namespace huidan::store {

enum class LogTail {
  clean,      // nothing of this life of the log stands behind its end
  torn,       // the rest of a commit that never was
  cut_short,  // commits stand behind its end: something before them is damaged
};

/// What stands in the log of the database at `path` behind its first `frames`, of which SQLite
/// knows. Nobody may have written to it since it said so.
[[nodiscard]] LogTail log_tail(const std::filesystem::path& path, std::int64_t frames);

}  // namespace huidan::store

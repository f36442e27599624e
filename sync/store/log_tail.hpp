#pragma once
// SQLite takes the first frame of its write-ahead log that does not add up for the end of it, and
// forgets silently whatever was committed behind: right after a power cut, wrong when a bit has
// turned. The two can be told apart: a commit is on disk and counted before the next one begins,
// and that one's sums go on from it. So a frame that goes on from a commit behind the end says that
// this commit was. One that only stands behind it says nothing: a longer transaction that was taken
// back or had no room leaves its frames, and the beginning of them is written over by shorter ones,
// which a power cut may tear or which a full disk may refuse when they are whole already.

#include <cstdint>
#include <filesystem>

namespace huidan::store {

enum class LogTail {
  clean,      // nothing of this life of the log stands behind its end
  torn,       // the rest of commits that never were
  cut_short,  // a commit that was stands behind its end: something before it is damaged
};

/// What stands in the log of the database at `path` behind its first `frames`, of which SQLite
/// knows. Nobody may have written to it since it said so.
[[nodiscard]] LogTail log_tail(const std::filesystem::path& path, std::int64_t frames);

}  // namespace huidan::store

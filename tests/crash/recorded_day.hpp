#pragma once
// A day of both programs with the tap under them: what they did to their disks, and what each had
// promised when.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/crash/disk_log.hpp"

namespace huidan::crash {

/// Said to somebody when the record of that index was written, so it must be found on the disk of
/// whoever said it after any later cut.
struct Promise {
  enum class On { laptop, desk };
  On on = On::laptop;
  std::string text;   // in what that side keeps
  std::string photo;  // or the digest of a file
  std::size_t record = 0;
};

struct RecordedDay {
  std::filesystem::path root;  // of both data folders, as the programs knew it
  std::string log;
  std::vector<Record> records;  // views into `log`
  std::vector<Promise> promises;
};

/// Enrolment, notes, photos, a desk that edits meanwhile, exchanges, a restart; `rounds` of it.
[[nodiscard]] RecordedDay record_day(const std::filesystem::path& under, int rounds);

}  // namespace huidan::crash

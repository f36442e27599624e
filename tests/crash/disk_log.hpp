#pragma once
// A disk as the tap saw it, and what could be left of it after a power cut.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace huidan::crash {

/// Drawn from raw: distributions differ between libraries.
using Chance = std::mt19937_64;

/// One thing that happened. `name` and `data` are views into the log, which outlives it.
struct Record {
  char kind = 0;  // as in tests/support/disk_tap.hpp
  std::uint32_t thread = 0;
  std::int64_t off = 0;
  std::string_view name;
  std::string_view data;
};

/// Everything that `bytes`, a tap's log, tells.
[[nodiscard]] std::vector<Record> records_of(std::string_view bytes);

/// Follows the records and knows what is surely on the disk and what only may be: a file's bytes
/// when it was synced, a name when its folder was. Nothing less is assumed of the file system.
class DiskModel {
 public:
  void take(const Record& record);

  /// A disk as a power cut now could leave it, written below `to`: of what was not synced each
  /// sector of 512 bytes got there or not, and a file that grew may show zeros or rubbish where
  /// nothing arrived.
  void write_image(const std::filesystem::path& root, const std::filesystem::path& to,
                   Chance& random) const;

 private:
  struct Change {
    bool cut = false;  // to `off` bytes
    std::int64_t off = 0;
    std::string_view data;
  };

  struct File {
    bool folder = false;
    std::string durable;
    std::vector<Change> pending;
  };

  using Names = std::map<std::string, std::shared_ptr<File>, std::less<>>;

  /// A name that came or, without a file, went, and is not yet for good.
  using NameChange = std::pair<std::string, std::shared_ptr<File>>;

  void rename(std::string_view from, std::string_view to);
  void set_name(std::string_view name, const std::shared_ptr<File>& file);
  void begin_sync(const Record& record);
  void end_sync(const Record& record);
  [[nodiscard]] Names surviving(Chance& chance) const;

  Names now_;
  Names durable_;
  std::map<std::string, std::vector<NameChange>, std::less<>> name_changes_;  // by folder
  /// By thread: how many changes of the file, and of its folder's names, the sync that it waits for
  /// will have covered.
  std::map<std::uint32_t, std::size_t> syncing_;
};

}  // namespace huidan::crash

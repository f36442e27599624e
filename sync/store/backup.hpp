#pragma once
// A data folder as one file and back (SYNC §2.11): a snapshot of the database of one moment, taken
// while others write, its keys, its photos, and a manifest of what stands in it. A backup is put in
// place only when it has been read back from the disk and all of it proved; a restore makes a new
// folder or nothing.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/store/archive.hpp"
#include "sync/store/census.hpp"

namespace huidan::store {

/// What a data folder consists of.
struct Holding {
  std::string_view kind;               // "desk" or "laptop"
  std::string_view database;           // its file's name; its page key lies beside it
  std::vector<std::string_view> keys;  // further files of the folder that must be there
  std::function<Census(Database&, const std::filesystem::path& folder)> census;
  /// Writes the database as it is now into that folder, under its name, when it is not a file of
  /// the data folder. Empty: it is.
  std::function<void(const std::filesystem::path& into)> copy{};
  std::string_view blobs = "blobs";
};

struct Manifest {
  std::string at{};       // when the snapshot was taken, as the machine believes
  std::string program{};  // the version that wrote it
  Census census{};        // without the list of photos
  std::string database_sha{};
  std::int64_t photo_bytes = 0;
};

struct BackupFile {
  std::filesystem::path path;
  ArchiveKey key{};
};

/// As the user names them; without a key file the backup is not secret. Error: backup_key.
[[nodiscard]] Result<BackupFile> backup_file(std::string_view path, std::string_view key_file);

/// As JSON.
[[nodiscard]] std::string manifest_text(const Manifest& manifest);

/// Writes `to.path`, over an older one. Errors: not_found when the folder has no database,
/// bad_input where it would stand among what it is made of. Throws Failure: not_found (its folder
/// is not there), not_empty (something stands at "<path>.snapshot", which is needed meanwhile),
/// db_corrupt when what is to be kept does not hold, disk_full, disk_error; then nothing stands at
/// the path that did not stand there before.
[[nodiscard]] Result<Manifest> back_up(const std::filesystem::path& folder, const Holding& holding,
                                       const BackupFile& to, const std::string& at);

/// What a backup says of itself, from its beginning; only that is proven.
[[nodiscard]] Manifest read_manifest(const BackupFile& from, const Holding& holding);

/// Reads all of it. Throws Failure{bad_backup | backup_key | not_found}.
[[nodiscard]] Manifest verify_backup(const BackupFile& from, const Holding& holding);

/// Makes the data folder `into` from a backup; `revive` is run on its database before the folder
/// has its name. Error: not_empty, also for what stands at "<into>.restore". Throws as
/// verify_backup, and Failure{disk_full | disk_error}; then there is no such folder.
[[nodiscard]] Result<Manifest> restore(const BackupFile& from, const Holding& holding,
                                       const std::filesystem::path& into,
                                       const std::function<void(Database&)>& revive);

/// Reads the bytes of every photo of the census. Throws Failure{db_corrupt} naming the first that
/// is missing or another. Gives the sum of their sizes.
std::int64_t check_photos(const std::filesystem::path& folder, const Holding& holding,
                          const std::vector<std::string>& photos);

}  // namespace huidan::store

#pragma once
// One file that holds many, sealed: what a backup is. A line says what it is, then chunks of
// limits::kBackupChunk_bytes follow, each proven and in its place, the last one marked: a bit that
// turned, a part that is missing and a foreign file are all found while reading, and nothing that
// is not proven comes out. The same with a key of one's own or without: then the chunks are sealed
// with a key that everybody knows, which proves that nothing broke and hides nothing. Inside, each
// file is its name, its size and its bytes.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"

namespace huidan::store {

/// The key of an archive; without one nothing in it is secret.
class ArchiveKey {
 public:
  ArchiveKey() : raw_(kSealKey_bytes, '\0') {}

  /// From a file with 32 bytes in base64. Error: backup_key.
  [[nodiscard]] static Result<ArchiveKey> from_file(const std::filesystem::path& path);

  [[nodiscard]] const std::string& raw() const noexcept { return raw_; }

  /// "-" for none, else a name that gives nothing away.
  [[nodiscard]] std::string name() const;

 private:
  std::string raw_;
};

class ArchiveWriter {
 public:
  /// Beside `path` until it is kept, for its owner alone. Throws Failure{disk_full | disk_error},
  /// as does all that follows.
  ArchiveWriter(const std::filesystem::path& path, std::string_view kind, const ArchiveKey& key);

  void begin(std::string_view name, std::int64_t size_bytes);
  void add(std::string_view bytes);
  /// Everything is on disk.
  void finish();

  [[nodiscard]] const std::filesystem::path& part() const noexcept { return file_.part(); }

  void keep() { file_.keep(); }

 private:
  void write_full_chunks();

  PendingFile file_;
  std::string label_;
  Sealer sealer_;
  std::string waiting_{};
};

/// Throws Failure{bad_backup} where the file is damaged, cut off or none of ours, and
/// Failure{backup_key} when it is sealed with another key than the one given.
class ArchiveReader {
 public:
  ArchiveReader(const std::filesystem::path& path, std::string_view kind, const ArchiveKey& key);

  struct Entry {
    std::string name;
    std::int64_t size_bytes = 0;
  };

  /// The next file; what is left of the one before is passed over. Nothing behind the last.
  [[nodiscard]] std::optional<Entry> next();

  /// The file's next bytes, some at a time; empty at its end.
  [[nodiscard]] std::string read();

 private:
  [[nodiscard]] bool fill();
  [[nodiscard]] std::string line();

  std::filesystem::path path_;
  std::optional<Unsealer> unsealer_{};
  std::int64_t off_bytes_ = 0;
  bool ended_ = false;
  std::string open_{};  // proven, not yet given out
  std::int64_t left_bytes_ = 0;
};

}  // namespace huidan::store

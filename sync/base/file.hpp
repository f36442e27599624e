#pragma once
// The one door to the operating system's files. Paths are std::filesystem::path, so that the
// laptop's program builds for Windows unchanged; whatever std does not offer (fsync) is hidden in
// file.cpp.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan {

/// The whole file. Refuses with not_found, or too_large when it exceeds `limit_bytes`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::uintmax_t limit_bytes);

/// Bytes [off, off + count), fewer at the end of the file; nothing when there is no such file.
[[nodiscard]] std::optional<std::string> read_part(const std::filesystem::path& path,
                                                   std::int64_t off_bytes, std::size_t count);

/// Writes `bytes` at `off_bytes` of a file, made for its owner when missing; on disk when it
/// returns. Throws Failure{disk_full | disk_error}.
void write_part(const std::filesystem::path& path, std::int64_t off_bytes, std::string_view bytes);

/// When the file was last written, by the wall clock; nothing when there is no such file.
[[nodiscard]] std::optional<std::int64_t> written_ms(const std::filesystem::path& path);

/// Moves a file that is on disk already into its place, for good. Throws Failure.
void move_into_place(const std::filesystem::path& from, const std::filesystem::path& to);

enum class Access { shared, owner_only };

/// A file that is on disk beside its place and not yet in it: whoever must first do something else
/// writes, does it, and keeps. Throws Failure{disk_full | disk_error}.
class PendingFile {
 public:
  /// An empty `path`.part. `owner_only` is for keys.
  explicit PendingFile(const std::filesystem::path& path, Access access = Access::shared);
  /// With these bytes, synced.
  PendingFile(const std::filesystem::path& path, std::string_view bytes,
              Access access = Access::shared);
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  PendingFile(PendingFile&&) = delete;
  PendingFile& operator=(PendingFile&&) = delete;
  /// Removes what was not kept.
  ~PendingFile();

  void add(std::string_view bytes);

  /// What was added is on disk; nothing can be added any more.
  void finish();

  /// Where it stands until it is kept.
  [[nodiscard]] const std::filesystem::path& part() const noexcept { return part_; }

  /// Renames it into place: the place holds the old bytes or the new, never a part.
  void keep();

 private:
  struct Closer {
    void operator()(std::FILE* file) const noexcept;
  };

  [[noreturn]] void give_up(int error);

  std::filesystem::path path_;
  std::filesystem::path part_;
  std::unique_ptr<std::FILE, Closer> file_;
  bool kept_ = false;
};

/// Both steps at once.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                Access access = Access::shared);

/// Puts a file in its place unless one is there: of several programs that try, each with another
/// `own_word`, all read the same bytes afterwards. Throws Failure.
void write_file_once(const std::filesystem::path& path, std::string_view bytes,
                     std::string_view own_word, Access access);

/// A note that may be lost with the next power cut, and that nobody misses then.
void write_note(const std::filesystem::path& path, std::string_view bytes) noexcept;

/// Makes the folder and its parents, for good; throws Failure{disk_error | disk_full}. `owner_only`
/// is of the folder itself, where it is made.
void make_folder(const std::filesystem::path& path, Access access = Access::shared);

[[nodiscard]] std::int64_t disk_free_bytes(const std::filesystem::path& path) noexcept;

/// The value of an environment variable, empty when unset.
[[nodiscard]] std::string environment(const char* name);

/// A path of the user's words (UTF-8 on every platform).
[[nodiscard]] std::filesystem::path path_from_utf8(std::string_view text);

}  // namespace huidan

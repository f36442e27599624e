#pragma once
// The files of photos and scans, named by their SHA-256: the one door to them on both sides. A file
// in place is whole and was verified; what is under way stands beside it under another name. A row
// of the database is written after its file is in place, and a file whose row is gone is swept
// later: a crash between leaves a file without a row, never a row without its file.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::store {

class BlobFiles {
 public:
  /// `folder` is made at the first write; an empty one belongs to a desk in memory, which keeps no
  /// bytes: it throws Failure{disk_error}.
  explicit BlobFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] bool holds(std::string_view sha) const;

  /// Bytes [off, off + count) of a whole file, fewer at its end; nothing when it is not there.
  [[nodiscard]] std::optional<std::string> read(std::string_view sha, std::int64_t off_bytes,
                                                std::size_t count) const;
  /// The same for whoever gives them away: the whole file is still what its name says. Throws
  /// db_corrupt when a bit of it has turned, wherever.
  [[nodiscard]] std::optional<std::string> proven(std::string_view sha, std::int64_t off_bytes,
                                                  std::size_t count) const;
  [[nodiscard]] std::int64_t size_bytes(std::string_view sha) const;
  /// Whether it is there and was last written before then; the second of one under way, by name.
  [[nodiscard]] bool older(std::string_view sha, std::int64_t wall_ms) const;
  [[nodiscard]] bool part_older(const std::string& name, std::int64_t wall_ms) const;

  /// Puts a file in place at once; `sha` is the digest of `bytes`. Throws disk_full, disk_error.
  void put(std::string_view sha, std::string_view bytes);

  /// A file under way, told apart by `owner` (a device's id, or "down").
  struct Part {
    std::string_view owner;
    std::string_view sha;
  };

  [[nodiscard]] std::int64_t part_bytes(const Part& part) const;
  /// On disk when it returns.
  void write_part(const Part& part, std::int64_t off_bytes, std::string_view bytes);
  [[nodiscard]] std::string digest_of(const Part& part) const;
  /// Its first `head` and last `tail` bytes.
  [[nodiscard]] std::string part_slice(const Part& part, std::int64_t off_bytes,
                                       std::size_t count) const;
  void keep_part(const Part& part);
  void drop_part(const Part& part) noexcept;

  void remove(std::string_view sha) noexcept;

  /// The names of whole files, and of those under way as "owner.sha".
  struct Listing {
    std::vector<std::string> whole;
    std::vector<std::string> parts;
  };

  [[nodiscard]] Listing list() const;
  void remove_part_named(const std::string& name) noexcept;

 private:
  [[nodiscard]] std::filesystem::path place_of(std::string_view sha) const;
  [[nodiscard]] std::filesystem::path part_of(const Part& part) const;
  void ready() const;

  std::filesystem::path folder_;
};

}  // namespace huidan::store

#include "sync/store/blobs.hpp"

#include <algorithm>
#include <system_error>

#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/blobs.hpp"

namespace huidan::store {
namespace {

namespace fs = std::filesystem;

// Beside the folders of two hex digits that hold whole files.
constexpr const char* kParts = "parts";

fs::path file_name(std::string_view ascii) {
  return path_from_utf8(ascii);
}

std::string name_of(const fs::path& path) {
  const std::u8string name = path.filename().u8string();
  return {name.begin(), name.end()};
}

void drop(const fs::path& path) noexcept {
  std::error_code ignored;
  fs::remove(path, ignored);
}

std::int64_t bytes_in(const fs::path& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(bytes);
}

}  // namespace

fs::path BlobFiles::place_of(std::string_view sha) const {
  if (!core::is_blob_name(sha)) throw Failure({Code::internal, "blob name"});
  return folder_ / file_name(sha.substr(0, 2)) / file_name(sha);
}

fs::path BlobFiles::part_of(const Part& part) const {
  if (!core::is_blob_name(part.sha)) throw Failure({Code::internal, "blob name"});
  return folder_ / kParts / file_name(std::string(part.owner) + '.' + std::string(part.sha));
}

void BlobFiles::ready() const {
  if (folder_.empty()) throw Failure({Code::disk_error, "memory"});
  make_folder(folder_ / kParts);
}

bool BlobFiles::holds(std::string_view sha) const {
  std::error_code error;
  return fs::is_regular_file(place_of(sha), error);
}

bool BlobFiles::older(std::string_view sha, std::int64_t wall_ms) const {
  return written_ms(place_of(sha)).value_or(wall_ms) < wall_ms;
}

bool BlobFiles::part_older(const std::string& name, std::int64_t wall_ms) const {
  return written_ms(folder_ / kParts / file_name(name)).value_or(wall_ms) < wall_ms;
}

std::int64_t BlobFiles::size_bytes(std::string_view sha) const {
  return bytes_in(place_of(sha));
}

std::optional<std::string> BlobFiles::read(std::string_view sha, std::int64_t off_bytes,
                                           std::size_t count) const {
  if (!holds(sha)) return std::nullopt;
  return huidan::read_part(place_of(sha), off_bytes, count);
}

std::optional<std::string> BlobFiles::proven(std::string_view sha, std::int64_t off_bytes,
                                             std::size_t count) const {
  if (!holds(sha)) return std::nullopt;
  Sha256 digest;
  std::string wanted;
  std::int64_t at = 0;
  for (;;) {
    const auto bytes = huidan::read_part(place_of(sha), at, limits::kBlobChunk_bytes);
    if (!bytes || bytes->empty()) break;
    digest.add(*bytes);
    const std::int64_t end = at + static_cast<std::int64_t>(bytes->size());
    // What is asked for comes from the very bytes that were proven.
    if (off_bytes < end && wanted.size() < count) {
      const auto from = static_cast<std::size_t>(std::max(off_bytes - at, std::int64_t{0}));
      wanted += bytes->substr(from, count - wanted.size());
    }
    at = end;
  }
  if (digest.hex() != sha) throw Failure({Code::db_corrupt, std::string(sha)});
  return wanted;
}

void BlobFiles::put(std::string_view sha, std::string_view bytes) {
  ready();
  const fs::path place = place_of(sha);
  make_folder(place.parent_path());
  write_file(place, bytes, Access::owner_only);
}

std::int64_t BlobFiles::part_bytes(const Part& part) const {
  return bytes_in(part_of(part));
}

void BlobFiles::write_part(const Part& part, std::int64_t off_bytes, std::string_view bytes) {
  ready();
  huidan::write_part(part_of(part), off_bytes, bytes);
}

std::string BlobFiles::digest_of(const Part& part) const {
  Sha256 digest;
  std::int64_t off = 0;
  for (;;) {
    const auto bytes = huidan::read_part(part_of(part), off, limits::kBlobChunk_bytes);
    if (!bytes || bytes->empty()) return digest.hex();
    digest.add(*bytes);
    off += static_cast<std::int64_t>(bytes->size());
  }
}

std::string BlobFiles::part_slice(const Part& part, std::int64_t off_bytes,
                                  std::size_t count) const {
  return huidan::read_part(part_of(part), off_bytes, count).value_or("");
}

void BlobFiles::keep_part(const Part& part) {
  const fs::path place = place_of(part.sha);
  make_folder(place.parent_path());
  move_into_place(part_of(part), place);
}

void BlobFiles::drop_part(const Part& part) noexcept {
  drop(part_of(part));
}

void BlobFiles::remove(std::string_view sha) noexcept {
  drop(place_of(sha));
}

void BlobFiles::remove_part_named(const std::string& name) noexcept {
  drop(folder_ / kParts / file_name(name));
}

BlobFiles::Listing BlobFiles::list() const {
  Listing listing;
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(folder_, error)) {
    const bool parts = folder.path().filename() == kParts;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder.path(), ignored)) {
      std::string name = name_of(file.path());
      // What a crash left half written beside its place has the place's name and ".part".
      if (!parts && !core::is_blob_name(name)) {
        drop(file.path());
        continue;
      }
      (parts ? listing.parts : listing.whole).push_back(std::move(name));
    }
  }
  return listing;
}

}  // namespace huidan::store

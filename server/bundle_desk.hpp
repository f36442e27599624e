#pragma once
// The desk's side of a courier's bundle: what a laptop would have posted, photos included, is taken
// from a file, and what it would have been answered is written to another (sync/README.md, "By
// courier").

#include <cstdint>
#include <filesystem>
#include <string>

#include "server/blob_desk.hpp"
#include "server/sync_desk.hpp"
#include "sync/core/bundle.hpp"

namespace huidan::server {

struct BundleTaken {
  std::string laptop;  // its name
  std::int64_t ops = 0;
  std::int64_t duplicate = 0;  // of them, had before
  std::int64_t applied = 0;
  std::int64_t late = 0;
  std::int64_t parked = 0;
  std::int64_t rejected = 0;
  std::int64_t photos = 0;          // whole and in place now
  std::int64_t photos_refused = 0;  // no photos, or of nobody's op
};

class BundleDesk {
 public:
  /// All outlive it.
  BundleDesk(Desk& desk, SyncDesk& sync, BlobDesk& blobs)
      : desk_(desk), sync_(sync), blobs_(blobs) {}

  /// Takes `from` in and writes the answer to `to`. Once more with the same file is a retry.
  /// Errors: not_found, bad_bundle, unknown_device, too_large, what an exchange refuses; nothing is
  /// written then.
  [[nodiscard]] Result<BundleTaken> take(const std::filesystem::path& from,
                                         const std::filesystem::path& to);

 private:
  struct Opened;

  Result<core::DeviceRow> laptop(const DeviceId& device);
  Result<Opened> open(const std::filesystem::path& from);
  Refusable bring_photos(const Opened& opened, const std::filesystem::path& from,
                         BundleTaken& taken);

  Desk& desk_;
  SyncDesk& sync_;
  BlobDesk& blobs_;
};

}  // namespace huidan::server

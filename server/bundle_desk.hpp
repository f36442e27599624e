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
#include "sync/core/handover.hpp"

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
  std::int64_t handed = 0;          // other laptops' hand-overs that are here now
  std::int64_t handed_refused = 0;
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

  /// Takes another laptop's hand-over that `bringer` has carried here: its giver's edits up to it,
  /// once, whoever brings them. Errors: what laptop_of says of the bringer; bad_bundle;
  /// device_fork (its giver must sync first: nothing was changed).
  [[nodiscard]] Result<core::HandedOver> take_handed(const DeviceId& bringer,
                                                     std::string_view packet);

 private:
  struct Opened;

  Result<Opened> open(const core::ReadBundle& read);
  Result<core::HandedOver> take_handed(std::string_view packet);
  Result<std::vector<core::HandedOver>> bring_handed(const Opened& opened,
                                                     const core::ReadBundle& read,
                                                     BundleTaken& taken);
  Refusable bring_photos(const Opened& opened, const std::filesystem::path& from,
                         BundleTaken& taken);

  Desk& desk_;
  SyncDesk& sync_;
  BlobDesk& blobs_;
};

}  // namespace huidan::server

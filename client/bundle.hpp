#pragma once
// A sync by courier: what a laptop would post goes into a file that somebody carries to the desk,
// and the desk's file comes back (sync/README.md, "By courier"). The same session, the same retry
// rules.

#include <filesystem>

#include "client/device.hpp"
#include "sync/core/bundle.hpp"

namespace huidan::client {

struct BundleOut {
  std::int64_t ops = 0;
  std::int64_t waiting_ops = 0;  // that there was no room for: they go with the next one
  std::int64_t photos = 0;
  std::int64_t size_bytes = 0;
};

/// Writes everything that the desk lacks, up to one exchange's limits, and the photos that wait.
/// The laptop changes nothing but what it remembers of the bundle; another one takes its place.
/// Error: not_enrolled. A full disk throws, and `file` is what it was.
[[nodiscard]] Result<BundleOut> bundle_out(Device& device, const std::filesystem::path& file);

struct BundleIn {
  core::SyncReport report;
  bool old = false;   // taken in before, overtaken, or of an earlier bundle: nothing was kept
  bool more = false;  // there is more for another bundle to fetch or to bring
};

/// Takes in the desk's answer to the last bundle. Errors: not_enrolled, bad_bundle,
/// not_found (no file), what a session refuses; nothing was changed then.
[[nodiscard]] Result<BundleIn> bundle_in(Device& device, const std::filesystem::path& file);

}  // namespace huidan::client

#pragma once
// Reads the codes of a scanned or photographed sheet. Images are decoded by another program
// (zbarimg), in a process of its own that may use little time, little memory and no file but this
// one: no byte of an image is ever interpreted by the desk.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sync/base/limits.hpp"
#include "sync/base/result.hpp"

namespace huidan::server {

struct ScanLimits {
  std::uint64_t cpu_s = limits::kScanCpu_s;
  std::int64_t wait_ms = limits::kScanWait_ms;
};

/// The text of every QR code found, in the order in which they were found. Errors: not_found (no
/// such file), too_large, bad_sheet (no code, no image, or one that costs too much: the reader has
/// ended by then, and the detail says after how long), internal (zbarimg is not installed).
[[nodiscard]] Result<std::vector<std::string>> codes_in_image(const std::filesystem::path& image,
                                                              const ScanLimits& most = {});

}  // namespace huidan::server

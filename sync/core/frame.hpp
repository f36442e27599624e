#pragma once
// A message as it travels: JSON as it is, or in one zstd frame under a content type of its own.
// Never by Content-Encoding, which an HTTP library would inflate without a limit (SYNC, settled
// points).

#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan::core {

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kZstdType = "application/vnd.huidan.sync+zstd";

struct Frame {
  std::string_view content_type;  // kJsonType or kZstdType
  std::string bytes;
};

/// Packs a message; below a few hundred bytes a frame would only cost.
[[nodiscard]] Frame pack(std::string message);

/// The message inside. Errors: bad_media_type, too_large beyond `limit_bytes`, bad_input for a
/// frame that is none.
[[nodiscard]] Result<std::string> unpack(std::string_view content_type, std::string bytes,
                                         std::size_t limit_bytes);

}  // namespace huidan::core

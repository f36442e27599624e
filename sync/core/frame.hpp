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

/// How much time a byte is worth: little at the desk, which packs for all, more on a laptop, whose
/// line is the slow one.
enum class Packing { quick, small };

/// Packs a message, over what every message says alike (frame.dict). A very short one would only
/// grow in a frame.
[[nodiscard]] Frame pack(std::string message, Packing packing = Packing::quick);

/// The message inside. Errors: bad_media_type, too_large beyond `limit_bytes`, bad_input for a
/// frame that is none or was packed over another dictionary.
[[nodiscard]] Result<std::string> unpack(std::string_view content_type, std::string bytes,
                                         std::size_t limit_bytes);

}  // namespace huidan::core

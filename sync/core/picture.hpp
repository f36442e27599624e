#pragma once
// What a file says of itself at its head and its end, without decoding it: the desk opens no image
// (RELIABILITY §4 rule 14), it only makes sure that a photo is what its op said it is.

#include <cstdint>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan::core {

/// A file seen at both ends: its first limits::kPictureHead_bytes at most, and its last 1024.
struct FileEnds {
  std::string_view head;
  std::string_view tail;
};

/// The media type that the first bytes speak for; empty when it is none of ours.
[[nodiscard]] std::string_view media_of(std::string_view head) noexcept;

/// Errors: bad_media_type when the bytes speak for another type; bad_picture when the file is cut
/// off, says no size, or has more than limits::kPicture_px.
[[nodiscard]] Refusable check_picture(std::string_view media, const FileEnds& file);

}  // namespace huidan::core

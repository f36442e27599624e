#pragma once
// Ink as it travels: a strokes file turned into columns of small numbers. A pen moves steadily, so
// how its step differs from the step before is mostly 0 or nearly; written as one letter each, that
// is a third of what a frame would make of the file as it is. What was hashed and signed comes out
// as it went in, byte for byte.

#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan::core {

/// The columns of a strokes file; nothing when the file is not written in the one way that
/// `unpack_ink` writes it, and has to travel as it is.
[[nodiscard]] std::optional<std::string> pack_ink(std::string_view strokes);

/// The strokes file that was packed. Errors: bad_strokes for columns that are none or say more than
/// limits allow, too_large beyond limits::kStrokes_bytes.
[[nodiscard]] Result<std::string> unpack_ink(std::string_view packed);

}  // namespace huidan::core

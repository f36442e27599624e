#pragma once
// The fonts that this laptop prints with.

#include "pdf/fonts.hpp"

namespace huidan::client {

/// The pinned ones, from HUIDAN_FONTS or where the build put them. Error: bad_font.
[[nodiscard]] Result<pdf::FontShelf> open_fonts();

}  // namespace huidan::client

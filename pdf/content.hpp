#pragma once
// Marks as the operators of a PDF content stream (ISO 32000-1 §8, §9).

#include <array>
#include <map>
#include <string>

#include "pdf/marks.hpp"

namespace huidan::pdf {

/// Glyph of the whole font -> glyph of the subset, for each face.
using GlyphIds = std::array<std::map<std::uint32_t, std::uint32_t>, kFaceCount>;

/// Every glyph of `marks` must be in `ids`.
[[nodiscard]] std::string content_of(const Marks& marks, const GlyphIds& ids);

/// The operators that put a body on its page.
[[nodiscard]] std::string content_of(const Placement& placement);

}  // namespace huidan::pdf

#pragma once
// Marks as the operators of a PDF content stream (ISO 32000-1 §8, §9).

#include <array>
#include <map>
#include <string>

#include "pdf/marks.hpp"

namespace huidan::pdf {

/// Character -> how the document's font of that face numbers it (its CID), for each face. By
/// character and not by glyph: a font may draw two of them alike, and a reader still copies each.
using CharacterIds = std::array<std::map<Character, std::uint32_t>, kFaceCount>;

/// Every character of `marks` must be in `ids`.
[[nodiscard]] std::string content_of(const Marks& marks, const CharacterIds& ids);

/// What a page of another height than upright A4 begins with, so that its top is where marks count
/// from.
[[nodiscard]] std::string content_of_origin(double height);

/// The operators that put a body on its page.
[[nodiscard]] std::string content_of(const Placement& placement);

}  // namespace huidan::pdf

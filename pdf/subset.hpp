#pragma once
// Cuts a face down to the glyphs of one document: 10 MB become about 50 KB. HarfBuzz does it, since
// a well-kept library beats our own parser of font tables; nothing of it is seen outside.

#include <cstdint>
#include <map>
#include <string>

#include "pdf/fonts.hpp"

namespace huidan::pdf {

struct Subset {
  std::string font;                            // a TrueType file with the outlines alone
  std::map<std::uint32_t, std::uint32_t> ids;  // glyph of the whole font -> glyph of the subset
  std::uint32_t glyphs = 0;                    // of the subset, parts of others included
};

/// `glyphs` are those of `face`, by the character each stands for. Error: bad_font, naming the
/// face.
[[nodiscard]] Result<Subset> subset(const FontShelf& fonts, Face face,
                                    const std::map<Character, Glyph>& glyphs);

}  // namespace huidan::pdf

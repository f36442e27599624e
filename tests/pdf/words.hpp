#pragma once
// What a mark says.

#include <string>

#include "pdf/marks.hpp"

namespace huidan::test {

inline std::u32string words(const pdf::TextMark& text) {
  std::u32string out;
  for (const pdf::MarkedGlyph& glyph : text.glyphs) out += glyph.character.base;
  return out;
}

}  // namespace huidan::test

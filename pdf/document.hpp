#pragma once
// Marks into a PDF file. libharu writes objects, pages and the cross-reference table; its fonts are
// not used: 2.3.0 turns every character beyond U+FFFF into a space without a word, embeds 150 KB
// and takes ten times as long. The Type 0 fonts here are ours, made of HarfBuzz's subsets.

#include <string>

#include "pdf/marks.hpp"

namespace huidan::pdf {

struct DocumentInfo {
  std::string title;     // UTF-8
  std::string language;  // BCP 47
};

/// The same marks give the same bytes: no date of the machine, no chance. Throws Failure{internal}
/// when libharu fails, which is for want of memory. Error: bad_font.
[[nodiscard]] Result<std::string> write_document(const Layout& layout, const DocumentInfo& info,
                                                 const FontShelf& fonts);

}  // namespace huidan::pdf

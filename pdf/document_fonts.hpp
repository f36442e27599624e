#pragma once
// The Type 0 fonts of a document, each the part of a face that its pages use.

#include "pdf/content.hpp"
#include "pdf/document_haru.hpp"
#include "sync/base/result.hpp"

namespace huidan::pdf {

/// The resources "/F<face>" of every page, and in `ids` how their characters are numbered. Error:
/// bad_font.
[[nodiscard]] Result<HPDF_Dict> embed_fonts(Haru& haru, const Layout& layout,
                                            const FontShelf& fonts, CharacterIds& ids);

}  // namespace huidan::pdf

#pragma once
// Marks into a PDF file. libharu writes objects, pages and the cross-reference table; its fonts are
// not used: 2.3.0 turns every character beyond U+FFFF into a space without a word, embeds 150 KB
// and takes ten times as long. The Type 0 fonts here are ours, made of HarfBuzz's subsets.

#include <optional>
#include <string>
#include <vector>

#include "pdf/marks.hpp"

namespace huidan::pdf {

/// A file inside the file, for whoever wants the record and not its picture.
struct Attachment {
  std::string name;         // ASCII, for a reader to save it by
  std::string media_type;   // "application/json"
  std::string relation;     // to the pages (ISO 32000-2 §7.11.3): Source, Supplement
  std::string description;  // UTF-8, for people
  std::string bytes;
};

/// A place for a seal that is put in afterwards (sealed_file.hpp), with what it says of itself.
struct SealPlace {
  std::string by;  // UTF-8
  std::string at;  // "20261122114200Z", in UTC
};

struct DocumentInfo {
  std::string title;                      // UTF-8
  std::string language;                   // BCP 47
  std::vector<Attachment> attachments{};  // in the order of their names
  std::optional<SealPlace> seal{};
};

/// PDF/A-3u (ISO 19005-3): readable in ten years without this program, with the attachments inside.
/// The same marks give the same bytes: no date of the machine, no chance. Throws Failure{internal}
/// when libharu fails, which is for want of memory. Error: bad_font.
[[nodiscard]] Result<std::string> write_document(const Layout& layout, const DocumentInfo& info,
                                                 const FontShelf& fonts);

}  // namespace huidan::pdf

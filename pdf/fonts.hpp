#pragma once
// The fonts a form is set in, as a chain for each language, so that no character of a name is ever
// lost: Noto Sans first, then HanaMinA and HanaMinB for what only they have (𠮷, the ideographs of
// Extension B to F). Only the pinned files are accepted: a font nobody has tried may lack
// characters, or hold bytes that break the one who reads them.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/catalogue.hpp"
#include "sync/base/result.hpp"

struct hb_face_t;

namespace huidan::pdf {

enum class Face : std::uint8_t { sc, tc, hana_a, hana_b };
inline constexpr std::size_t kFaceCount = 4;

/// What was typed: a character and, where one stands behind it, the variation selector that says
/// which of its forms is meant (葛 as the name's bearer writes it); else 0.
struct Character {
  char32_t base = 0;
  char32_t selector = 0;

  friend auto operator<=>(const Character&, const Character&) = default;
};

struct Glyph {
  Face face = Face::sc;
  std::uint32_t id = 0;  // in the whole font; never 0, which would be an empty box
  double advance = 0;    // in ems: times the type size it is points
};

/// What a PDF must say about a face, in thousandths of an em.
struct FaceMetrics {
  int ascent = 0;
  int descent = 0;
  int x_min = 0;
  int y_min = 0;
  int x_max = 0;
  int y_max = 0;
};

/// Immutable once open and safe to read from several threads; it must outlive every print. The
/// files stay mapped, not read: of their 71 MB the pages with the glyphs of a form are touched, and
/// of a fallback font nothing until a character needs it. So all four are mapped at once, and none
/// can be missed later.
class FontShelf {
 public:
  /// Checks that every file is there, has its pinned size and its pinned first 512 bytes. Those
  /// hold the table of contents with a checksum of every table, so another version, another font or
  /// a copy cut short is caught at once; hashing all of it at each start would cost 0.3 s. Damage
  /// deeper inside is what verify() looks for. Error: bad_font, naming the file.
  [[nodiscard]] static Result<FontShelf> open(const std::filesystem::path& folder);

  FontShelf(const FontShelf&) = delete;
  FontShelf& operator=(const FontShelf&) = delete;
  FontShelf(FontShelf&& other) noexcept;
  FontShelf& operator=(FontShelf&& other) noexcept;
  ~FontShelf();

  /// The full SHA-256 of every file: for the departure check. Error: bad_font, naming the file.
  [[nodiscard]] Refusable verify() const;

  /// The glyph of the first face in the language's chain that has one; for English a narrow
  /// form of a mark that Chinese sets as wide as an ideograph. With a selector, of the first face
  /// that knows this form.
  [[nodiscard]] std::optional<Glyph> glyph(Language language, Character character) const;

  [[nodiscard]] FaceMetrics metrics(Face face) const;

  /// "NotoSansSC-Regular": how the face is named inside a PDF.
  [[nodiscard]] static std::string_view postscript_name(Face face) noexcept;

  /// For the subsetter; owned by the shelf.
  [[nodiscard]] hb_face_t* harfbuzz_face(Face face) const noexcept;

 private:
  struct Books;
  explicit FontShelf(std::unique_ptr<Books> books) noexcept;
  std::unique_ptr<Books> books_;
};

}  // namespace huidan::pdf

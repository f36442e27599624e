#pragma once
// Text into glyphs and lines. Chinese and Latin need no shaping: one character, one glyph.

#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "pdf/breaks.hpp"
#include "pdf/marks.hpp"

namespace huidan::pdf {

enum class Weight : std::uint8_t { regular, bold };

struct Sign {
  Glyph glyph;  // id 0 for a line feed: it ends a line and leaves no mark
  char32_t character = 0;
  char32_t selector = 0;  // see Character
  Break after = Break::never;
  Weight weight = Weight::regular;
  double overlap = 0;  // ems that its empty half gives to the one behind it
  double hollow = 0;   // ems of nothing before its ink: none of it stands at the start of a line

  [[nodiscard]] double advance() const noexcept { return glyph.advance - overlap; }
};

using Run = std::vector<Sign>;
using Line = std::span<const Sign>;

/// Remembers what no font had.
class Typesetter {
 public:
  /// `fonts` must outlive the typesetter.
  Typesetter(const FontShelf& fonts, Language language) : fonts_(fonts), language_(language) {}

  /// `text` is well-formed UTF-8. A tab becomes a space; characters that have no look of their own
  /// (joiners, marks of direction) leave none; a control character and whatever no font has become
  /// 〓. A variation selector picks the form of the character before it, in the first font that
  /// knows it; where none does, the character stands in its usual form and the selector is missing.
  /// Where two marks of punctuation meet, the emptiness between them is half an em and not a whole
  /// one, and a line that begins with an opening mark begins with its ink (标点挤压; Requirements
  /// for Chinese Text Layout, 3.1.6).
  [[nodiscard]] Run set(std::string_view text, Weight weight = Weight::regular);

  [[nodiscard]] const std::set<char32_t>& missing() const noexcept { return missing_; }

 private:
  [[nodiscard]] Sign sign(Character character);

  const FontShelf& fonts_;
  Language language_;
  std::set<char32_t> missing_;
};

/// The run as lines no wider than `width` (ems); spaces at their ends are not counted and not part
/// of them. An empty run is no line. A word wider than the line is cut where it must be; only a
/// single glyph wider than the line stands out. No paragraph ends in a line of a sign or two where
/// the line before can give it more.
[[nodiscard]] std::vector<Line> wrap(const Run& run, double width);

/// In ems.
[[nodiscard]] double width_of(Line line) noexcept;

/// The widest line of the run when nothing but line feeds ends one, in ems.
[[nodiscard]] double natural_width(const Run& run) noexcept;

/// True when `next` begins where `line` ran out of room, not where the writer ended it.
[[nodiscard]] bool runs_on(Line line, Line next) noexcept;

[[nodiscard]] TextMark mark(Line line, Point at, double size);

}  // namespace huidan::pdf

#pragma once
// What stands on paper, as plain values: texts, paths and QR codes at their places. The layout
// makes them without knowing of PDF, the document writes them without knowing of forms, and tests
// read them in between. Lengths are points (1/72 inch), from the top left corner of the sheet, y
// downwards.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "pdf/fonts.hpp"
#include "pdf/qr.hpp"

namespace huidan::pdf {

struct Point {
  double x = 0;
  double y = 0;

  friend bool operator==(const Point&, const Point&) = default;
};

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  [[nodiscard]] double right() const noexcept { return x + width; }

  [[nodiscard]] double bottom() const noexcept { return y + height; }
};

struct MarkedGlyph {
  Glyph glyph;
  Character character;  // what a reader copies out of the file
  bool tied = false;    // to the one behind it: no room is put into a word or a number
  double overlap = 0;   // ems by which the one behind it stands closer
};

/// A line of text; `at` is the left end of its baseline.
struct TextMark {
  Point at;
  double size = 0;
  std::vector<MarkedGlyph> glyphs{};
  double spacing = 0;  // added behind every glyph that is not tied, in points
  bool bold = false;   // drawn with a line around every glyph
};

struct PathStep {
  enum class Verb : std::uint8_t { move, line, curve, close };
  Verb verb = Verb::move;
  std::array<Point, 3> points{};  // move, line: the first; curve: two handles and the end
};

enum class Colour : std::uint8_t { black, grey, ink };
enum class Paint : std::uint8_t { stroke, fill };
enum class Dash : std::uint8_t { solid, dashed };

struct PathMark {
  std::vector<PathStep> steps;
  Paint paint = Paint::stroke;
  double width = 0.5;  // of a stroke; ends and corners are round
  Colour colour = Colour::black;
  Dash dash = Dash::solid;
  std::optional<Box> clip{};
};

inline void add_line(PathMark& path, Point from, Point to) {
  path.steps.push_back({PathStep::Verb::move, {from}});
  path.steps.push_back({PathStep::Verb::line, {to}});
}

struct QrMark {
  Point at;  // top left of the first module, without the quiet zone
  double module = 2;
  QrCode code;
};

struct Marks {
  std::vector<TextMark> texts;
  std::vector<PathMark> paths;
  std::vector<QrMark> codes;
};

/// A body drawn once and put on paper `down` points below the top of the page.
struct Placement {
  std::size_t body = 0;
  int down = 0;  // whole points, so that two copies come out pixel for pixel alike
};

struct Page {
  std::vector<Placement> bodies;
  Marks own;
};

/// A4 in whole points (210 x 297 mm is 595.28 x 841.89).
inline constexpr double kPaperWidth = 595;
inline constexpr double kPaperHeight = 842;

struct Layout {
  double width = kPaperWidth;  // of every page; a report may lie on its side
  double height = kPaperHeight;
  std::vector<Marks> bodies;
  std::vector<Page> pages;
  std::vector<char32_t> missing;  // painted 〓; sorted, each once
};

}  // namespace huidan::pdf

#include "pdf/content.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace huidan::pdf {
namespace {

using Verb = PathStep::Verb;

// Everything is written in sixteenths of a point, finer than any printer. Whole numbers are the
// shortest, and sixteenths are exact in binary, so that a copy moved down by whole points comes out
// with the very same pixels.
constexpr double kUnits = 16;
constexpr std::string_view kInUnits = ".0625 0 0 .0625 0 0 cm\n";

void put_whole(std::string& out, long value) {
  std::array<char, 20> digits{};
  out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), value).ptr);
  out += ' ';
}

/// Without the locale's comma and without needless zeros.
void put_thousandths(std::string& out, double value) {
  constexpr long kScale = 1000;
  const long whole = std::lround(value * kScale);
  if (whole % kScale == 0) return put_whole(out, whole / kScale);
  std::string digits = std::to_string(std::abs(whole) + kScale);  // at least one before the point
  std::string part = "." + digits.substr(digits.size() - 3);
  part.resize(part.find_last_not_of('0') + 1);
  out += whole < 0 ? "-" : "";
  if (std::abs(whole) >= kScale) out += std::to_string(std::abs(whole) / kScale);
  out += part + ' ';
}

long units(double points) noexcept {
  return std::lround(points * kUnits);
}

struct Units {
  long x = 0;
  long y = 0;
};

Units units(Point point) noexcept {
  return {units(point.x), units(kPaperHeight - point.y)};
}

void put(std::string& out, Units at) {
  put_whole(out, at.x);
  put_whole(out, at.y);
}

void put_id(std::string& out, std::uint32_t id) {
  for (const unsigned shift : {8U, 0U}) {
    const char byte = static_cast<char>(id >> shift & 0xFF);
    if (byte == '\r') {
      out += "\\r";  // a reader takes the byte itself for a line feed
      continue;
    }
    if (byte == '(' || byte == ')' || byte == '\\') out += '\\';
    out += byte;
  }
}

/// What the lines of a page have in common is said once.
class Texts {
 public:
  Texts(std::string& out, const CharacterIds& ids) : out_(out), ids_(ids) {}

  void put(const TextMark& text) {
    if (text.glyphs.empty()) return;
    space(text, 0);
    look(text);
    const Units at = units(text.at);
    ::huidan::pdf::put(out_, {at.x - at_.x, at.y - at_.y});
    out_ += "Td";
    at_ = at;
    for (std::size_t i = 0; i < text.glyphs.size();) {
      const Face face = text.glyphs[i].glyph.face;
      space(text, i);
      font(face, text.size);
      const std::size_t begin = i;
      while (i < text.glyphs.size() && text.glyphs[i].glyph.face == face &&
             spacing_behind(text, i) == spacing_) {
        ++i;
      }
      show(std::span(text.glyphs).subspan(begin, i - begin));
    }
  }

 private:
  /// Those of one face, with one spacing.
  void show(std::span<const MarkedGlyph> glyphs) {
    constexpr double kThousandths = 1000;
    const auto overlaps = [](const MarkedGlyph& glyph) { return glyph.overlap != 0; };
    const bool closer = std::ranges::any_of(glyphs, overlaps);
    out_ += closer ? "[(" : "(";
    for (const MarkedGlyph& glyph : glyphs) {
      put_id(out_, ids_[static_cast<std::size_t>(glyph.glyph.face)].at(glyph.character));
      if (!overlaps(glyph)) continue;
      out_ += ')';
      put_whole(out_, std::lround(glyph.overlap * kThousandths));
      out_.back() = '(';
    }
    out_ += closer ? ")]TJ\n" : ")Tj\n";
  }

  static double spacing_behind(const TextMark& text, std::size_t i) {
    return text.glyphs[i].tied ? 0 : text.spacing;
  }

  void space(const TextMark& text, std::size_t i) {
    const double wanted = spacing_behind(text, i);
    if (wanted == spacing_) return;
    spacing_ = wanted;
    put_thousandths(out_, spacing_ * kUnits);
    out_ += "Tc ";
  }

  /// A bold character is the same one with a line around it, as wide as the bold cut of Noto Sans
  /// would be stronger; the cut itself would cost every form eleven kilobytes.
  void look(const TextMark& text) {
    constexpr double kLine_em = 0.035;
    if (text.bold != bold_) {
      bold_ = text.bold;
      out_ += bold_ ? "2 Tr " : "0 Tr ";
    }
    if (!bold_ || text.size == line_of_) return;
    line_of_ = text.size;
    put_thousandths(out_, kLine_em * text.size * kUnits);
    out_ += "w ";
  }

  void font(Face face, double size) {
    if (set_ && face == face_ && size == size_) return;
    set_ = true;
    face_ = face;
    size_ = size;
    out_ += "/F" + std::to_string(static_cast<int>(face)) + ' ';
    put_thousandths(out_, size * kUnits);
    out_ += "Tf";
  }

  std::string& out_;
  const CharacterIds& ids_;
  bool set_ = false;
  Face face_ = Face::sc;
  double size_ = 0;
  double spacing_ = 0;
  bool bold_ = false;
  double line_of_ = 0;  // the size whose line around is set
  Units at_{};
};

void put_step(std::string& out, const PathStep& step, Units origin) {
  const auto point = [&](Point p) {
    const Units at = units(p);
    put(out, {at.x - origin.x, at.y - origin.y});
  };
  switch (step.verb) {
    case Verb::move:
      point(step.points[0]);
      out += "m\n";
      break;
    case Verb::line:
      point(step.points[0]);
      out += "l\n";
      break;
    case Verb::curve:
      for (const Point p : step.points) point(p);
      out += "c\n";
      break;
    case Verb::close:
      out += "h\n";
      break;
  }
}

std::string_view colour(const PathMark& path) noexcept {
  switch (path.colour) {
    case Colour::grey:
      return path.paint == Paint::stroke ? "0.45 G " : "0.45 g ";
    case Colour::ink:
      return "0.06 0.12 0.4 RG ";
    case Colour::black:
      break;
  }
  return "";
}

void put_path(std::string& out, const PathMark& path) {
  if (path.steps.empty()) return;
  out += "q ";
  Units origin{};
  if (path.clip) {  // its corner is what the points count from: shorter numbers
    origin = units(Point{path.clip->x, path.clip->bottom()});
    out += "1 0 0 1 ";
    put(out, origin);
    out += "cm 0 0 ";
    put_whole(out, units(path.clip->width));
    put_whole(out, units(path.clip->height));
    out += "re W n ";
  }
  out += colour(path);
  if (path.dash == Dash::dashed) out += "[64 48] 0 d 0 J ";
  if (path.paint == Paint::stroke) {
    put_thousandths(out, path.width * kUnits);
    out += "w\n";
  }
  for (const PathStep& step : path.steps) put_step(out, step, origin);
  out += path.paint == Paint::stroke ? "S Q\n" : "f Q\n";
}

/// Black modules, whole rows of them under one another.
struct Block {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 1;
};

/// The runs of black modules of each row; one that stands just so in the row above too only makes
/// that block higher.
std::vector<Block> blocks_of(const QrCode& code) {
  std::vector<Block> blocks;
  std::vector<std::size_t> above(
      static_cast<std::size_t>(code.side));  // block + 1, by first column
  std::vector<std::size_t> here(above.size());
  for (int row = 0; row < code.side; ++row) {
    for (int column = 0; column < code.side; ++column) {
      const auto first = static_cast<std::size_t>(column);
      here[first] = 0;
      if (!code.at(column, row)) continue;
      Block run{column, row, 1};
      while (column + 1 < code.side && code.at(column + 1, row)) {
        here[static_cast<std::size_t>(++column)] = 0;
        ++run.width;
      }
      here[first] = above[first];
      if (here[first] != 0 && blocks[here[first] - 1].width == run.width) {
        ++blocks[here[first] - 1].height;
      } else {
        blocks.push_back(run);
        here[first] = blocks.size();
      }
    }
    std::swap(above, here);
  }
  return blocks;
}

/// Rectangles in whole modules, filled at once: no seams between them. They stand in the order in
/// which each says least that is new, so that they pack best: by size, then by row, then by the
/// last digit of the column.
void put_code(std::string& out, const QrMark& mark) {
  const std::string module = std::to_string(mark.module * kUnits);
  out += "q " + module + " 0 0 -" + module + ' ';
  put(out, units(mark.at));
  out += "cm\n";
  std::vector<Block> blocks = blocks_of(mark.code);
  std::ranges::sort(blocks, {}, [](const Block& each) {
    return std::tuple(each.height, each.width, each.y, each.x % 10, each.x);
  });
  for (const Block& each : blocks) {
    for (const int number : {each.x, each.y, each.width, each.height}) put_whole(out, number);
    out += "re\n";
  }
  out += "f Q\n";
}

}  // namespace

std::string content_of(const Marks& marks, const CharacterIds& ids) {
  std::string out(kInUnits);
  out += "1 J 1 j\n";
  for (const PathMark& path : marks.paths) put_path(out, path);
  for (const QrMark& code : marks.codes) put_code(out, code);
  if (!marks.texts.empty()) {
    out += "BT\n";
    Texts texts(out, ids);
    for (const TextMark& text : marks.texts) texts.put(text);
    out += "ET\n";
  }
  return out;
}

std::string content_of_origin(double height) {
  if (height == kPaperHeight) return {};
  return "1 0 0 1 0 " + std::to_string(std::lround(height - kPaperHeight)) + " cm\n";
}

std::string content_of(const Placement& placement) {
  return "q 1 0 0 1 0 " + std::to_string(-placement.down) + " cm /B" +
         std::to_string(placement.body) + " Do Q\n";
}

}  // namespace huidan::pdf

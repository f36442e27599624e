#include "pdf/content.hpp"

#include <cmath>
#include <cstdlib>
#include <string_view>

namespace huidan::pdf {
namespace {

using Verb = PathStep::Verb;

/// A number of `whole` ten-thousandths, without the locale's comma and without needless zeros.
void put_scaled(std::string& out, long whole) {
  constexpr long kScale = 10000;
  const long size = std::labs(whole);
  if (whole < 0) out += '-';
  out += std::to_string(size / kScale);
  if (size % kScale != 0) {
    std::string part = std::to_string(kScale + size % kScale);
    part[0] = '.';
    out += std::string_view(part).substr(0, part.find_last_not_of('0') + 1);
  }
  out += ' ';
}

/// Hundredths of a point are finer than any printer.
void put(std::string& out, double value) {
  put_scaled(out, std::lround(value * 100) * 100);
}

/// Heights in sixteenths: those are exact in binary, so that a copy moved down by whole points
/// comes out with the very same pixels.
void put(std::string& out, Point point) {
  put(out, point.x);
  put_scaled(out, std::lround((kPaperHeight - point.y) * 16) * 625);
}

void put_hex(std::string& out, std::uint32_t id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[id >> shift & 0xF];
}

void put_text(std::string& out, const TextMark& text, const CharacterIds& ids) {
  const auto space = [&out](double points) {
    put_scaled(out, std::lround(points * 10000));
    out += "Tc ";
  };
  if (text.spacing > 0) space(text.spacing);
  std::size_t i = 0;
  while (i < text.glyphs.size()) {
    const Face face = text.glyphs[i].glyph.face;
    out += "/F" + std::to_string(static_cast<int>(face)) + ' ';
    put(out, text.size);
    out += "Tf ";
    if (i == 0) {
      out += "1 0 0 1 ";
      put(out, text.at);
      out += "Tm ";
    }
    out += '<';
    for (; i < text.glyphs.size() && text.glyphs[i].glyph.face == face; ++i) {
      put_hex(out, ids[static_cast<std::size_t>(face)].at(text.glyphs[i].character));
    }
    out += ">Tj\n";
  }
  if (text.spacing > 0) space(0);
}

void put_step(std::string& out, const PathStep& step) {
  switch (step.verb) {
    case Verb::move:
      put(out, step.points[0]);
      out += "m\n";
      break;
    case Verb::line:
      put(out, step.points[0]);
      out += "l\n";
      break;
    case Verb::curve:
      for (const Point point : step.points) put(out, point);
      out += "c\n";
      break;
    case Verb::close:
      out += "h\n";
      break;
  }
}

std::string_view colour(Colour colour) noexcept {
  switch (colour) {
    case Colour::grey:
      return "0.45 G ";
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
  if (path.clip) {
    put(out, Point{path.clip->x, path.clip->bottom()});
    put(out, path.clip->width);
    put(out, path.clip->height);
    out += "re W n ";
  }
  out += colour(path.colour);
  if (path.dash == Dash::dashed) out += "[4 3] 0 d 0 J ";
  if (path.paint == Paint::stroke) {
    put(out, path.width);
    out += "w\n";
  }
  for (const PathStep& step : path.steps) put_step(out, step);
  out += path.paint == Paint::stroke ? "S Q\n" : "f Q\n";
}

/// Runs of black modules as rectangles in whole modules, filled at once: no seams between them.
void put_code(std::string& out, const QrMark& mark) {
  const std::string module = std::to_string(mark.module);
  out += "q " + module + " 0 0 -" + module + ' ';
  put(out, mark.at);
  out += "cm\n";
  for (int row = 0; row < mark.code.side; ++row) {
    for (int column = 0; column < mark.code.side; ++column) {
      if (!mark.code.at(column, row)) continue;
      const int first = column;
      while (column + 1 < mark.code.side && mark.code.at(column + 1, row)) ++column;
      out += std::to_string(first) + ' ' + std::to_string(row) + ' ' +
             std::to_string(column - first + 1) + " 1 re\n";
    }
  }
  out += "f Q\n";
}

}  // namespace

std::string content_of(const Marks& marks, const CharacterIds& ids) {
  std::string out = "1 J 1 j\n";
  for (const PathMark& path : marks.paths) put_path(out, path);
  for (const QrMark& code : marks.codes) put_code(out, code);
  if (!marks.texts.empty()) {
    out += "BT\n";
    for (const TextMark& text : marks.texts) put_text(out, text, ids);
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

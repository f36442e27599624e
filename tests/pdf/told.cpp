#include "tests/pdf/told.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/outside.hpp"

namespace huidan::test {
namespace {

using namespace pdf;

/// To a tenth of a point: what an eye would see to have moved.
std::string tenths(double value) {
  const long long tenths = std::llround(value * 10);
  std::string out = std::to_string(std::abs(tenths));
  if (out.size() < 2) out.insert(0, "0");
  out.insert(out.size() - 1, ".");
  return (tenths < 0 ? "-" : "") + out;
}

std::string at(Point point) {
  return ' ' + tenths(point.x) + ',' + tenths(point.y);
}

std::string line_of(const TextMark& text) {
  std::string line = text.bold ? "bold" : "text";
  line += at(text.at) + " size " + tenths(text.size);
  if (text.spacing != 0) line += " spaced " + std::to_string(std::lround(text.spacing * 1000));
  line += "  ";
  for (const MarkedGlyph& glyph : text.glyphs) {
    append_utf8(line, glyph.character.base);
    if (glyph.character.selector != 0) append_utf8(line, glyph.character.selector);
  }
  return line + '\n';
}

/// Ink by the room it takes, everything else by its corners.
std::string line_of(const PathMark& path) {
  std::string line = path.paint == Paint::fill ? "fill" : "line";
  if (path.dash == Dash::dashed) line = "dashed";
  if (path.colour == Colour::ink) {
    Point low{std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
    Point high;
    for (const PathStep& step : path.steps) {
      const Point end = step.points[step.verb == PathStep::Verb::curve ? 2 : 0];
      low = {std::min(low.x, end.x), std::min(low.y, end.y)};
      high = {std::max(high.x, end.x), std::max(high.y, end.y)};
    }
    return "ink" + at(low) + at(high) + '\n';
  }
  for (const PathStep& step : path.steps) {
    if (step.verb == PathStep::Verb::move && &step != &path.steps.front()) line += " |";
    if (step.verb == PathStep::Verb::close) line += " close";
    if (step.verb == PathStep::Verb::close) continue;
    line += at(step.points[step.verb == PathStep::Verb::curve ? 2 : 0]);
  }
  return line + '\n';
}

std::string told(const Marks& marks) {
  std::string out;
  for (const QrMark& code : marks.codes) {
    out += "code" + at(code.at) + " side " + tenths(code.module * code.code.side) + " modules " +
           std::to_string(code.code.side) + '\n';
  }
  for (const TextMark& text : marks.texts) out += line_of(text);
  for (const PathMark& path : marks.paths) out += line_of(path);
  return out;
}

}  // namespace

std::string told(const Layout& layout) {
  std::string out;
  for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
    out += "body " + std::to_string(i) + '\n' + told(layout.bodies[i]);
  }
  for (const Page& page : layout.pages) {
    out += "page " + tenths(layout.width) + " x " + tenths(layout.height) + '\n';
    for (const Placement& placement : page.bodies) {
      out += "put body " + std::to_string(placement.body) + " down " +
             std::to_string(placement.down) + '\n';
    }
    out += told(page.own);
  }
  return out;
}

bool as_looked_at(std::string_view name, const std::string& drawn) {
  const std::string file = std::string(name) + ".marks";
  const auto golden = read_file(HUIDAN_SOURCE_DIR "/tests/golden/" + file, std::uintmax_t{1} << 20);
  const bool same = golden.ok() && golden.value() == drawn;
  if (!same) put_file(HUIDAN_BINARY_DIR "/" + file, drawn);
  return same;
}

}  // namespace huidan::test

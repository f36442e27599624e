#include "tests/e2e/prints.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace huidan::e2e {
namespace {

std::string said(const std::vector<std::string>& command) {
  const test::Ran ran = test::run(command);
  if (ran.exit != 0) throw std::runtime_error(command.front() + ": " + ran.err);
  return ran.out;
}

/// The value of an attribute; empty when there is none.
std::string attribute(const std::string& line, const std::string& name) {
  const std::size_t at = line.find(' ' + name + "=\"");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 3;
  return line.substr(from, line.find('"', from) - from);
}

std::string typeface(const std::string& span) {
  const std::string font = attribute(span, "font");
  return font.substr(font.find('+') + 1) + ' ' + attribute(span, "trm");
}

/// What the duplicate has more than the first print, character by character, without places.
std::string added_text(const Marks& first, const Marks& duplicate) {
  std::vector<std::string> added;
  std::ranges::set_difference(duplicate.glyphs, first.glyphs, std::back_inserter(added));
  std::string text;
  for (const std::string& glyph : added) text += glyph.substr(0, glyph.find(' ', 1));
  return text;
}

/// Where two prints part, for whoever reads the failure; empty when they do not.
template <typename List>
std::string parting(const List& one, const List& other) {
  const auto [here, there] = std::ranges::mismatch(one, other);
  if (here == one.end() && there == other.end()) return {};
  const std::string end = "(end)";
  return (here == one.end() ? end : *here) + " | " + (there == other.end() ? end : *there);
}

}  // namespace

Marks marks_of(const std::filesystem::path& pdf) {
  Marks marks;
  std::istringstream trace(said({"mutool", "trace", pdf.string()}));
  std::string text;
  std::string span;
  bool filled = false;
  for (std::string line; std::getline(trace, line);) {
    line.erase(0, line.find_first_not_of(' '));
    if (line.starts_with("<fill_path")) marks.codes += 1;
    filled = filled || line.starts_with("<fill_path");
    if (filled) {
      filled = !line.starts_with("</fill_path");
      continue;
    }
    const bool over = line.starts_with("</fill_text") || line.starts_with("</stroke_text");
    if (line.starts_with("<document") || line.starts_with("</span") || over) continue;
    // A bold letter is filled and its edge is stroked.
    if (line.starts_with("<fill_text") || line.starts_with("<stroke_text")) {
      text = line;
    } else if (line.starts_with("<span")) {
      span = typeface(line);
    } else if (line.starts_with("<g ")) {
      marks.glyphs.insert(attribute(line, "unicode") + ' ' + attribute(line, "x") + ' ' +
                          attribute(line, "y") + ' ' + span + ' ' + text);
    } else {
      const bool ink =
          line.starts_with("<stroke_path") && attribute(line, "colorspace") == "DeviceRGB";
      marks.signatures += ink ? 1 : 0;
      marks.paths.push_back(line);
    }
  }
  return marks;
}

std::multiset<std::string> lines_of(const std::filesystem::path& pdf) {
  std::multiset<std::string> lines;
  std::istringstream text(said({"pdftotext", pdf.string(), "-"}));
  for (std::string line; std::getline(text, line);) {
    std::erase(line, '\f');
    if (!line.empty()) lines.insert(line);
  }
  return lines;
}

void check_duplicate(const std::filesystem::path& first, const std::filesystem::path& duplicate,
                     std::size_t signatures) {
  const std::map<std::string, std::string> reprint{
      {"补打第 1 次", "1补打次第"}, {"補印第 1 次", "1補印次第"}, {"Reprint 1", "1Reprint"}};
  std::multiset<std::string> lines = lines_of(duplicate);
  std::string label;
  for (const auto& [line, glyphs] : reprint) {
    if (lines.erase(line) == 2) label = glyphs;
  }
  CHECK(label != "");
  CHECK(parting(lines_of(first), lines) == "");

  const Marks ours = marks_of(first);
  const Marks theirs = marks_of(duplicate);
  CHECK(parting(ours.paths, theirs.paths) == "");
  CHECK(ours.codes == theirs.codes);
  CHECK(ours.signatures == 2 * signatures);
  CHECK(added_text(theirs, ours).empty());
  std::string added = added_text(ours, theirs);
  std::erase(added, ' ');
  std::string twice = label + label;
  std::ranges::sort(twice);
  std::ranges::sort(added);
  CHECK(added == twice);
}

}  // namespace huidan::e2e

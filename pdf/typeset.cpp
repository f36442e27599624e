#include "pdf/typeset.hpp"

#include <algorithm>
#include <array>

#include "sync/base/bytes.hpp"

namespace huidan::pdf {
namespace {

constexpr char32_t kGeta = U'〓';  // the printers' mark for a sort that is not in the case

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's Default_Ignorable_Code_Point, as far as a field can hold them.
constexpr std::array kInvisible{
    Range{0x00AD, 0x00AD}, Range{0x034F, 0x034F},  Range{0x061C, 0x061C}, Range{0x180B, 0x180F},
    Range{0x200B, 0x200F}, Range{0x202A, 0x202E},  Range{0x2060, 0x206F}, Range{0xFEFF, 0xFEFF},
    Range{0xFFF0, 0xFFF8}, Range{0xE0000, 0xE0FFF}};

// Unicode's Variation_Selector.
constexpr std::array kSelectors{Range{0x180B, 0x180D}, Range{0x180F, 0x180F}, Range{0xFE00, 0xFE0F},
                                Range{0xE0100, 0xE01EF}};

bool is_in(std::span<const Range> ranges, char32_t c) noexcept {
  return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_line_end(char32_t c) noexcept {
  return c == U'\n' || c == U'\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

/// Letters, figures and signs that are set close: "3.2 mA" is three words, "10⁻³" one.
bool is_of_a_word(char32_t c) noexcept {
  return (c > U' ' && c < 0x2000) || (c >= 0x2070 && c <= 0x209F) || (c >= 0x2100 && c <= 0x214F);
}

constexpr double kHalf_em = 0.5;

bool is_blank(char32_t c) noexcept {
  return c == U' ' || c == 0x3000 || c == U'\n';
}

struct Typed {
  std::u32string characters;  // that will be set, line ends in one spelling
  std::u32string selectors;   // of each, or 0
  std::u32string stray;       // selectors that stand behind nothing they could vary

  void add_selector(char32_t selector) {
    if (!selectors.empty() && selectors.back() == 0) {
      selectors.back() = selector;
    } else {
      stray += selector;
    }
  }
};

char32_t spelled(char32_t c) noexcept {
  if (is_line_end(c)) return U'\n';
  return c == U'\t' ? U' ' : c;
}

Typed typed(std::string_view text) {
  Typed out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (is_in(kSelectors, c)) {
      out.add_selector(c);
      continue;
    }
    if (c == U'\r' && at < text.size() && text[at] == '\n') continue;
    if (is_in(kInvisible, c)) continue;
    out.characters += spelled(c);
    out.selectors += U'\0';
  }
  return out;
}

Line without_tail(Line line) noexcept {
  while (!line.empty() && is_blank(line.back().character)) {
    line = line.first(line.size() - 1);
  }
  return line;
}

/// Where the line from `begin` ends when the sign at `over` no longer fits: behind the last place
/// where a break is welcome, else inside a model number, else right here.
std::size_t line_end(const Run& run, std::size_t begin, std::size_t over) noexcept {
  for (const Break wanted : {Break::may, Break::within}) {
    for (std::size_t i = over; i > begin; --i) {
      if (run[i - 1].after >= wanted) return i;
    }
  }
  std::size_t end = std::max(over, begin + 1);
  // A combining mark stays with its letter.
  while (end < run.size() && end > begin + 1 && run[end].glyph.advance == 0) --end;
  return end;
}

/// Of a line's width.
double taken(const Sign& sign, bool first) noexcept {
  return sign.advance() - (first ? sign.hollow : 0);
}

constexpr double kOrphan_ems = 2.5;  // a last line below that looks forgotten

/// Where the line from `before` may end instead of at `begin`, so that the last one, up to `end`,
/// is a line and not a rest; `begin` where there is no such place.
std::size_t without_orphan(const Run& run, std::size_t before, std::size_t begin, std::size_t end,
                           double width) noexcept {
  double last = width_of(Line(run).subspan(begin, end - begin));
  double first = width_of(Line(run).subspan(before, begin - before));
  if (last >= kOrphan_ems) return begin;
  for (std::size_t i = begin - 1; i > before; --i) {
    first -= run[i].advance();
    last += run[i].advance();
    if (last > std::min(first, width)) return begin;
    if (run[i - 1].after == Break::may && last >= kOrphan_ems) return i;
  }
  return begin;
}

}  // namespace

Sign Typesetter::sign(Character character) {
  const auto [base, selector] = character;
  if (selector != 0) {
    if (auto form = fonts_.glyph(language_, character)) return {*form, base, selector};
    missing_.insert(selector);
  }
  if (base == U'\n') return {{}, base};
  if (auto glyph = fonts_.glyph(language_, {base}); glyph && base >= U' ') return {*glyph, base};
  missing_.insert(base);
  const auto geta = fonts_.glyph(language_, {kGeta});
  if (!geta) throw Failure({Code::bad_font, "U+3013"});
  return {*geta, kGeta};
}

Run Typesetter::set(std::string_view text, Weight weight) {
  const auto [characters, selectors, stray] = typed(text);
  missing_.insert(stray.begin(), stray.end());
  const std::vector<Break> breaks = line_breaks(characters);
  Run run;
  run.reserve(characters.size());
  for (std::size_t i = 0; i < characters.size(); ++i) {
    run.push_back(sign({characters[i], selectors[i]}));
    run.back().after = breaks[i];
    run.back().weight = weight;
    const bool wide = run.back().glyph.advance >= 1;
    if (wide && opens(run.back().character)) run.back().hollow = kHalf_em;
    if (i == 0) continue;
    Sign& before = run[i - 1];
    if (wide && before.glyph.advance >= 1 &&
        close_up(before.character, run.back().character, language_)) {
      before.overlap = kHalf_em;
    }
  }
  return run;
}

std::vector<Line> wrap(const Run& run, double width) {
  constexpr double kSlack = 1e-6;
  std::vector<Line> lines;
  std::size_t begin = 0;
  std::size_t before = 0;  // where the line before began, in the same paragraph; else `begin`
  double used = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    used += taken(run[i], i == begin);
    std::size_t end = 0;
    if (used > width + kSlack && !is_blank(run[i].character) && i > begin) {
      end = line_end(run, begin, i);
    } else if (run[i].after == Break::must) {
      end = i + 1;
    }
    if (end == 0) continue;
    const bool last = run[end - 1].after == Break::must;
    const bool follows = last && before != begin;
    const std::size_t moved = follows ? without_orphan(run, before, begin, end, width) : begin;
    if (moved != begin) {
      lines.back() = without_tail(Line(run).subspan(before, moved - before));
      begin = moved;
    }
    lines.push_back(without_tail(Line(run).subspan(begin, end - begin)));
    before = last ? end : begin;
    begin = end;
    i = end - 1;
    used = 0;
  }
  return lines;
}

double width_of(Line line) noexcept {
  double width = line.empty() ? 0 : -line.front().hollow;
  for (const Sign& sign : line) width += sign.advance();
  return width;
}

double natural_width(const Run& run) noexcept {
  double widest = 0;
  double used = 0;
  bool begins = true;
  for (const Sign& sign : run) {
    if (begins) used = -sign.hollow;
    begins = sign.character == U'\n';
    if (!begins) used += sign.advance();
    widest = std::max(widest, used);
  }
  return widest;
}

bool runs_on(Line line, Line next) noexcept {
  if (line.empty()) return false;
  const auto between =
      std::span(&line.back(), static_cast<std::size_t>(next.data() - &line.back()));
  return std::ranges::none_of(between, [](const Sign& s) { return s.after == Break::must; });
}

TextMark mark(Line line, Point at, double size) {
  TextMark text{at, size};
  text.bold = !line.empty() && line.front().weight == Weight::bold;
  text.glyphs.reserve(line.size());
  // A combining mark with no letter before it would hang out to the left of the line.
  if (!line.empty() && line.front().glyph.advance == 0) text.at.x += size / 2;
  if (!line.empty()) text.at.x -= line.front().hollow * size;
  for (const Sign& sign : line) {
    const bool within = !text.glyphs.empty() && is_of_a_word(sign.character) &&
                        is_of_a_word(text.glyphs.back().character.base);
    if (within) text.glyphs.back().tied = true;
    text.glyphs.push_back({sign.glyph, {sign.character, sign.selector}, false, sign.overlap});
  }
  return text;
}

}  // namespace huidan::pdf

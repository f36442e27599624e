#include "pdf/breaks.hpp"

#include <linebreak.h>

#include <algorithm>
#include <array>

namespace huidan::pdf {
namespace {

bool is_digit(char32_t c) noexcept {
  return c >= U'0' && c <= U'9';
}

bool is_letter(char32_t c) noexcept {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'Ω' || c == U'µ' ||
         c == U'μ';
}

bool is_word(char32_t c) noexcept {
  return is_digit(c) || is_letter(c);
}

bool one_of(char32_t c, std::u32string_view set) noexcept {
  return set.find(c) != std::u32string_view::npos;
}

constexpr std::u32string_view kJoiners = U"-/._+:#~";
constexpr std::u32string_view kOperators = U"×÷±≥≤≈=<>~～－−";
constexpr std::u32string_view kMarksOfUnit = U"℃℉%％‰°″′Ω㎡㎜㎝㎏㎞";
// Measure words and units that follow a figure without a space.
constexpr std::u32string_view kMeasures =
    U"个個只隻块塊根条條套米次件组組台臺路芯口对對度分秒时時天年月日号號楼樓层層端伏安瓦兆千万萬";
constexpr std::size_t kUnit_letters = 5;

constexpr std::u32string_view kOpening = U"（〔［｛《〈「『【〖“‘";
constexpr std::u32string_view kClosing = U"）〕］｝》〉」』】〗”’";
constexpr std::u32string_view kStops = U"。，、；：";

constexpr std::u32string_view kPowers = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";

bool is_figure(char32_t c) noexcept {
  return is_digit(c) || one_of(c, kPowers);
}

/// "1）", "12)" at the beginning of what it counts, as a sentence or a line begins.
bool counts_off(std::u32string_view text, std::size_t end) noexcept {
  if (end < 2 || !one_of(text[end - 1], U")）")) return false;
  std::size_t from = end - 1;
  while (from > 0 && is_digit(text[from - 1])) --from;
  const std::size_t digits = end - 1 - from;
  if (digits < 1 || digits > 2) return false;
  return from == 0 || one_of(text[from - 1], U" \n；;。，,、：:");
}

/// A short Latin word at `at` that ends there is taken for a unit: dBm, kV, mm, MHz.
bool unit_at(std::u32string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() && is_letter(text[end])) ++end;
  const std::size_t letters = end - at;
  return letters > 0 && letters <= kUnit_letters && (end == text.size() || !is_digit(text[end]));
}

/// True when the figure or operator before `at` must not be left alone at the end of a line.
bool holds_on(std::u32string_view text, std::size_t at) noexcept {
  const char32_t before = text[at - 1];
  const char32_t after = text[at];
  const bool figure = is_figure(before) || before == U')';
  if (is_digit(before) && (one_of(after, kMarksOfUnit) || one_of(after, kMeasures))) return true;
  if (before == U'第' && is_digit(after)) return true;
  if (counts_off(text, at)) return true;
  if (figure && one_of(after, kOperators)) return true;
  if (one_of(before, kOperators) && (is_digit(after) || one_of(after, U"-−+ "))) return true;
  if (one_of(after, kPowers)) return true;
  return one_of(before, U"⁻⁺-−+") && is_digit(after);
}

/// The same across one space: "27.4 dBm", "3 × 10", "≥ 24", "23 台", "第 5", "2) then".
bool holds_across_space(std::u32string_view text, std::size_t at) noexcept {
  const char32_t before = text[at - 2];
  const char32_t after = text[at];
  if (one_of(before, kOperators)) return is_digit(after) || one_of(after, U"-−+");
  if (before == U'第') return is_digit(after);
  if (counts_off(text, at - 1)) return true;
  if (!is_figure(before)) return false;
  if (is_digit(before) && one_of(after, kMeasures)) return true;
  return one_of(after, kOperators) || one_of(after, kMarksOfUnit) || unit_at(text, at);
}

bool inside_model_number(std::u32string_view text, std::size_t at) noexcept {
  const char32_t before = text[at - 1];
  const char32_t after = text[at];
  if (is_word(before)) return is_word(after) || one_of(after, kJoiners);
  return one_of(before, kJoiners) && is_word(after) && at >= 2 && is_word(text[at - 2]);
}

/// 27.4, 08:30, 1,200.
bool inside_figure(std::u32string_view text, std::size_t at) noexcept {
  return at >= 2 && is_digit(text[at - 2]) && one_of(text[at - 1], U".,:") && is_digit(text[at]);
}

Break tailored(std::u32string_view text, std::size_t at, Break plain) noexcept {
  if (plain == Break::must) return plain;
  if (inside_figure(text, at)) return Break::never;
  if (inside_model_number(text, at)) return is_word(text[at - 1]) ? Break::never : Break::within;
  if (plain != Break::may) return plain;
  if (holds_on(text, at)) return Break::never;
  if (text[at - 1] == U' ' && at >= 2 && holds_across_space(text, at)) return Break::never;
  return plain;
}

/// libunibreak 1.1 ends the program at a regional indicator (half a flag) and at U+FFFF: its table
/// of classes is older than the first and holds a mark for "none" at the other. Both stand alone on
/// a line as well as an ideograph does.
utf32_t known_to_library(char32_t c) noexcept {
  const bool unknown = (c >= 0x1F1E6 && c <= 0x1F1FF) || c == 0xFFFF;
  return unknown ? U'一' : c;
}

}  // namespace

std::vector<Break> line_breaks(std::u32string_view text) {
  // The library builds its index once; doing that twice at the same time would race.
  static const bool ready = (init_linebreak(), true);
  static_cast<void>(ready);
  std::vector<utf32_t> characters(text.size());
  std::ranges::transform(text, characters.begin(), known_to_library);
  std::vector<char> found(text.size());
  if (!text.empty()) set_linebreaks_utf32(characters.data(), text.size(), "zh", found.data());

  std::vector<Break> result(text.size(), Break::never);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const Break plain = found[i] == LINEBREAK_MUSTBREAK    ? Break::must
                        : found[i] == LINEBREAK_ALLOWBREAK ? Break::may
                                                           : Break::never;
    result[i] = tailored(text, i + 1, plain);
  }
  if (!result.empty()) result.back() = Break::must;
  return result;
}

bool opens(char32_t character) noexcept {
  return one_of(character, kOpening);
}

bool close_up(char32_t one, char32_t next, Language language) noexcept {
  const bool hollow_stop = language != Language::zh_hant && one_of(one, kStops);
  const bool hollow_behind = one_of(one, kClosing) || hollow_stop;
  if (one_of(next, kOpening)) return hollow_behind || one_of(one, kOpening);
  return hollow_behind && (one_of(next, kClosing) || one_of(next, kStops));
}

}  // namespace huidan::pdf

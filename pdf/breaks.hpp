#pragma once
// Where a line may end: Unicode's line breaking (UAX #14) as Chinese is set, so that no 。,、」
// begins a line and no (「 ends one, and tailored to what engineers write: a figure stays with its
// unit, and a model number (S5735-L48T4X-A) stays whole while it fits a line. And where two marks
// of punctuation close up.

#include <cstdint>
#include <string_view>
#include <vector>

#include "sync/base/catalogue.hpp"

namespace huidan::pdf {

/// What may happen behind a character, weakest first.
enum class Break : std::uint8_t {
  never,   // only where a longer word than the line leaves no choice
  within,  // inside a model number: when it is longer than the line
  may,
  must,
};

/// One answer for each character of `text`.
[[nodiscard]] std::vector<Break> line_breaks(std::u32string_view text);

/// Whether an em wide mark has its ink in the right half of it: （ 《 「.
[[nodiscard]] bool opens(char32_t character) noexcept;

/// Whether two marks beside each other, each an em wide, have empty halves between them that are
/// one too many. Traditional Chinese sets its stops in the middle of the em: they have none.
[[nodiscard]] bool close_up(char32_t one, char32_t next, Language language) noexcept;

}  // namespace huidan::pdf

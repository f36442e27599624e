#pragma once
// A layout in words, a line for each mark: what changes in it can be read in a diff.

#include <string>
#include <string_view>

#include "pdf/marks.hpp"

namespace huidan::test {

[[nodiscard]] std::string told(const pdf::Layout& layout);

/// Whether tests/golden/NAME.marks says the same. If not, what was drawn is put into the build
/// folder under that name: look at the page before you put it in the golden file's place.
[[nodiscard]] bool as_looked_at(std::string_view name, const std::string& drawn);

}  // namespace huidan::test

#pragma once
// What a look at the marks alone finds: no text leaves its cell, none is too small to read.

#include <string>

#include "pdf/marks.hpp"

namespace huidan::test {

/// The first text that stands across a rule, beyond the margins or under 8 pt; "" when none does.
[[nodiscard]] std::string crossing(const pdf::Layout& layout);

}  // namespace huidan::test

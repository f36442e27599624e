#pragma once
// libharu as its manual says it is used: what a check must find something wrong with.

#include <string>

namespace huidan::test {

/// A page with `text` twice, in the font of that file.
void print_plainly(const std::string& font, const std::string& text, const std::string& out);

}  // namespace huidan::test

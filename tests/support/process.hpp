#pragma once
// Runs another program and hands back what it said: the tests look at a PDF as other people's tools
// see it.

#include <string>
#include <string_view>
#include <vector>

namespace huidan::test {

struct Ran {
  int exit = -1;  // 128 + the signal when one ended it, 127 when the program is not there
  std::string out;
  std::string err;
};

/// `argv[0]` is looked up in PATH; `input` is its standard input. No shell is involved.
[[nodiscard]] Ran run(const std::vector<std::string>& argv, std::string_view input = {});

}  // namespace huidan::test

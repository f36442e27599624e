#pragma once
// The files that hold what an earlier version wrote.

#include <sstream>
#include <string>
#include <vector>

#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"

namespace huidan::core {

/// The lines of a file in tests/golden.
inline std::vector<std::string> golden(const char* name) {
  const auto path = path_from_utf8(HUIDAN_SOURCE_DIR) / "tests" / "golden" / name;
  std::istringstream file(read_file(path, limits::kBody_bytes).value());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace huidan::core

#pragma once
// A drawn signature: the pen's path as it was, so that it can be drawn as lines at any size and be
// evidence of how it was written. Units are the canvas's own; the form scales them into its box.

#include <cstdint>
#include <vector>

namespace huidan {

struct InkPoint {
  double x = 0;
  double y = 0;
  std::int64_t t_ms = 0;  // since the first touch
  double pressure = 0;    // 0..1, 0 when the pen does not tell

  friend bool operator==(const InkPoint&, const InkPoint&) = default;
};

struct Ink {
  double width = 0;
  double height = 0;
  std::vector<std::vector<InkPoint>> strokes;

  friend bool operator==(const Ink&, const Ink&) = default;
};

}  // namespace huidan

#include "pdf/ink.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "sync/base/limits.hpp"

namespace huidan::test {
namespace {

constexpr pdf::Box kBox{100, 200, 180, 40};

Ink dashes(const std::vector<std::array<double, 2>>& points) {
  Ink ink{600, 200, {{}}};
  for (const auto& [x, y] : points) ink.strokes.front().push_back({x, y, 0, 0});
  return ink;
}

bool inside(const pdf::PathMark& mark) {
  for (const pdf::PathStep& step : mark.steps) {
    const pdf::Point end = step.points[step.verb == pdf::PathStep::Verb::curve ? 2 : 0];
    const bool across = end.x >= kBox.x && end.x <= kBox.right();
    if (!across || !(end.y >= kBox.y && end.y <= kBox.bottom())) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("ink keeps its shape and stays in the box, however it was drawn") {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const double nan = std::nan("");

  struct Row {
    const char* name;
    Ink ink;
    bool drawn;
  };

  const std::array rows{
      Row{"a line", dashes({{10, 10}, {300, 150}, {590, 20}}), true},
      Row{"a dot", dashes({{300, 100}}), true},
      Row{"one place, many times", dashes({{5, 5}, {5, 5}, {5, 5}}), true},
      Row{"upright", dashes({{5, 0}, {5, 200}}), true},
      Row{"beyond the canvas", dashes({{-4000, 9000}, {70000, -3}}), true},
      Row{"not numbers among numbers", dashes({{1, 1}, {nan, 3}, {kInf, 4}, {50, 60}}), true},
      Row{"no numbers at all", dashes({{nan, nan}, {kInf, -kInf}, {1e300, 0}}), false},
      Row{"nothing", Ink{}, false},
      Row{"a stroke without points", dashes({}), false},
      Row{"no canvas", Ink{0, 0, {{{1, 1, 0, 0}, {2, 3, 0, 0}}}}, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto mark = pdf::ink_mark(row.ink, kBox);
    CHECK(mark.has_value() == row.drawn);
    if (mark) CHECK(inside(*mark));
  }
}

TEST_CASE("points nobody would see are left out") {
  Ink ink{600, 200, {{}}};
  const auto count = static_cast<int>(limits::kStrokePoints_max);
  for (int i = 0; i < count; ++i) {
    ink.strokes.front().push_back({600.0 * i / count, 100 + 90 * std::sin(i * 0.002), i, 0});
  }
  const auto mark = pdf::ink_mark(ink, kBox);
  REQUIRE(mark.has_value());
  CHECK(inside(*mark));
  CHECK(mark->steps.size() > 20);
  CHECK(mark->steps.size() < 400);

  // Ever wider swings are the worst that thinning can be given.
  for (int i = 0; i < count; ++i) {
    auto& point = ink.strokes.front()[static_cast<std::size_t>(i)];
    point.y = 100 + (i % 2 == 0 ? 90.0 : -90.0) * i / count;
  }
  const auto swings = pdf::ink_mark(ink, kBox);
  REQUIRE(swings.has_value());
  CHECK(inside(*swings));
}

}  // namespace huidan::test

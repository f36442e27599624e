#include "pdf/ink.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace huidan::pdf {
namespace {

using Polyline = std::vector<Point>;
using Verb = PathStep::Verb;

constexpr double kPen_pt = 1.1;
constexpr double kTolerance_pt = 0.2;
// A small signature is not blown up beyond this, measured against its own canvas.
constexpr double kEnlarge_max = 1.6;

struct Extent {
  double left = std::numeric_limits<double>::max();
  double top = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  double bottom = std::numeric_limits<double>::lowest();

  void add(Point p) noexcept {
    left = std::min(left, p.x);
    top = std::min(top, p.y);
    right = std::max(right, p.x);
    bottom = std::max(bottom, p.y);
  }
};

std::vector<Polyline> usable_strokes(const Ink& ink) {
  constexpr double kFar = 1e6;  // no canvas is this large; beyond it a figure is damage
  std::vector<Polyline> strokes;
  for (const auto& stroke : ink.strokes) {
    Polyline line;
    for (const InkPoint& p : stroke) {
      if (std::abs(p.x) < kFar && std::abs(p.y) < kFar) line.push_back({p.x, p.y});
    }
    if (!line.empty()) strokes.push_back(std::move(line));
  }
  return strokes;
}

/// The line through two points; made once for all the points that are measured against it.
class Chord {
 public:
  Chord(Point from, Point to) noexcept
      : from_(from), dx_(to.x - from.x), dy_(to.y - from.y), length_(std::hypot(dx_, dy_)) {}

  [[nodiscard]] double distance(Point p) const noexcept {
    if (length_ == 0) return std::hypot(p.x - from_.x, p.y - from_.y);
    return std::abs(dx_ * (from_.y - p.y) - dy_ * (from_.x - p.x)) / length_;
  }

 private:
  Point from_;
  double dx_;
  double dy_;
  double length_;
};

/// Douglas and Peucker's thinning, without recursion: a hostile stroke must not eat the stack.
Polyline thinned(const Polyline& line) {
  std::vector<bool> kept(line.size());
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    const Chord chord(line[first], line[last]);
    double worst = kTolerance_pt;
    std::size_t at = first;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double off = chord.distance(line[i]);
      if (off > worst) {
        worst = off;
        at = i;
      }
    }
    if (at == first) continue;
    kept[at] = true;
    open.emplace_back(first, at);
    open.emplace_back(at, last);
  }
  Polyline result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (kept[i]) result.push_back(line[i]);
  }
  return result;
}

/// Catmull and Rom's spline through the points, as Bézier curves.
void append_spline(std::vector<PathStep>& steps, const Polyline& p) {
  steps.push_back({Verb::move, {p.front()}});
  if (p.size() == 1) steps.push_back({Verb::line, {p.front()}});  // a dot: round ends make it one
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    const Point a = p[i == 0 ? 0 : i - 1];
    const Point b = p[i];
    const Point c = p[i + 1];
    const Point d = p[std::min(i + 2, p.size() - 1)];
    steps.push_back({Verb::curve,
                     {Point{b.x + (c.x - a.x) / 6, b.y + (c.y - a.y) / 6},
                      Point{c.x - (d.x - b.x) / 6, c.y - (d.y - b.y) / 6}, c}});
  }
}

}  // namespace

std::optional<PathMark> ink_mark(const Ink& ink, const Box& box) {
  std::vector<Polyline> strokes = usable_strokes(ink);
  if (strokes.empty()) return std::nullopt;
  Extent extent;
  for (const Polyline& stroke : strokes) {
    for (const Point p : stroke) extent.add(p);
  }
  const Box room{box.x + kPen_pt, box.y + kPen_pt, box.width - 2 * kPen_pt,
                 box.height - 2 * kPen_pt};
  const double width = std::max(extent.right - extent.left, 1.0);
  const double height = std::max(extent.bottom - extent.top, 1.0);
  const double canvas = std::min(room.width / std::max({ink.width, width, 1.0}),
                                 room.height / std::max({ink.height, height, 1.0}));
  const double scale = std::min({room.width / width, room.height / height, canvas * kEnlarge_max});
  const double left = room.x + (room.width - width * scale) / 2;
  const double top = room.y + (room.height - height * scale) / 2;

  PathMark mark{{}, Paint::stroke, kPen_pt, Colour::ink, Dash::solid, box};
  for (Polyline& stroke : strokes) {
    for (Point& p : stroke) {
      p = {left + (p.x - extent.left) * scale, top + (p.y - extent.top) * scale};
    }
    append_spline(mark.steps, thinned(stroke));
  }
  return mark;
}

}  // namespace huidan::pdf

#include "pdf/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace huidan::pdf {
namespace {

using Verb = PathStep::Verb;

constexpr double kLabelType = 8;
constexpr double kChartTitleType = 10;
constexpr double kValue_gap = 6;  // between a value and what stands over or beside it
constexpr int kSteps_max = 5;

void add_bar(PathMark& path, const Box& bar) {
  path.steps.push_back({Verb::move, {Point{bar.x, bar.y}}});
  path.steps.push_back({Verb::line, {Point{bar.right(), bar.y}}});
  path.steps.push_back({Verb::line, {Point{bar.right(), bar.bottom()}}});
  path.steps.push_back({Verb::line, {Point{bar.x, bar.bottom()}}});
  path.steps.push_back({Verb::close});
}

/// How many decimals steps of that size need.
int decimals_of(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

std::string figure(double value, int decimals) {
  std::array<char, 64> out{};
  const int length = std::snprintf(out.data(), out.size(), "%.*f", decimals, value);
  return {out.data(), static_cast<std::size_t>(length)};
}

/// One decimal more than the axis has, when it says something.
std::string value_figure(double value, double step) {
  std::string out = figure(value, decimals_of(step) + 1);
  if (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

class ChartDrawing {
 public:
  ChartDrawing(Marks& marks, const Chart& chart, const Box& box, Typesetter& typesetter)
      : marks_(marks), chart_(chart), box_(box), typesetter_(typesetter) {}

  void draw() {
    const Run title = typesetter_.set(chart_.title, Weight::bold);
    double base = box_.y + kChartTitleType;
    for (const Line line : wrap(title, box_.width / kChartTitleType)) {
      marks_.texts.push_back(mark(line, {box_.x, base}, kChartTitleType));
      base += 1.3 * kChartTitleType;
    }
    if (chart_.values.empty()) return;
    const double highest = *std::ranges::max_element(chart_.values);
    step_ = round_step(highest, kSteps_max);
    top_ = step_ * std::max(1.0, std::ceil(highest / step_ - 1e-9));
    base += kValue_gap;
    plot_ = {box_.x, base, box_.width, box_.bottom() - 2 * kLabelType - base};
    axis();
    labels();
    if (chart_.kind == ChartKind::bars) {
      values();
      grid();
      bars();
    } else {
      grid();
      line();
    }
  }

 private:
  [[nodiscard]] double height_of(double value) const noexcept {
    return plot_.bottom() - value / top_ * plot_.height;
  }

  [[nodiscard]] double slot() const noexcept {
    return plot_.width / static_cast<double>(chart_.values.size());
  }

  [[nodiscard]] double middle(std::size_t i) const noexcept {
    return plot_.x + slot() * (static_cast<double>(i) + 0.5);
  }

  void axis() {
    std::vector<Run> figures;
    double widest = 0;
    for (int i = 0; step_ * i <= top_ + step_ / 2; ++i) {
      figures.push_back(typesetter_.set(figure(step_ * i, decimals_of(step_))));
      widest = std::max(widest, width_of(figures.back()) * kLabelType);
    }
    plot_.x += widest + 4;
    plot_.width -= widest + 4;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const double y = height_of(step_ * static_cast<double>(i));
      levels_.push_back(y);
      const double x = plot_.x - 4 - width_of(figures[i]) * kLabelType;
      marks_.texts.push_back(mark(figures[i], {x, y + 0.35 * kLabelType}, kLabelType));
    }
  }

  /// A line for each figure of the axis; none runs through a value.
  void grid() {
    PathMark grid{{}, Paint::stroke, 0.25, Colour::grey};
    for (const double y : levels_) {
      double x = plot_.x;
      for (const Box& value : values_) {
        if (y <= value.y || y >= value.bottom()) continue;
        add_line(grid, {x, y}, {value.x, y});
        x = value.right();
      }
      add_line(grid, {x, y}, {plot_.right(), y});
    }
    marks_.paths.push_back(std::move(grid));
  }

  /// Over each bar, when there is room for all of them beside each other.
  void values() {
    std::vector<Run> runs;
    double widest = 0;
    for (const double value : chart_.values) {
      runs.push_back(typesetter_.set(value_figure(value, step_)));
      widest = std::max(widest, width_of(runs.back()) * kLabelType);
    }
    if (widest + kValue_gap > slot()) return;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const double width = width_of(runs[i]) * kLabelType;
      const double base = height_of(chart_.values[i]) - 2.5;
      const double x = middle(i) - width / 2;
      marks_.texts.push_back(mark(runs[i], {x, base}, kLabelType));
      values_.push_back({x - 2, base - 0.85 * kLabelType, width + 4, kLabelType});
    }
  }

  void labels() {
    std::vector<Run> runs;
    double widest = 1;
    for (const std::string& label : chart_.labels) {
      runs.push_back(typesetter_.set(label));
      widest = std::max(widest, (natural_width(runs.back()) + 1) * kLabelType);
    }
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(widest / slot())));
    for (std::size_t i = 0; i < runs.size(); i += every) {
      for (const Line line : wrap(runs[i], box_.width / kLabelType)) {
        const double width = width_of(line) * kLabelType;
        const double x =
            std::clamp(middle(i) - width / 2, box_.x, std::max(box_.x, box_.right() - width));
        marks_.texts.push_back(mark(line, {x, plot_.bottom() + 1.4 * kLabelType}, kLabelType));
        break;
      }
    }
  }

  void bars() {
    PathMark bars{{}, Paint::fill, 0, Colour::grey};
    const double width = std::min(slot() * 0.6, 36.0);
    for (std::size_t i = 0; i < chart_.values.size(); ++i) {
      const double top = height_of(chart_.values[i]);
      add_bar(bars, {middle(i) - width / 2, top, width, plot_.bottom() - top});
    }
    marks_.paths.push_back(std::move(bars));
    PathMark ground;
    add_line(ground, {plot_.x, plot_.bottom()}, {plot_.right(), plot_.bottom()});
    marks_.paths.push_back(std::move(ground));
  }

  void line() {
    PathMark line{{}, Paint::stroke, 1.4};
    for (std::size_t i = 0; i < chart_.values.size(); ++i) {
      line.steps.push_back(
          {i == 0 ? Verb::move : Verb::line, {Point{middle(i), height_of(chart_.values[i])}}});
    }
    if (chart_.values.size() == 1) line.steps.push_back({Verb::line, line.steps[0].points});
    marks_.paths.push_back(std::move(line));
  }

  Marks& marks_;
  const Chart& chart_;
  Box box_;
  Typesetter& typesetter_;
  Box plot_;
  std::vector<double> levels_;  // of the axis
  std::vector<Box> values_;     // what stands over the bars
  double step_ = 1;
  double top_ = 1;
};

}  // namespace

double round_step(double highest, int parts) {
  if (highest <= 0) return 1;
  const double least = highest / parts;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

void draw_chart(Marks& marks, const Chart& chart, const Box& box, Typesetter& typesetter) {
  ChartDrawing(marks, chart, box, typesetter).draw();
}

}  // namespace huidan::pdf

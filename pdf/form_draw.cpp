#include "pdf/form_draw.hpp"

#include <algorithm>

#include "pdf/ink.hpp"

namespace huidan::pdf {
namespace {

using Verb = PathStep::Verb;

constexpr double kFrame_pt = 1;
constexpr double kRule_pt = 0.5;
constexpr double kInkHeight_max = 44;  // points: about what a hand writes on paper

/// From the top of a line to its baseline: the ideographs' square is centred in the line and stands
/// 0.12 em below the baseline.
double baseline(const Style& style) noexcept {
  return (style.line - style.type) / 2 + 0.88 * style.type;
}

void add_box(PathMark& path, const Box& box) {
  path.steps.push_back({Verb::move, {Point{box.x, box.y}}});
  path.steps.push_back({Verb::line, {Point{box.right(), box.y}}});
  path.steps.push_back({Verb::line, {Point{box.right(), box.bottom()}}});
  path.steps.push_back({Verb::line, {Point{box.x, box.bottom()}}});
  path.steps.push_back({Verb::close});
}

class Table {
 public:
  Table(Marks& marks, const Style& style, double top)
      : marks_(marks), style_(style), y_(top), top_(top) {
    rules_.width = kRule_pt;
    ticks_.width = 1.2;
  }

  void row(const Slice& slice) {
    const double right = kMargin + slice.row->width;
    if (y_ > top_) add_line(rules_, {kMargin, y_}, {std::max(right, right_side_.back().x), y_});
    if (right_side_.empty() || right_side_.back().x != right) right_side_.push_back({right, y_});
    if (slice.row->kind == RowKind::sign) {
      signatures(*slice.row, slice.height);
    } else {
      for (const Cell& cell : slice.row->cells) this->cell(cell, slice);
    }
    y_ += slice.height;
  }

  void finish() {
    PathMark frame{{}, Paint::stroke, kFrame_pt};
    frame.steps.push_back({Verb::move, {Point{kMargin, top_}}});
    double x = kMargin;
    for (const Point& corner : right_side_) {
      if (x > kMargin) frame.steps.push_back({Verb::line, {Point{x, corner.y}}});
      frame.steps.push_back({Verb::line, {corner}});
      x = corner.x;
    }
    frame.steps.push_back({Verb::line, {Point{x, y_}}});
    frame.steps.push_back({Verb::line, {Point{kMargin, y_}}});
    frame.steps.push_back({Verb::close});
    marks_.paths.push_back(std::move(rules_));
    if (!ticks_.steps.empty()) marks_.paths.push_back(std::move(ticks_));
    marks_.paths.push_back(std::move(frame));
  }

 private:
  void text(Line line, Point at) {
    if (!line.empty()) marks_.texts.push_back(mark(line, at, style_.type));
  }

  /// One line from `x`; gives back where it ends.
  double word(const Run& run, double x, double base) {
    text(Line(run), {x, base});
    return x + width_of(Line(run)) * style_.type;
  }

  void cell(const Cell& cell, const Slice& slice) {
    if (cell.x > kMargin) add_line(rules_, {cell.x, y_}, {cell.x, y_ + slice.height});
    if (!cell.choices.empty()) return choices(cell, slice.height);
    const bool parted = slice.lines < slice.row->lines;
    const std::size_t first = cell.label ? 0 : std::min(slice.first, cell.lines.size());
    const std::size_t count =
        std::min(cell.label ? cell.lines.size() : slice.lines, cell.lines.size() - first);
    const double free = slice.height - static_cast<double>(count) * style_.line;
    double base = y_ + baseline(style_) + (parted && !cell.label ? style_.pad_y : free / 2);
    for (std::size_t i = first; i < first + count; ++i) {
      const Line line = cell.lines[i];
      const double slack = cell.width - width_of(line) * style_.type;
      text(line, {cell.x + (cell.align == Align::centre ? slack / 2 : style_.pad_x), base});
      if (cell.align == Align::block && i + 1 < cell.lines.size() &&
          runs_on(line, cell.lines[i + 1])) {
        straighten(marks_.texts.back(), slack - 2 * style_.pad_x);
      }
      base += style_.line;
    }
  }

  /// Spreads the rest of a line between its characters and words, unless that would tear words
  /// apart or make a reader of the file see spaces where none are.
  static void straighten(TextMark& text, double rest) {
    constexpr double kSpacing_em_max = 0.09;
    const auto gaps = std::ranges::count(text.glyphs, false, &MarkedGlyph::tied) - 1;
    if (gaps < 1) return;
    const double spacing = rest / static_cast<double>(gaps);
    if (spacing <= kSpacing_em_max * text.size) text.spacing = spacing;
  }

  void choices(const Cell& cell, double height) {
    const double side = 0.86 * style_.type;
    const double base = y_ + (height - style_.line) / 2 + baseline(style_);
    double x = cell.x + style_.pad_x;
    for (const Choice& choice : cell.choices) {
      const Box box{x, base + 0.09 * style_.type - side, side, side};
      add_box(rules_, box);
      if (choice.ticked) {
        ticks_.steps.push_back({Verb::move, {Point{box.x + 0.2 * side, box.y + 0.52 * side}}});
        ticks_.steps.push_back({Verb::line, {Point{box.x + 0.43 * side, box.y + 0.76 * side}}});
        ticks_.steps.push_back({Verb::line, {Point{box.x + 0.82 * side, box.y + 0.24 * side}}});
      }
      x = word(choice.word, box.right() + 0.45 * style_.type, base) + 2.2 * style_.type;
    }
  }

  void signatures(const Row& row, double height) {
    const double width = kTableWidth / static_cast<double>(row.boxes.size());
    for (std::size_t i = 0; i < row.boxes.size(); ++i) {
      const Box box{kMargin + width * static_cast<double>(i), y_, width, height};
      if (i > 0) add_line(rules_, {box.x, y_}, {box.x, box.bottom()});
      signature(row.boxes[i], box);
    }
  }

  /// The label at the top left, the signature in what is free to the right of it, and under both a
  /// line with name and time that no ink may touch.
  void signature(const SignBox& sign, const Box& box) {
    const double left = box.x + style_.pad_x;
    const double label_end = word(sign.label, left, y_ + style_.pad_y + baseline(style_));
    const std::size_t names = std::max<std::size_t>(sign.name_lines.size(), 1);
    const double foot = box.bottom() - style_.pad_y - static_cast<double>(names) * style_.line;
    const double note = foot - static_cast<double>(sign.note_lines.size()) * style_.line;
    const double room = note - box.y - 4;
    const double height = std::min(room, kInkHeight_max);
    const Box free{label_end + style_.pad_x, box.y + 2 + (room - height) / 2,
                   box.right() - label_end - 2 * style_.pad_x, height};
    if (sign.ink != nullptr) {
      if (auto ink = ink_mark(*sign.ink, free)) marks_.paths.push_back(std::move(*ink));
    }
    double base = y_ + style_.pad_y + baseline(style_);
    for (const Line line : sign.words_lines) {
      text(line, {free.x, base});
      base += style_.line;
    }
    base = note + baseline(style_);
    for (const Line line : sign.note_lines) {
      text(line, {left, base});
      base += style_.line;
    }
    foot_line(sign, box, foot);
  }

  void foot_line(const SignBox& sign, const Box& box, double foot) {
    const double base = foot + baseline(style_);
    const double time = sign.time.empty() ? kTimeRoom_em : width_of(sign.time);
    const double time_x = box.right() - style_.pad_x - time * style_.type;
    const double time_label = width_of(sign.time_label) * style_.type;
    const double name_x = word(sign.name_label, box.x + style_.pad_x, base);
    word(sign.time_label, time_x - time_label, base);
    double name_base = base;
    for (const Line line : sign.name_lines) {
      text(line, {name_x, name_base});
      name_base += style_.line;
    }
    const double under = base + 0.2 * style_.type;
    if (sign.name.empty()) {
      add_line(rules_, {name_x, under}, {time_x - time_label - style_.pad_x, under});
    }
    if (sign.time.empty()) {
      add_line(rules_, {time_x, under}, {box.right() - style_.pad_x, under});
    } else {
      word(sign.time, time_x, base);
    }
  }

  Marks& marks_;
  const Style& style_;
  double y_;
  double top_;
  std::vector<Point> right_side_;  // where the right edge begins, and where it steps aside
  PathMark rules_;
  PathMark ticks_;
};

}  // namespace

void draw_table(Marks& marks, const PageRows& rows, const Style& style, double top) {
  Table table(marks, style, top);
  for (const Slice& slice : rows) table.row(slice);
  table.finish();
}

}  // namespace huidan::pdf

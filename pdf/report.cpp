#include "pdf/report.hpp"

#include <algorithm>
#include <cmath>

#include "pdf/chart.hpp"
#include "pdf/document.hpp"
#include "sync/base/bytes.hpp"

namespace huidan::pdf {
namespace {

constexpr double kMargin = 40;
constexpr double kType = 9;
constexpr double kLine = 12;
constexpr double kPad_x = 4;
constexpr double kPad_y = 2.5;
constexpr double kTitleType = 15;
constexpr double kChartHeight = 176;
constexpr double kRunningHead = 20;  // the title again, on every page but the first
constexpr double kFoot = 20;         // room for the number of the page
constexpr std::size_t kRowLines_min = 2;

struct Column {
  double x = 0;
  double width = 0;
  Stand stand = Stand::left;
};

class Pages {
 public:
  Pages(const Report& report, const FontShelf& fonts)
      : report_(report), typesetter_(fonts, report.language) {
    if (report.orientation == Orientation::landscape) {
      std::swap(layout_.width, layout_.height);
    }
  }

  Layout run() {
    new_page();
    heading();
    for (const Chart& chart : report_.charts) {
      if (left() < kChartHeight) new_page();
      draw_chart(page(), chart, {kMargin, y_, width(), kChartHeight}, typesetter_);
      y_ += kChartHeight + kLine;
    }
    if (!report_.table.columns.empty()) table();
    number_pages();
    layout_.missing.assign(typesetter_.missing().begin(), typesetter_.missing().end());
    return std::move(layout_);
  }

 private:
  [[nodiscard]] double width() const noexcept { return layout_.width - 2 * kMargin; }

  [[nodiscard]] double bottom() const noexcept { return layout_.height - kMargin - kFoot; }

  [[nodiscard]] double left() const noexcept { return bottom() - y_; }

  Marks& page() { return layout_.pages.back().own; }

  void new_page() {
    layout_.pages.emplace_back();
    y_ = kMargin;
    if (layout_.pages.size() == 1) return;
    // One line is enough to know it by: the first page has all of it.
    const Run title = typesetter_.set(report_.title);
    if (const auto lines = wrap(title, width() / kType); !lines.empty()) {
      page().texts.push_back(mark(lines.front(), {kMargin, y_ + 0.88 * kType}, kType));
    }
    y_ += kRunningHead;
  }

  void paragraph(const std::string& text, double type, Weight weight) {
    const Run run = typesetter_.set(text, weight);
    for (const Line line : wrap(run, width() / type)) {
      page().texts.push_back(mark(line, {kMargin, y_ + 0.88 * type}, type));
      y_ += 1.35 * type;
    }
  }

  void heading() {
    paragraph(report_.title, kTitleType, Weight::bold);
    paragraph(report_.subtitle, kType, Weight::regular);
    y_ += kLine / 2;
  }

  void table() {
    double shares = 0;
    for (const ReportColumn& column : report_.table.columns) shares += std::max(column.share, 0.1);
    double x = kMargin;
    for (const ReportColumn& column : report_.table.columns) {
      const double wide = width() * std::max(column.share, 0.1) / shares;
      columns_.push_back({x, wide, column.stand});
      head_.push_back(typesetter_.set(column.head, Weight::bold));
      x += wide;
    }
    const double head_height = height_of(lines_of(head_));
    if (left() < head_height + kLine + 2 * kPad_y) new_page();
    put_head();
    for (const std::vector<std::string>& cells : report_.table.rows) {
      std::vector<Run> runs;
      for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
        runs.push_back(typesetter_.set(cells[i]));
      }
      put_row(runs);
    }
    close_rules();
  }

  using Cells = std::vector<std::vector<Line>>;

  [[nodiscard]] Cells lines_of(const std::vector<Run>& runs) const {
    Cells cells;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      cells.push_back(wrap(runs[i], (columns_[i].width - 2 * kPad_x) / kType));
    }
    return cells;
  }

  [[nodiscard]] static std::size_t tallest(const Cells& cells) noexcept {
    std::size_t lines = 1;
    for (const std::vector<Line>& cell : cells) lines = std::max(lines, cell.size());
    return lines;
  }

  [[nodiscard]] static double height_of(std::size_t lines) noexcept {
    return static_cast<double>(lines) * kLine + 2 * kPad_y;
  }

  [[nodiscard]] static double height_of(const Cells& cells) noexcept {
    return height_of(tallest(cells));
  }

  void put_head() {
    rules_ = {{}, Paint::stroke, 0.25};
    frame_ = {{}, Paint::stroke, 0.8};
    rule(frame_, y_);
    const Cells cells = lines_of(head_);
    put_lines(cells, 0, tallest(cells));
    rule(frame_, y_);
  }

  void rule(PathMark& rules, double y) const {
    add_line(rules, {kMargin, y}, {kMargin + width(), y});
  }

  void close_rules() {
    rule(frame_, y_);
    page().paths.push_back(std::move(rules_));
    page().paths.push_back(std::move(frame_));
  }

  void turn() {
    close_rules();
    new_page();
    put_head();
  }

  /// A row that no page could hold is parted between lines; any other starts overleaf.
  void put_row(const std::vector<Run>& runs) {
    const Cells cells = lines_of(runs);
    const std::size_t lines = tallest(cells);
    const double fresh = bottom() - kMargin - kRunningHead - height_of(lines_of(head_));
    std::size_t first = 0;
    while (height_of(lines - first) > left() + 1e-6) {
      const auto fits = static_cast<std::size_t>(std::max(0.0, (left() - 2 * kPad_y) / kLine));
      const bool parts = height_of(lines - first) > fresh && fits >= kRowLines_min;
      if (parts) {
        put_lines(cells, first, fits);
        first += fits;
      } else if (left() >= fresh - 1e-6) {
        break;  // a head that fills the page: rather beyond the foot than nowhere
      }
      turn();
    }
    put_lines(cells, first, lines - first);
  }

  void put_lines(const Cells& cells, std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = columns_[i];
      double base = y_ + kPad_y + (kLine - kType) / 2 + 0.88 * kType;
      for (std::size_t k = first; k < std::min(first + count, cells[i].size()); ++k) {
        const Line line = cells[i][k];
        const double spare = column.width - 2 * kPad_x - width_of(line) * kType;
        const double shift = column.stand == Stand::right ? std::max(spare, 0.0) : 0;
        if (!line.empty()) {
          page().texts.push_back(mark(line, {column.x + kPad_x + shift, base}, kType));
        }
        base += kLine;
      }
    }
    y_ += height_of(count);
    rule(rules_, y_);
  }

  void number_pages() {
    const std::string all = std::to_string(layout_.pages.size());
    for (std::size_t i = 0; i < layout_.pages.size(); ++i) {
      const Run run = typesetter_.set(
          text_with(report_.language, "form.page", {{"n", std::to_string(i + 1)}, {"m", all}}));
      const double x = (layout_.width - width_of(run) * kType) / 2;
      layout_.pages[i].own.texts.push_back(mark(run, {x, layout_.height - kMargin}, kType));
    }
  }

  const Report& report_;
  Typesetter typesetter_;
  Layout layout_;
  double y_ = 0;
  std::vector<Column> columns_;
  std::vector<Run> head_;
  PathMark rules_;  // between rows
  PathMark frame_;  // around the head, and at the foot
};

bool all_utf8(const std::vector<std::string>& texts) {
  return std::ranges::all_of(texts, [](const std::string& text) { return is_utf8(text); });
}

bool all_utf8(const Report& report) {
  return is_utf8(report.title) && is_utf8(report.subtitle) &&
         std::ranges::all_of(
             report.charts,
             [](const Chart& chart) { return is_utf8(chart.title) && all_utf8(chart.labels); }) &&
         std::ranges::all_of(report.table.columns,
                             [](const ReportColumn& column) { return is_utf8(column.head); }) &&
         std::ranges::all_of(report.table.rows, [](const auto& row) { return all_utf8(row); });
}

bool can_be_drawn(const Chart& chart) {
  return chart.labels.size() == chart.values.size() &&
         std::ranges::all_of(chart.values,
                             [](double value) { return std::isfinite(value) && value >= 0; });
}

}  // namespace

Layout lay_out(const Report& report, const FontShelf& fonts) {
  return Pages(report, fonts).run();
}

Result<Printed> print_report(const Report& report, const FontShelf& fonts) {
  if (!all_utf8(report)) return Error{Code::bad_utf8, "report"};
  if (!std::ranges::all_of(report.charts, can_be_drawn)) return Error{Code::bad_input, "chart"};
  const Layout layout = lay_out(report, fonts);
  auto file =
      write_document(layout, {report.title, std::string(language_tag(report.language))}, fonts);
  if (!file) return file.error();
  return Printed{std::move(file).value(), layout.missing, static_cast<int>(layout.pages.size())};
}

}  // namespace huidan::pdf

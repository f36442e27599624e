#include "pdf/flow.hpp"

#include <algorithm>

namespace huidan::pdf {
namespace {

constexpr std::size_t kPiece_lines_min = 2;

class Flow {
 public:
  Flow(const std::vector<Row>& rows, const Style& style, double room)
      : rows_(rows), style_(style), room_(room) {}

  std::vector<PageRows> run() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].kind == RowKind::parts_head) head_ = &rows_[i];
      place(i);
    }
    return std::move(pages_);
  }

 private:
  [[nodiscard]] double left() const noexcept { return room_ - used_; }

  [[nodiscard]] double height_of(std::size_t lines) const noexcept {
    return static_cast<double>(lines) * style_.line + 2 * style_.pad_y;
  }

  void new_page() {
    pages_.emplace_back();
    used_ = 0;
  }

  void put(const Row& row, std::size_t first, std::size_t lines, double height) {
    pages_.back().push_back({&row, first, lines, height});
    used_ += height;
  }

  /// What must stand on one page with row `i`, itself included.
  [[nodiscard]] double together(std::size_t i) const noexcept {
    const RowKind kind = rows_[i].kind;
    std::size_t more = kind == RowKind::parts_title ? 2 : 0;
    if (kind == RowKind::parts_head || kind == RowKind::rating) more = 1;
    double sum = 0;
    for (std::size_t k = i; k <= i + more && k < rows_.size(); ++k) sum += rows_[k].height;
    return sum <= room_ ? sum : rows_[i].height;
  }

  void turn_page(const Row& row) {
    PageRows carried;
    const bool closing = row.kind == RowKind::sign || row.kind == RowKind::rating;
    if (closing && !pages_.empty()) carried = last_part();
    new_page();
    const bool parts = row.kind == RowKind::part || (!carried.empty() && head_ != nullptr);
    if (parts && head_ != nullptr) put(*head_, 0, head_->lines, head_->height);
    for (const Slice& slice : carried) put(*slice.row, slice.first, slice.lines, slice.height);
  }

  /// Takes the last whole part from the page, to keep the signing boxes company.
  PageRows last_part() {
    PageRows& page = pages_.back();
    if (page.size() < 3 || page.back().row->kind != RowKind::part || page.back().first != 0 ||
        page[page.size() - 2].row->kind != RowKind::part) {
      return {};
    }
    PageRows carried{page.back()};
    page.pop_back();
    return carried;
  }

  void place(std::size_t i) {
    const Row& row = rows_[i];
    if (pages_.empty()) new_page();
    std::size_t first = 0;
    double height = row.height;
    while (height > left() + 1e-6 || (first == 0 && together(i) > left() + 1e-6)) {
      const std::size_t rest = row.lines - first;
      const std::size_t piece = first_piece(row, rest);
      if (piece > 0) {
        put(row, first, piece, height_of(piece));
        first += piece;
        height = height_of(row.lines - first);
      } else if (pages_.back().empty()) {
        break;
      }
      turn_page(row);
    }
    put(row, first, row.lines - first, height);
  }

  /// How many of the `rest` lines go on this page; 0 when the row should start overleaf.
  [[nodiscard]] std::size_t first_piece(const Row& row, std::size_t rest) const noexcept {
    const bool must_part = row.height > room_ - (head_ != nullptr ? head_->height : 0);
    if (row.kind == RowKind::sign || (row.kind != RowKind::text && !must_part)) return 0;
    const double space = left() - 2 * style_.pad_y;
    if (space < style_.line * kPiece_lines_min) return 0;
    std::size_t fits = static_cast<std::size_t>(space / style_.line);
    if (rest <= kPiece_lines_min || fits == 0) return 0;
    fits = std::min(fits, rest - kPiece_lines_min);
    return fits >= kPiece_lines_min ? fits : 0;
  }

  const std::vector<Row>& rows_;
  const Style& style_;
  double room_;
  double used_ = 0;
  const Row* head_ = nullptr;
  std::vector<PageRows> pages_;
};

/// What a row may grow by: without end where a pen will write, a little where text stands already,
/// so that it does not float in the middle of nothing.
double appetite(const Row& row, const Style& style) noexcept {
  if (row.kind == RowKind::sign) return 2 * style.line;
  if (row.kind != RowKind::text) return 0;
  if (!row.cells.back().run.empty()) return (row.lines_min > 1 ? 3 : 1.5) * style.line;
  return row.lines_min > 1 ? kPaperHeight : kPaperHeight / 2;
}

}  // namespace

std::vector<PageRows> flow(const std::vector<Row>& rows, const Style& style, double room) {
  return Flow(rows, style, room).run();
}

void spread(PageRows& rows, double room, const Style& style) {
  // Rows beside a code are as tall as it already: more would leave a hole under it.
  const auto grows = [](const Slice& slice) { return slice.row->width >= kTableWidth; };
  double spare = room;
  double hungry = 0;
  for (const Slice& slice : rows) {
    spare -= slice.height;
    if (grows(slice)) hungry += appetite(*slice.row, style);
  }
  const auto count = static_cast<double>(std::ranges::count_if(rows, grows));
  if (spare <= 0 || count == 0) return;
  const double air = std::min(spare / count, style.line / 3);
  spare -= air * count;
  const double share = hungry > 0 ? std::min(1.0, spare / hungry) : 0;
  for (Slice& slice : rows) {
    if (grows(slice)) slice.height += air + share * appetite(*slice.row, style);
  }
}

}  // namespace huidan::pdf

#include "pdf/layout.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "pdf/flow.hpp"
#include "pdf/form_draw.hpp"
#include "sync/model/sheet_code.hpp"

namespace huidan::pdf {
namespace {

using Verb = PathStep::Verb;

constexpr int kHalf = 421;
constexpr double kQrSide = 58;  // 20.5 mm without its quiet zone: read from 150 dpi up

// From roomy to tight; the first that fits is taken, none below kSmallestType.
constexpr std::array kHalfStyles{
    Style{9, 12.4, 5, 2.4, 52},
    Style{9, 12, 5, 1.6, 46},
    Style{8.5, 11.2, 5, 1.5, 44},
    Style{8, 10.6, 4.5, 1.3, 42},
};
constexpr double kFullTop = 36;
constexpr double kFullBottom = 806;
constexpr double kFullRecord = 160;
constexpr double kModule_max = 2;      // of a dense code that says little
constexpr double kCustomerCode = 0.6;  // of the dense code's side: it is no louder than it must be
constexpr double kBesideCode = 12;  // four modules of the largest on paper, which is its quiet zone
constexpr std::array kFullStyles{
    Style{10.5, 15, 6, 4.5, 76, 18, kFullTop, kFullBottom, kFullRecord},
    Style{10, 14, 6, 3.4, 68, 18, kFullTop, kFullBottom, kFullRecord},
    Style{9.5, 13, 6, 2.8, 64, 18, kFullTop, kFullBottom, kFullRecord},
};

struct Copy {
  std::string_view label;  // catalogue key
  std::string_view name;   // as the model says it
  std::int64_t print = 0;
  Run no_sheet{};  // the word for what it is instead; empty: it is a sheet
};

std::string grouped(std::string_view hash) {
  std::string out;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += hash[i];
  }
  return out;
}

class Form {
 public:
  Form(const FormContent& form, const Sheets& sheets, const FontShelf& fonts)
      : form_(form), typesetter_(fonts, form.language), table_(form, typesetter_) {
    if (sheets.customer_print > 0) {
      copies_.push_back(
          {"form.copy_customer", "customer", sheets.customer_print, word_of(sheets.customer)});
    }
    if (sheets.desk_print > 0) {
      copies_.push_back({"form.copy_desk", "desk", sheets.desk_print, word_of(sheets.desk)});
    }
    if (sheets.desk_print > 0 && !sheets.desk_record.empty()) {
      record_ = dense_code(sheets.desk_record);
    }
    const std::string hash = form.form_hash.substr(0, 16);
    title_ = word("form.title", {}, Weight::bold);
    no_ = word("form.no_line", {{"no", form.no}}, Weight::bold);
    if (!hash.empty()) check_ = word("form.check_line", {{"code", grouped(hash)}});
    hash_ = hash;
  }

  Layout run() {
    if (copies_.size() == 2 && two_up()) return finish();
    for (const Style& style : kFullStyles) {
      if (fits(style)) return single_sheets(style), finish();
    }
    many_sheets(fewest_sheets());
    return finish();
  }

 private:
  using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  Run word(std::string_view key, Values values, Weight weight = Weight::regular) {
    return typesetter_.set(text_with(form_.language, key, values), weight);
  }

  Run word_of(Standing standing) {
    if (standing == Standing::sheet) return {};
    return word(standing == Standing::look ? "form.look" : "form.unprinted", {});
  }

  Layout finish() {
    layout_.missing.assign(typesetter_.missing().begin(), typesetter_.missing().end());
    return std::move(layout_);
  }

  [[nodiscard]] double record_side(const Style& style) const noexcept {
    return std::min(style.record, kModule_max * record_.side);
  }

  [[nodiscard]] double record_quiet(const Style& style) const noexcept {
    return kQuiet_modules * record_side(style) / record_.side;
  }

  /// What a sheet's first page leaves free at the right for the record, on both copies: they share
  /// the body. The desk's has the dense code there, the customer's its own code in the middle.
  [[nodiscard]] double column(const Style& style, std::size_t body) const noexcept {
    return record_.side > 0 && body == 0 ? record_side(style) + kBesideCode : 0;
  }

  /// A sheet's own code stands at the right. Beside a record it goes to the left, or the title
  /// could not stand in the middle of the paper.
  [[nodiscard]] double head_right(const Style& style, std::size_t body) const noexcept {
    const double beside = column(style, body);
    return kMargin + kTableWidth - (beside > 0 ? beside : kQrSide + kBesideCode);
  }

  /// Where a copy's label, page and number begin.
  [[nodiscard]] double head_left(const Copy& copy, const Style& style,
                                 std::size_t body) const noexcept {
    const bool code = column(style, body) > 0 && copy.name == "desk";
    return kMargin + (code ? kQrSide + kBesideCode : 0);
  }

  /// As where there is the least room: on the desk's first page.
  [[nodiscard]] std::vector<Line> number_lines(const Style& style) const {
    const double check = width_of(check_) * kSmallestType;
    const double room =
        head_right(style, 0) - head_left(copies_.back(), style, 0) - check - (check > 0 ? 14 : 0);
    return wrap(no_, room / (style.type + 1));
  }

  [[nodiscard]] Notch notch(const Style& style) const {
    if (record_.side == 0) return {};
    const double end = style.top + record_side(style) + record_quiet(style);
    const double depth = end - table_top(style);
    return depth > 0 ? Notch{column(style, 0), depth} : Notch{};
  }

  /// The top edge of the table: a long number of another house may need a second line.
  [[nodiscard]] double table_top(const Style& style) const {
    const std::size_t more = number_lines(style).size() - 1;
    return style.top + kQrSide + 8 + static_cast<double>(more) * style.line;
  }

  [[nodiscard]] double room(const Style& style) const { return style.bottom - table_top(style); }

  bool fits(const Style& style) {
    table_.fit(style, notch(style));
    return table_.height() <= room(style);
  }

  bool two_up() {
    for (const Style& style : kHalfStyles) {
      if (!fits(style)) continue;
      add_body(whole(style), style, {});
      Page page;
      for (std::size_t i = 0; i < copies_.size(); ++i) {
        const int down = static_cast<int>(i) * kHalf;
        page.bodies.push_back({0, down});
        add_copy_marks(page.own, copies_[i], style, page.bodies.back());
      }
      add_tear_line(page.own);
      layout_.pages.push_back(std::move(page));
      return true;
    }
    return false;
  }

  [[nodiscard]] PageRows whole(const Style& style) const {
    PageRows rows;
    for (const Row& row : table_.rows()) rows.push_back({&row, 0, row.lines, row.height});
    spread(rows, room(style), style);
    return rows;
  }

  void single_sheets(const Style& style) {
    add_body(whole(style), style, {});
    add_sheets(style);
  }

  /// Of the styles that need the fewest sheets the roomiest.
  const Style& fewest_sheets() {
    const Style* best = &kFullStyles.front();
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const Style& style : kFullStyles) {
      table_.fit(style, notch(style));
      const std::size_t sheets = flow(table_.rows(), style, room(style)).size();
      if (sheets >= least) continue;
      best = &style;
      least = sheets;
    }
    return *best;
  }

  void many_sheets(const Style& style) {
    table_.fit(style, notch(style));
    const std::vector<PageRows> pages = flow(table_.rows(), style, room(style));
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const Run page =
          word("form.page", {{"n", std::to_string(i + 1)}, {"m", std::to_string(pages.size())}});
      add_body(pages[i], style, page);
    }
    add_sheets(style);
  }

  /// Every body once for each copy, a copy's sheets together.
  void add_sheets(const Style& style) {
    for (const Copy& copy : copies_) {
      for (std::size_t body = 0; body < layout_.bodies.size(); ++body) {
        Page page;
        page.bodies.push_back({body, 0});
        add_copy_marks(page.own, copy, style, page.bodies.back());
        layout_.pages.push_back(std::move(page));
      }
    }
  }

  void add_body(const PageRows& rows, const Style& style, const Run& page) {
    Marks marks;
    const std::size_t body = layout_.bodies.size();
    const double right = head_right(style, body);
    add_title(marks, style, {head_left(copies_.back(), style, body), right}, page);
    if (!check_.empty()) {
      const double x = right - width_of(check_) * kSmallestType;
      marks.texts.push_back(mark(check_, {x, style.top + kQrSide - 2}, kSmallestType));
    }
    pages_.push_back(page);
    draw_table(marks, rows, style, table_top(style));
    layout_.bodies.push_back(std::move(marks));
  }

  struct Span {
    double left;
    double right;
  };

  /// In the middle of the paper, or of what codes and page number leave of it where a long title
  /// would meet them; smaller only where it is longer than that.
  void add_title(Marks& marks, const Style& style, Span room, const Run& page) const {
    const double left = room.left + (page.empty() ? 0 : width_of(page) * style.type + 12);
    const double size = std::min(style.title, (room.right - left) / width_of(title_));
    const double half = width_of(title_) * size / 2;
    const bool in_the_middle =
        kPaperWidth / 2 + half <= room.right && kPaperWidth / 2 - half >= left;
    const double middle = in_the_middle ? kPaperWidth / 2 : (left + room.right) / 2;
    marks.texts.push_back(mark(title_, {middle - half, style.top + 33}, size));
  }

  [[nodiscard]] std::string code_of(const Copy& copy) const {
    return sheet_code_text(
        {form_.no, std::string(copy.name), copy.print, hash_, form_.short_signature});
  }

  void add_copy_marks(Marks& marks, const Copy& copy, const Style& style,
                      const Placement& placement) {
    const double top = style.top + placement.down;
    const double left = head_left(copy, style, placement.body);
    const Run label = word(copy.label, {}, Weight::bold);
    marks.texts.push_back(mark(label, {left, top + 9}, style.type));
    if (copy.print > 1) {
      const Run reprint = word("form.reprint", {{"n", std::to_string(copy.print - 1)}});
      const double x = left + (width_of(label) + 1.5) * style.type;
      marks.texts.push_back(mark(reprint, {x, top + 9}, style.type));
    }
    if (const Run& page = pages_[placement.body]; !page.empty()) {
      marks.texts.push_back(mark(page, {left, top + 35}, style.type));
    }
    double number = top + kQrSide - 2;
    for (const Line line : number_lines(style)) {
      marks.texts.push_back(mark(line, {left, number}, style.type + 1));
      number += style.line;
    }
    add_codes(marks, copy, style, top, placement.body);
  }

  void add_codes(Marks& marks, const Copy& copy, const Style& style, double top,
                 std::size_t body) const {
    const double right = kMargin + kTableWidth;
    Point at{right - kQrSide, top};
    double side = kQrSide;
    if (column(style, body) > 0) {
      const double free = record_side(style);
      if (copy.name == "desk") {
        add_code(marks, {right - free, top}, free, record_, copy);
        at.x = kMargin;
      } else {
        side = std::max(kQrSide, kCustomerCode * free);
        at = {right - (free + side) / 2, top + (free - side) / 2};
      }
    }
    add_code(marks, at, side, qr_code(code_of(copy)), copy);
  }

  /// A code, or where the copy is no sheet its place with the word for that.
  static void add_code(Marks& marks, Point at, double side, const QrCode& code, const Copy& copy) {
    const Run& word = copy.no_sheet;
    if (word.empty()) {
      marks.codes.push_back({at, side / code.side, code});
      return;
    }
    PathMark frame{{}, Paint::stroke, 0.5, Colour::grey, Dash::dashed};
    const std::array corners{at, Point{at.x + side, at.y}, Point{at.x + side, at.y + side},
                             Point{at.x, at.y + side}};
    for (std::size_t i = 0; i < corners.size(); ++i) {
      add_line(frame, corners[i], corners[(i + 1) % corners.size()]);
    }
    marks.paths.push_back(std::move(frame));
    const double size = std::min(2 * kSmallestType, 0.9 * side / width_of(word));
    const Point middle{at.x + (side - width_of(word) * size) / 2, at.y + side / 2 + 0.35 * size};
    marks.texts.push_back(mark(word, middle, size));
  }

  static void add_circle(PathMark& path, Point centre, double radius) {
    const double k = radius * 0.5523;  // the handle that makes a quarter circle of a Bézier curve
    const auto at = [centre](double x, double y) { return Point{centre.x + x, centre.y + y}; };
    path.steps.push_back({Verb::move, {at(radius, 0)}});
    path.steps.push_back({Verb::curve, {at(radius, k), at(k, radius), at(0, radius)}});
    path.steps.push_back({Verb::curve, {at(-k, radius), at(-radius, k), at(-radius, 0)}});
    path.steps.push_back({Verb::curve, {at(-radius, -k), at(-k, -radius), at(0, -radius)}});
    path.steps.push_back({Verb::curve, {at(k, -radius), at(radius, -k), at(radius, 0)}});
    path.steps.push_back({Verb::close});
  }

  static void add_tear_line(Marks& marks) {
    constexpr double kStart = 24;
    PathMark line{{}, Paint::stroke, 0.5, Colour::grey, Dash::dashed};
    line.steps.push_back({Verb::move, {Point{kStart + 20, kHalf}}});
    line.steps.push_back({Verb::line, {Point{kPaperWidth - kStart, kHalf}}});
    marks.paths.push_back(std::move(line));
    PathMark scissors{{}, Paint::stroke, 0.8, Colour::grey};
    for (const double side : {-1.0, 1.0}) {
      add_circle(scissors, {kStart + 2.4, kHalf + side * 2.9}, 2.1);
      scissors.steps.push_back({Verb::move, {Point{kStart + 4.1, kHalf + side * 1.7}}});
      scissors.steps.push_back({Verb::line, {Point{kStart + 15, kHalf - side * 3}}});
    }
    marks.paths.push_back(std::move(scissors));
  }

  const FormContent& form_;
  Typesetter typesetter_;
  FormTable table_;
  std::vector<Copy> copies_;
  Run title_;
  Run no_;
  Run check_;
  std::string hash_;
  QrCode record_;
  std::vector<Run> pages_;  // what each body's page is called
  Layout layout_;
};

}  // namespace

Layout lay_out(const FormContent& form, const Sheets& sheets, const FontShelf& fonts) {
  return Form(form, sheets, fonts).run();
}

}  // namespace huidan::pdf

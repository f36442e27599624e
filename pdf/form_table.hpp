#pragma once
// The form's table before it meets a page: every word set once, then fitted to a style as often as
// it takes to find the one that fits the paper.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "pdf/repair_form.hpp"
#include "pdf/typeset.hpp"

namespace huidan::pdf {

inline constexpr double kMargin = 34;  // 12 mm: lasers lose up to 4.2 mm, folders punch the rest
inline constexpr double kTableWidth = kPaperWidth - 2 * kMargin;
inline constexpr double kSmallestType = 8;
inline constexpr double kTimeRoom_em = 8.5;  // "2026-11-22 09:05", typed or by pen

struct Style {
  double type = 9;   // size of all text in the table
  double line = 12;  // from baseline to baseline
  double pad_x = 5;  // inside a cell
  double pad_y = 2.6;
  double sign = 52;  // least height of a signing box
  double title = 15;
  double top = 22;  // first point that may be printed
  double bottom = 398;
  double record = 146;  // side of the dense code; see kDenseCode_characters
};

/// What is cut out of the table's top right corner, for a code that is taller than the head.
struct Notch {
  double width = 0;
  double depth = 0;
};

/// `block`: both edges straight, as Chinese is set; English keeps the spaces between its words
/// even.
enum class Align : std::uint8_t { left, centre, block };

struct Choice {
  Run word;
  bool ticked = false;
};

struct Cell {
  Run run;
  Align align = Align::left;
  bool label = false;  // shown again where the row goes on overleaf
  std::vector<Choice> choices{};
  // fitted
  double x = 0;
  double width = 0;
  std::vector<Line> lines{};
};

/// One party's signing box; see FormSignature for its states.
struct SignBox {
  Run label;
  Run words;  // what stands in place of a signature
  Run note;   // under one: that the order has changed since
  Run name_label;
  Run name;
  Run time_label;
  Run time;
  const Ink* ink = nullptr;  // of the FormContent, which outlives the table
  // fitted
  std::vector<Line> words_lines{};
  std::vector<Line> note_lines{};
  std::vector<Line> name_lines{};
};

enum class RowKind : std::uint8_t { pair, wide, text, parts_title, parts_head, part, rating, sign };

struct Row {
  RowKind kind = RowKind::pair;
  std::vector<Cell> cells{};
  std::size_t lines_min = 1;
  std::vector<SignBox> boxes{};
  // fitted
  std::size_t lines = 1;
  double width = kTableWidth;
  double height = 0;  // natural
};

class FormTable {
 public:
  /// `form` must outlive the table.
  FormTable(const FormContent& form, Typesetter& typesetter);

  /// Columns and lines for that style; invalidates what an earlier fit gave. The rows before the
  /// first text stand beside the notch and are at least as tall as it together.
  void fit(const Style& style, const Notch& notch);

  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }

  /// Of all rows together, as fitted.
  [[nodiscard]] double height() const noexcept;

 private:
  void add_pair(std::array<std::string_view, 2> labels, std::array<std::string_view, 2> values);
  /// Each option is the value and the catalogue's key of its word.
  void add_choices(RowKind kind, std::string_view label, std::string_view value,
                   std::initializer_list<std::array<std::string_view, 2>> options);
  void add_text(Run label, std::string_view value, std::size_t lines_min);
  void add_parts();
  void add_signatures();
  [[nodiscard]] SignBox sign_box(std::string_view label, const FormSignature& signature);
  void fit_cells(Row& row, const Style& style) const;
  void pass_notch(const Notch& notch);
  void fit_signatures(Row& row, const Style& style) const;
  void fit_parts(const Style& style);
  [[nodiscard]] Run word(std::string_view key);

  const FormContent& form_;
  Typesetter& typesetter_;
  std::vector<Row> rows_;
  std::array<double, 6> part_widths_{};
  double label_width_ = 0;        // of the left column, in points
  double right_label_width_ = 0;  // of the right column of labels
};

}  // namespace huidan::pdf

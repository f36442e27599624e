#pragma once
// Reports on paper: charts above a table that goes on for as many pages as it has rows, its head on
// each. Charts are paths with words beside them, sharp at any size and found by a search.

#include <string>
#include <vector>

#include "pdf/marks.hpp"
#include "pdf/repair_form.hpp"

namespace huidan::pdf {

enum class Orientation : std::uint8_t { portrait, landscape };

/// How the cells of a column stand; figures stand right, under each other.
enum class Stand : std::uint8_t { left, right };

struct ReportColumn {
  std::string head;
  double share = 1;  // of the table's width, against the other columns'
  Stand stand = Stand::left;
};

/// A row may be shorter than the columns; what is beyond them is not shown.
struct ReportTable {
  std::vector<ReportColumn> columns;
  std::vector<std::vector<std::string>> rows;
};

enum class ChartKind : std::uint8_t { bars, lines };

/// One value a label, none negative, in a unit that the title names.
struct Chart {
  ChartKind kind = ChartKind::bars;
  std::string title;
  std::vector<std::string> labels;
  std::vector<double> values;
};

struct Report {
  Language language = Language::zh_hans;
  Orientation orientation = Orientation::portrait;
  std::string title;
  std::string subtitle;  // the period, who asked, when: in words
  std::vector<Chart> charts;
  ReportTable table;
};

/// Pure. Texts are well-formed UTF-8.
[[nodiscard]] Layout lay_out(const Report& report, const FontShelf& fonts);

/// PDF/A-3u. No cell loses a character: rows grow, and a row taller than a page goes on overleaf.
/// Errors: bad_input (a chart whose values and labels differ in number, or with a value that is
/// negative or no number), bad_utf8, bad_font.
[[nodiscard]] Result<Printed> print_report(const Report& report, const FontShelf& fonts);

}  // namespace huidan::pdf

#pragma once
// Rows onto pages: which rows, or which of their lines, stand where.

#include <vector>

#include "pdf/form_table.hpp"

namespace huidan::pdf {

struct Slice {
  const Row* row = nullptr;
  std::size_t first = 0;  // line of the row
  std::size_t lines = 0;
  double height = 0;
};

using PageRows = std::vector<Slice>;

/// The fitted rows on pages with `room` points for the table. A text row is parted between lines,
/// never leaving one alone; the heading of the parts stands again where they go on; the signing
/// boxes are not parted from the customer's rating, and not left alone on a page.
[[nodiscard]] std::vector<PageRows> flow(const std::vector<Row>& rows, const Style& style,
                                         double room);

/// Gives what is left of `room` to the rows, so that the page looks filled: first a little air to
/// every row, then room for the pen to the texts and signing boxes.
void spread(PageRows& rows, double room, const Style& style);

}  // namespace huidan::pdf

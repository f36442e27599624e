#pragma once
// The export that tests and the demo import: two files of orders as a power utility's old ticket
// systems would give them, twenty of the rows broken on purpose. Both files are made from here and
// nothing else, so that what a test expects and what the file says cannot drift apart.

#include <string>
#include <string_view>
#include <vector>

#include "server/desk/intake/import_file.hpp"

namespace huidan::sample {

/// A row that must be refused, and how README.md beside the files describes it.
struct BrokenRow {
  std::size_t line = 0;
  std::string column;
  Code code = Code::internal;
  std::string what;
};

struct Export {
  std::string_view file_name;
  std::string bytes;
  std::vector<server::ImportedOrder> orders;  // the good rows, canonical, in the file's order
  std::vector<BrokenRow> broken;
};

/// GB18030, Chinese labels, CRLF, without parts: INTERFACES gives CSV no column for them.
[[nodiscard]] Export csv_export();

/// UTF-8, names of INTERFACES, with parts.
[[nodiscard]] Export json_lines_export();

/// `count` orders with the numbers DL-2026-<first>…; the same for the same seed everywhere.
[[nodiscard]] std::vector<server::ImportedOrder> make_orders(int first, int count,
                                                             std::uint64_t seed);

/// `text` (UTF-8) in GB18030.
[[nodiscard]] std::string to_gb18030(std::string_view text);

}  // namespace huidan::sample

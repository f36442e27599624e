#pragma once
// Where the rows of a file end up, whatever its format: taken once by number, or refused. Holds the
// bounds that keep a hostile file from filling the memory.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "server/desk/intake/charset.hpp"
#include "server/desk/intake/import_file.hpp"

namespace huidan::server {

/// What became of one row.
using RowOutcome = std::variant<ImportedOrder, Refusal>;

class Collector {
 public:
  /// `progress` must outlive the collector.
  Collector(std::size_t total_bytes, const ImportProgress& progress)
      : progress_(progress), total_bytes_(total_bytes) {}

  /// Takes the order, or refuses it: its number must not have been taken before, which `no_column`
  /// (the column's name in the file) is then blamed for. Error: too_many rows.
  [[nodiscard]] Refusable add(RowOutcome outcome, const std::string& no_column);

  /// Tells the progress, at most limits::kImportProgress_parts times in all.
  void read_to(std::size_t done_bytes);

  /// Ends the reading.
  [[nodiscard]] ImportPlan finish();

 private:
  const ImportProgress& progress_;
  std::size_t total_bytes_;
  std::size_t told_bytes_ = 0;
  ImportPlan plan_;
  std::map<std::string, std::size_t, std::less<>> line_by_no_;
};

/// The fields every report must have (S2-3: recorded whole). Gives the first that `order` lacks as
/// missing_value.
[[nodiscard]] Refusable check_whole(const ImportedOrder& order);

/// Both read `content`, a file without its byte order mark, row by row into `collector`. Errors:
/// what refuses the file as a whole (read_import).
[[nodiscard]] Refusable read_csv(std::string_view content, Charset charset,
                                 const ImportSettings& settings, Collector& collector);

[[nodiscard]] Refusable read_json_lines(std::string_view content, const ImportSettings& settings,
                                        Collector& collector);

}  // namespace huidan::server

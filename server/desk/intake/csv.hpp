#pragma once
// Cuts a file into records and cells as RFC 4180 has it, with any one-byte separator and LF or
// CRLF. A record with broken quotes is given back as broken and reading goes on at the next
// physical line: one forgotten quote must not swallow the rows behind it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::server {

struct CsvRecord {
  std::size_t line = 0;            // the physical line it starts on, from 1
  std::vector<std::string> cells;  // unquoted, in the file's charset
  std::optional<Error> fault;      // bad_row (unclosed_quote, stray_quote) or too_large
};

/// The one of comma, tab and semicolon that stands most often in the first line that is not blank.
[[nodiscard]] char detect_separator(std::string_view bytes) noexcept;

class CsvReader {
 public:
  /// `bytes` must outlive the reader and start without a byte order mark.
  CsvReader(std::string_view bytes, char separator) : bytes_(bytes), separator_(separator) {}

  /// The next record, blank ones included; nothing at the end.
  [[nodiscard]] std::optional<CsvRecord> next();

  /// Bytes read so far.
  [[nodiscard]] std::size_t position() const noexcept { return at_; }

 private:
  [[nodiscard]] std::optional<Error> read_cells(CsvRecord& record);
  [[nodiscard]] std::optional<Error> read_quoted(std::string& cell);
  [[nodiscard]] std::optional<Error> read_bare(std::string& cell);
  [[nodiscard]] bool at_line_end() const noexcept;
  [[nodiscard]] bool too_large() const noexcept;
  void end_line() noexcept;

  std::string_view bytes_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_at_ = 0;
};

}  // namespace huidan::server

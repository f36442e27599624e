#include "server/desk/intake/csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

Error row_too_large() {
  return {Code::too_large, std::to_string(limits::kImportRow_bytes)};
}

}  // namespace

char detect_separator(std::string_view bytes) noexcept {
  const std::size_t start = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
  bytes.remove_prefix(start);
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  char best = ',';
  for (const char separator : std::array{'\t', ';'}) {
    if (std::ranges::count(line, separator) > std::ranges::count(line, best)) best = separator;
  }
  return best;
}

bool CsvReader::at_line_end() const noexcept {
  const std::string_view rest = bytes_.substr(at_, 2);
  return rest.empty() || rest.front() == '\n' || rest == "\r\n";
}

bool CsvReader::too_large() const noexcept {
  return at_ - record_at_ > limits::kImportRow_bytes;
}

void CsvReader::end_line() noexcept {
  at_ = std::min(bytes_.find('\n', at_), bytes_.size());
  if (at_ < bytes_.size()) ++at_;
  ++line_;
}

std::optional<Error> CsvReader::read_quoted(std::string& cell) {
  const std::size_t opened_at = at_++;
  const std::size_t opened_on = line_;
  const auto broken = [&](Error error) {
    at_ = opened_at;
    line_ = opened_on;
    return error;
  };
  while (at_ < bytes_.size() && !too_large()) {
    const char c = bytes_[at_++];
    if (c == '\n') ++line_;
    if (c != '"') {
      cell += c;
      continue;
    }
    const bool escaped = at_ < bytes_.size() && bytes_[at_] == '"';
    if (!escaped) {
      if (at_line_end() || bytes_[at_] == separator_) return std::nullopt;
      return broken({Code::bad_row, "stray_quote"});
    }
    cell += c;
    ++at_;
  }
  const bool one_long_line = at_ < bytes_.size() && line_ == opened_on;
  return broken(one_long_line ? row_too_large() : Error{Code::bad_row, "unclosed_quote"});
}

std::optional<Error> CsvReader::read_bare(std::string& cell) {
  const std::size_t start = at_;
  while (!at_line_end() && bytes_[at_] != separator_) {
    if (too_large()) return row_too_large();
    ++at_;
  }
  cell = bytes_.substr(start, at_ - start);
  return std::nullopt;
}

std::optional<Error> CsvReader::read_cells(CsvRecord& record) {
  while (true) {
    std::string cell;
    const bool quoted = at_ < bytes_.size() && bytes_[at_] == '"';
    auto fault = quoted ? read_quoted(cell) : read_bare(cell);
    if (!fault && too_large()) fault = row_too_large();
    if (fault) return fault;
    record.cells.push_back(std::move(cell));
    if (at_line_end()) return std::nullopt;
    ++at_;
  }
}

std::optional<CsvRecord> CsvReader::next() {
  if (at_ >= bytes_.size()) return std::nullopt;
  CsvRecord record;
  record.line = line_;
  record_at_ = at_;
  record.fault = read_cells(record);
  end_line();
  return record;
}

}  // namespace huidan::server

// CSV records as orders: the header says what each column means, every further record is one order.

#include <algorithm>
#include <utility>

#include "server/desk/intake/charset.hpp"
#include "server/desk/intake/collector.hpp"
#include "server/desk/intake/csv.hpp"
#include "server/desk/intake/values.hpp"
#include "sync/base/bytes.hpp"

namespace huidan::server {
namespace {

struct Column {
  std::string title;  // as the file writes it
  ColumnMeaning meaning;
};

std::string field_name(const ColumnMeaning& meaning) {
  return meaning.field ? std::string(name_of(*meaning.field)) : "no";
}

bool is_blank(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const auto& cell) { return trimmed(cell).empty(); });
}

/// Nothing when one cell is no text of the charset; `bad` then says which.
std::optional<std::vector<std::string>> decoded(const std::vector<std::string>& cells,
                                                const Decoder& decoder, std::size_t& bad) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (bad = 0; bad < cells.size(); ++bad) {
    auto text = decoder.decode(cells.at(bad));
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

class CsvOrders {
 public:
  CsvOrders(const Decoder& decoder, const ImportSettings& settings)
      : decoder_(decoder), settings_(settings) {}

  Refusable take_header(const CsvRecord& record) {
    if (record.fault) return *record.fault;
    std::size_t bad = 0;
    const auto titles = decoded(record.cells, decoder_, bad);
    if (!titles) return Error{Code::bad_encoding, '#' + std::to_string(bad + 1)};
    for (const std::string& cell : *titles) {
      const std::string title(trimmed(cell));
      const auto meaning = column_from_title(title);
      if (!meaning) return unknown(title);
      if (find(*meaning) != nullptr) {
        return Error{Code::already_exists, title, field_name(*meaning)};
      }
      columns_.push_back({title, *meaning});
    }
    for (const ColumnMeaning& needed : {ColumnMeaning{}, ColumnMeaning{Field::reporter_unit},
                                        ColumnMeaning{Field::description}}) {
      if (find(needed) == nullptr) {
        return Error{Code::missing_value, field_name(needed), field_name(needed)};
      }
    }
    return Done{};
  }

  /// Nothing for a blank row.
  [[nodiscard]] std::optional<RowOutcome> take_row(const CsvRecord& record) const {
    if (record.fault) return Refusal{record.line, {}, *record.fault};
    std::size_t bad = 0;
    const auto cells = decoded(record.cells, decoder_, bad);
    if (!cells) {
      if (bad >= columns_.size()) return Refusal{record.line, {}, {Code::bad_encoding}};
      const Column& column = columns_.at(bad);
      return Refusal{
          record.line, column.title, {Code::bad_encoding, {}, field_name(column.meaning)}};
    }
    if (is_blank(*cells)) return std::nullopt;
    if (cells->size() != columns_.size()) {
      const std::string counts =
          std::to_string(cells->size()) + '/' + std::to_string(columns_.size());
      return Refusal{record.line, {}, {Code::bad_row, counts}};
    }
    return order_of(record.line, *cells);
  }

  [[nodiscard]] const std::string& no_column() const { return find(ColumnMeaning{})->title; }

 private:
  [[nodiscard]] RowOutcome order_of(std::size_t line, const std::vector<std::string>& cells) const {
    ImportedOrder order{.line = line, .no = {}};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = columns_.at(i);
      const Refusable taken = take_cell(order, column.meaning, cells.at(i));
      if (!taken) return Refusal{line, column.title, taken.error()};
    }
    const Refusable whole = check_whole(order);
    if (!whole) return Refusal{line, title_of(whole.error().field), whole.error()};
    return order;
  }

  [[nodiscard]] Refusable take_cell(ImportedOrder& order, const ColumnMeaning& meaning,
                                    std::string_view cell) const {
    if (!meaning.field) {
      auto no = imported_number(cell);
      if (!no) return no.error();
      order.no = std::move(no).value();
      return Done{};
    }
    auto value = imported_value(*meaning.field, cell, settings_.zone_offset_min);
    if (!value) return value.error();
    const auto slot = static_cast<std::size_t>(*meaning.field);
    order.fields.at(slot) = std::move(value).value();
    order.given.set(slot);
    return Done{};
  }

  /// A column without a title is named by its place, "#3".
  [[nodiscard]] Error unknown(const std::string& title) const {
    const std::string name = title.empty() ? '#' + std::to_string(columns_.size() + 1) : title;
    return {Code::unknown_column, name, name};
  }

  [[nodiscard]] const Column* find(const ColumnMeaning& meaning) const {
    const auto at = std::ranges::find(columns_, meaning, &Column::meaning);
    return at == columns_.end() ? nullptr : &*at;
  }

  [[nodiscard]] std::string title_of(std::string_view name) const {
    const auto at = std::ranges::find_if(
        columns_, [&](const Column& column) { return field_name(column.meaning) == name; });
    return at == columns_.end() ? std::string() : at->title;
  }

  const Decoder& decoder_;
  const ImportSettings& settings_;
  std::vector<Column> columns_;
};

Refusable read_header(CsvReader& reader, CsvOrders& orders) {
  while (const auto record = reader.next()) {
    if (record->fault || !is_blank(record->cells)) return orders.take_header(*record);
  }
  return Error{Code::bad_input, "empty_file"};
}

}  // namespace

Refusable read_csv(std::string_view content, Charset charset, const ImportSettings& settings,
                   Collector& collector) {
  const Decoder decoder(charset);
  CsvReader reader(content, detect_separator(content));
  CsvOrders orders(decoder, settings);
  auto header = read_header(reader, orders);
  if (!header) return header;
  while (const auto record = reader.next()) {
    if (auto outcome = orders.take_row(*record)) {
      auto added = collector.add(std::move(*outcome), orders.no_column());
      if (!added) return added;
    }
    collector.read_to(reader.position());
  }
  return Done{};
}

}  // namespace huidan::server

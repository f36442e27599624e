// JSON lines as orders: one object a line, with the field names of INTERFACES and the parts.

#include <algorithm>
#include <utility>

#include "server/desk/intake/collector.hpp"
#include "server/desk/intake/json_line.hpp"
#include "server/desk/intake/values.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

/// A number where a text belongs has lost its leading zeros or its exactness on the way.
bool may_be_number(const JsonScalar& scalar) {
  return scalar.part != 0 ? scalar.key == "qty" : scalar.key == name_of(Field::priority);
}

using PartText = std::string ImportedPart::*;

/// Nothing when a part has no such key.
PartText part_text(std::string_view key) {
  if (key == "name") return &ImportedPart::name;
  if (key == "model") return &ImportedPart::model;
  if (key == "unit") return &ImportedPart::unit;
  if (key == "qty") return &ImportedPart::qty;
  if (key == "note") return &ImportedPart::note;
  return nullptr;
}

bool is_known_key(bool in_part, std::string_view key) {
  if (in_part) return part_text(key) != nullptr;
  return key == "parts" || column_from_name(key).has_value();
}

Refusable take_part_value(ImportedPart& part, const JsonScalar& scalar) {
  const bool is_quantity = scalar.key == "qty" && !trimmed(scalar.text).empty();
  auto value = is_quantity ? canonical_quantity(folded(scalar.text))
                           : canonical_line(scalar.key, scalar.text);
  if (!value) return value.error();
  part.*part_text(scalar.key) = std::move(value).value();
  return Done{};
}

Refusable take_value(ImportedOrder& order, const JsonScalar& scalar, int zone_offset_min) {
  if (scalar.key == "no") {
    auto no = imported_number(scalar.text);
    if (!no) return no.error();
    order.no = std::move(no).value();
    return Done{};
  }
  const auto field = field_from_name(scalar.key);
  auto value = imported_value(field.value(), scalar.text, zone_offset_min);
  if (!value) return value.error();
  const auto slot = static_cast<std::size_t>(*field);
  order.fields.at(slot) = std::move(value).value();
  order.given.set(slot);
  return Done{};
}

Refusable take_scalar(ImportedOrder& order, const JsonScalar& scalar, int zone_offset_min) {
  if (scalar.is_number && !may_be_number(scalar)) {
    return Error{Code::bad_input, "wrong_type", scalar.key};
  }
  if (scalar.part == 0) return take_value(order, scalar, zone_offset_min);
  return take_part_value(order.parts.at(scalar.part - 1), scalar);
}

RowOutcome order_of(std::size_t line, const JsonLine& json, const ImportSettings& settings) {
  ImportedOrder order{.line = line, .no = {}};
  order.parts.resize(json.part_count);
  order.parts_given = json.has_parts;
  for (const JsonScalar& scalar : json.scalars) {
    const Refusable taken = take_scalar(order, scalar, settings.zone_offset_min);
    if (!taken) return Refusal{line, json_path(scalar.part, scalar.key), taken.error()};
  }
  const Refusable whole = check_whole(order);
  if (!whole) return Refusal{line, whole.error().field, whole.error()};
  for (std::size_t i = 0; i < order.parts.size(); ++i) {
    if (order.parts.at(i).name.empty()) {
      return Refusal{line, json_path(i + 1, "name"), {Code::missing_value, {}, "name"}};
    }
  }
  return order;
}

RowOutcome read_line(std::size_t line, std::string_view bytes, const ImportSettings& settings) {
  if (bytes.size() > limits::kImportRow_bytes) {
    return Refusal{line, {}, {Code::too_large, std::to_string(limits::kImportRow_bytes)}};
  }
  if (!is_utf8(bytes)) return Refusal{line, {}, {Code::bad_encoding}};
  JsonLine json;
  JsonFault fault;
  if (!read_json_line(bytes, is_known_key, json, fault))
    return Refusal{line, fault.column, fault.error};
  return order_of(line, json, settings);
}

}  // namespace

Refusable read_json_lines(std::string_view content, const ImportSettings& settings,
                          Collector& collector) {
  std::size_t at = 0;
  for (std::size_t line = 1; at < content.size(); ++line) {
    const std::size_t end = std::min(content.find('\n', at), content.size());
    const std::string_view row = trimmed(content.substr(at, end - at));
    at = end + 1;
    if (!row.empty()) {
      auto added = collector.add(read_line(line, row, settings), "no");
      if (!added) return added;
    }
    collector.read_to(std::min(at, content.size()));
  }
  return Done{};
}

}  // namespace huidan::server

#pragma once
// What a desk's export writes in its cells, as the canonical texts of sync/model/field.hpp: words
// of the trade in three languages for choices, times as people type them, and the order's number.

#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"
#include "sync/model/field.hpp"

namespace huidan::server {

/// The fields of INTERFACES that a file may set. Status, assignment and the tracks beside them are
/// moved by people and never typed.
[[nodiscard]] bool importable(Field field) noexcept;

/// The canonical text of one value. Beyond canonical_value() it takes 故障维修 and P1 for a choice,
/// full-width digits, and times as desks write them ("2026/11/20 8:47", "2026年11月20日 8时47分"),
/// which are meant in the zone of the settings. Errors: those of canonical_value().
[[nodiscard]] Result<std::string> imported_value(Field field, std::string_view typed,
                                                 int zone_offset_min);

/// 编号: letters, digits and dashes, at most limits::kOrderNo_bytes, and no dash in front, where a
/// command line would take it for a flag. Errors: missing_value, too_long, bad_input.
[[nodiscard]] Result<std::string> imported_number(std::string_view typed);

/// Full-width ASCII (U+FF01 to U+FF5E) and U+3000 as their ASCII twins; needs UTF-8.
[[nodiscard]] std::string folded(std::string_view text);

/// A column of a file: 编号, or a field.
struct ColumnMeaning {
  std::optional<Field> field;  // nothing: the order's number

  friend bool operator==(const ColumnMeaning&, const ColumnMeaning&) = default;
};

/// What a CSV header means: a name of INTERFACES or a label of the catalogue in any language.
[[nodiscard]] std::optional<ColumnMeaning> column_from_title(std::string_view title);

/// What a key of a JSON line means: names alone. Every other key is unknown.
[[nodiscard]] std::optional<ColumnMeaning> column_from_name(std::string_view name);

}  // namespace huidan::server

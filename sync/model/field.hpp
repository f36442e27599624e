#pragma once
// The fields of an order, in one table: their names on every wire (INTERFACES), what may stand in
// them, and whether they belong to the order or to one visit (REQUIREMENTS, "Life of an order").
//
// A value is its canonical text everywhere — in the database, in an op, in JSON, on the form — so
// that both ends compare the same bytes. "" means "not known". Priority is "1".."4".

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan {

enum class Field : std::uint8_t {
  // S2-3: the call
  intake,
  kind,
  category,
  priority,
  reporter_unit,
  reported_at,
  reporter,
  phone,
  contact,
  symptoms,
  description,
  occurred_at,
  group,
  language,
  // S2-6: the form
  service_unit,
  serviced_at,
  equipment,
  treatment,
  test_result,
  remarks,
  // S2-7.6: the facts
  cause,
  result,
  handler,
  departed_at,
  arrived_at,
  restored_at,
  completed_at,
  // S2-7.7 and the tracks beside the status
  termination_reason,
  status_reason,
  facts,
  call_back,
  call_back_reason,
  // moved by life and by assignment, never typed
  status,
  assignee,
};

inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::assignee) + 1;

enum class FieldType : std::uint8_t { line, text, choice, time };

/// Where a field's value lives: an order can need more than one visit, and each has its own times.
enum class Level : std::uint8_t { order, visit };

struct FieldInfo {
  Field field;
  std::string_view name;
  FieldType type;
  Level level;
  std::span<const std::string_view> choices;  // for FieldType::choice
};

[[nodiscard]] const FieldInfo& info(Field field) noexcept;

[[nodiscard]] std::string_view name_of(Field field) noexcept;

[[nodiscard]] std::optional<Field> field_from_name(std::string_view name) noexcept;

/// All fields in the order of INTERFACES.
[[nodiscard]] const std::array<FieldInfo, kFieldCount>& all_fields() noexcept;

/// The canonical text of what somebody typed for `field`: trimmed, a time in its one spelling, a
/// choice by its exact word. Errors: bad_utf8, bad_input (control characters), too_long, bad_time,
/// bad_choice; each names the field. An empty text is "not known" and always allowed.
[[nodiscard]] Result<std::string> canonical_value(Field field, std::string_view typed);

/// A decimal with at most limits::kQuantityDigits_max digits, without sign, exponent or needless
/// zeros: "2", "0.5". Error: bad_number.
[[nodiscard]] Result<std::string> canonical_quantity(std::string_view typed);

/// Trimmed one-line text of at most limits::kLine_bytes; `field_name` goes into the error.
[[nodiscard]] Result<std::string> canonical_line(std::string_view field_name,
                                                 std::string_view typed);

/// Trimmed text of at most limits::kText_bytes; "\r\n" becomes "\n".
[[nodiscard]] Result<std::string> canonical_text(std::string_view field_name,
                                                 std::string_view typed);

}  // namespace huidan

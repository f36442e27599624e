#include "sync/model/field.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/model/status.hpp"

namespace huidan {
namespace {

using Words = std::string_view;
constexpr std::array<Words, 4> kIntake{"enquiry", "incident", "request", "complaint"};
constexpr std::array<Words, 2> kKind{"repair", "maintenance"};
constexpr std::array<Words, 4> kPriority{"1", "2", "3", "4"};
constexpr std::array<Words, 3> kLanguage{"zh-Hans", "zh-Hant", "en"};
constexpr std::array<Words, 2> kTestResult{"normal", "abnormal"};

using enum Field;
using enum FieldType;

constexpr FieldInfo line_of(Field field, Words name, Level level = Level::order) {
  return {field, name, line, level, {}};
}

constexpr FieldInfo text_of(Field field, Words name, Level level = Level::order) {
  return {field, name, FieldType::text, level, {}};
}

constexpr FieldInfo time_of(Field field, Words name, Level level = Level::order) {
  return {field, name, time, level, {}};
}

constexpr FieldInfo choice_of(Field field, Words name, std::span<const Words> choices) {
  return {field, name, choice, Level::order, choices};
}

constexpr std::array<FieldInfo, kFieldCount> kFields{
    choice_of(intake, "intake", kIntake),
    choice_of(kind, "kind", kKind),
    line_of(category, "category"),
    choice_of(priority, "priority", kPriority),
    line_of(reporter_unit, "reporter_unit"),
    time_of(reported_at, "reported_at"),
    line_of(reporter, "reporter"),
    line_of(phone, "phone"),
    line_of(contact, "contact"),
    text_of(symptoms, "symptoms"),
    text_of(description, "description"),
    time_of(occurred_at, "occurred_at"),
    line_of(group, "group"),
    choice_of(language, "language", kLanguage),
    line_of(service_unit, "service_unit"),
    time_of(serviced_at, "serviced_at"),
    text_of(equipment, "equipment"),
    text_of(treatment, "treatment"),
    choice_of(test_result, "test_result", kTestResult),
    text_of(remarks, "remarks"),
    text_of(cause, "cause"),
    text_of(result, "result"),
    line_of(handler, "handler"),
    time_of(departed_at, "departed_at", Level::visit),
    time_of(arrived_at, "arrived_at", Level::visit),
    time_of(restored_at, "restored_at", Level::visit),
    time_of(completed_at, "completed_at", Level::visit),
    text_of(termination_reason, "termination_reason"),
    text_of(status_reason, "status_reason"),
    choice_of(facts, "facts", kNamesOf<FactsState>),
    choice_of(call_back, "call_back", kNamesOf<CallBackState>),
    text_of(call_back_reason, "call_back_reason"),
    choice_of(status, "status", kNamesOf<Status>),
    line_of(assignee, "assignee"),
};

Result<std::string> plain_text(std::string_view field_name, std::string_view typed,
                               std::size_t limit_bytes) {
  const std::string name(field_name);
  if (!is_utf8(typed)) return Error{Code::bad_utf8, {}, name};
  std::string text;
  for (const char c : trimmed(typed)) {
    if (c != '\r') text += c;
  }
  if (has_control_character(text)) return Error{Code::bad_input, "control_character", name};
  if (text.size() > limit_bytes) return Error{Code::too_long, std::to_string(limit_bytes), name};
  return text;
}

}  // namespace

const FieldInfo& info(Field field) noexcept {
  return kFields.at(static_cast<std::size_t>(field));
}

std::string_view name_of(Field field) noexcept {
  return info(field).name;
}

std::optional<Field> field_from_name(std::string_view name) noexcept {
  const auto* const at = std::ranges::find(kFields, name, &FieldInfo::name);
  if (at == kFields.end()) return std::nullopt;
  return at->field;
}

const std::array<FieldInfo, kFieldCount>& all_fields() noexcept {
  return kFields;
}

Result<std::string> canonical_line(std::string_view field_name, std::string_view typed) {
  auto text = plain_text(field_name, typed, limits::kLine_bytes);
  if (text && text.value().find('\n') != std::string::npos) {
    return Error{Code::bad_input, "line_break", std::string(field_name)};
  }
  return text;
}

Result<std::string> canonical_text(std::string_view field_name, std::string_view typed) {
  return plain_text(field_name, typed, limits::kText_bytes);
}

Result<std::string> canonical_value(Field field, std::string_view typed) {
  const FieldInfo& row = info(field);
  if (row.type == FieldType::text) return canonical_text(row.name, typed);
  auto value = canonical_line(row.name, typed);
  if (!value || value.value().empty() || row.type == FieldType::line) return value;

  if (row.type == FieldType::time) {
    auto canonical = canonical_time(value.value());
    if (!canonical) return Error{Code::bad_time, value.value(), std::string(row.name)};
    return canonical;
  }
  if (std::ranges::find(row.choices, std::string_view(value.value())) == row.choices.end()) {
    return Error{Code::bad_choice, value.value().substr(0, 40), std::string(row.name)};
  }
  return value;
}

Result<std::string> canonical_quantity(std::string_view typed) {
  const std::string_view text = trimmed(typed);
  const Error refusal{Code::bad_number, std::string(text.substr(0, 40)), "qty"};
  std::string whole;
  std::string fraction;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      (point ? fraction : whole) += c;
    } else {
      return refusal;
    }
  }
  if (whole.empty() || (point && fraction.empty())) return refusal;
  if (whole.size() + fraction.size() > limits::kQuantityDigits_max) return refusal;
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? whole : whole + '.' + fraction;
}

}  // namespace huidan

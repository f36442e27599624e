#include "server/desk/intake/values.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/catalogue.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"

namespace huidan::server {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// A heading or a word as it is compared: width and case do not matter.
std::string comparable(std::string_view text) {
  const std::string even = folded(text);
  return lower(std::string(trimmed(even)));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// The Chinese units and the other separators as "y-m-d h:m:s".
std::string with_plain_separators(std::string_view typed) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kUnits{{
      {"年", "-"},
      {"月", "-"},
      {"日", " "},
      {"时", ":"},
      {"時", ":"},
      {"点", ":"},
      {"點", ":"},
      {"分", ":"},
      {"秒", ""},
      {"/", "-"},
      {".", "-"},
      {"T", " "},
      {"\t", " "},
  }};
  std::string text(typed);
  for (const auto& [from, to] : kUnits) replace_all(text, from, to);
  if (text.ends_with(':')) text.pop_back();
  return text;
}

/// Takes one to `digits_max` digits off the front, then one `separator` unless that is '\0'.
std::optional<int> take_number(std::string_view& text, std::size_t digits_max, char separator) {
  int value = 0;
  std::size_t count = 0;
  while (count < digits_max && count < text.size() && is_digit(text[count])) {
    value = value * 10 + (text[count++] - '0');
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(count);
  if (separator == '\0') return value;
  if (text.empty() || text.front() != separator) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

/// RFC 3339 of a time without a zone, or "" when it is not written as desks write them. Whether
/// the date exists is for canonical_time() to say.
std::string desk_time(std::string_view typed, int zone_offset_min) {
  const std::string plain = with_plain_separators(typed);
  std::string_view rest = plain;
  const auto year = take_number(rest, 4, '-');
  const auto month = take_number(rest, 2, '-');
  const auto day = take_number(rest, 2, ' ');
  rest = trimmed(rest);
  const auto hour = take_number(rest, 2, ':');
  const auto minute = take_number(rest, 2, '\0');
  if (!year || !month || !day || !hour || !minute) return {};

  std::optional<int> second = 0;
  if (rest.starts_with(':')) {
    rest.remove_prefix(1);
    second = take_number(rest, 2, '\0');
  }
  if (!second || !rest.empty()) return {};
  const int offset = std::abs(zone_offset_min);
  std::array<char, 64> out{};
  const int length = std::snprintf(
      out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", *year, *month, *day,
      *hour, *minute, *second, zone_offset_min < 0 ? '-' : '+', offset / 60, offset % 60);
  return std::string(out.data(), static_cast<std::size_t>(length));
}

std::string time_as_typed(std::string_view typed, int zone_offset_min) {
  const std::string even = folded(typed);
  std::string text(trimmed(even));
  if (canonical_time(text)) return text;
  std::string zoned = desk_time(text, zone_offset_min);
  return zoned.empty() ? text : zoned;
}

/// The canonical word of a choice, or what was typed when the trade has no such word.
std::string choice_as_typed(const FieldInfo& row, std::string_view typed) {
  const std::string word = comparable(typed);
  for (const std::string_view choice : row.choices) {
    if (word == lower(std::string(choice))) return std::string(choice);
    const std::string key = "choice." + std::string(row.name) + '.' + std::string(choice);
    for (const Language language : kLanguages) {
      if (word == comparable(text(language, key))) return std::string(choice);
    }
  }
  return std::string(typed);
}

using Titles = std::map<std::string, ColumnMeaning, std::less<>>;

Titles all_titles() {
  Titles titles;
  const auto add = [&titles](std::string_view name, ColumnMeaning meaning) {
    titles.emplace(name, meaning);
    for (const Language language : kLanguages) {
      titles.emplace(comparable(text(language, "field." + std::string(name))), meaning);
    }
  };
  add("no", {});
  for (const FieldInfo& row : all_fields()) {
    if (importable(row.field)) add(row.name, {row.field});
  }
  return titles;
}

}  // namespace

bool importable(Field field) noexcept {
  return field < Field::completed_at || field == Field::termination_reason;
}

std::string folded(std::string_view typed) {
  std::string even;
  for (std::size_t at = 0; at < typed.size();) {
    char32_t c = next_code_point(typed, at);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - 0x21;
    append_utf8(even, c == 0x3000 ? U' ' : c);
  }
  return even;
}

Result<std::string> imported_value(Field field, std::string_view typed, int zone_offset_min) {
  const FieldInfo& row = info(field);
  if (!is_utf8(typed)) return Error{Code::bad_utf8, {}, std::string(row.name)};
  if (row.type == FieldType::time) {
    return canonical_value(field, time_as_typed(typed, zone_offset_min));
  }
  if (row.type == FieldType::choice) return canonical_value(field, choice_as_typed(row, typed));
  return canonical_value(field, typed);
}

Result<std::string> imported_number(std::string_view typed) {
  const std::string_view no = trimmed(typed);
  if (no.empty()) return Error{Code::missing_value, {}, "no"};
  if (no.size() > limits::kOrderNo_bytes) {
    return Error{Code::too_long, std::to_string(limits::kOrderNo_bytes), "no"};
  }
  const bool plain = std::ranges::all_of(no, [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
  if (!plain || no.front() == '-') return Error{Code::bad_input, "no", "no"};
  return std::string(no);
}

std::optional<ColumnMeaning> column_from_title(std::string_view title) {
  static const Titles titles = all_titles();
  const auto at = titles.find(comparable(title));
  if (at == titles.end()) return std::nullopt;
  return at->second;
}

std::optional<ColumnMeaning> column_from_name(std::string_view name) {
  if (name == "no") return ColumnMeaning{};
  const auto field = field_from_name(name);
  if (!field || !importable(*field)) return std::nullopt;
  return ColumnMeaning{field};
}

}  // namespace huidan::server

#include "sync/base/time.hpp"

#include <charconv>

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace huidan {
namespace {

struct Parts {
  std::chrono::year_month_day date{};
  int second_of_day = 0;
  int offset_min = 0;
};

/// `count` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool has(std::string_view text, std::size_t at, std::string_view any_of) {
  return at < text.size() && any_of.find(text[at]) != std::string_view::npos;
}

std::optional<int> offset_of(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || !has(zone, 0, "+-") || zone[3] != ':') return std::nullopt;
  const auto hours = digits(zone, 1, 2);
  const auto minutes = digits(zone, 4, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const int offset_min = *hours * 60 + *minutes;
  return zone[0] == '-' ? -offset_min : offset_min;
}

std::optional<std::chrono::year_month_day> date_of(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || !has(text, 4, "-") || !has(text, 7, "-")) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < 1970 || *year > 2199) return std::nullopt;
  return date;
}

std::optional<int> second_of_day(std::string_view text) {
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || !has(text, 13, ":") || !has(text, 16, ":")) {
    return std::nullopt;
  }
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

std::optional<Parts> parse(std::string_view text) {
  const auto date = date_of(text);
  const auto second = second_of_day(text);
  if (!date || !second || !has(text, 10, "Tt ")) return std::nullopt;
  std::size_t at = 19;
  if (has(text, at, ".")) {
    ++at;
    while (has(text, at, "0123456789")) ++at;
    if (at == 20) return std::nullopt;
  }
  const auto offset_min = offset_of(text.substr(at));
  if (!offset_min) return std::nullopt;
  return Parts{*date, *second, *offset_min};
}

std::string spell(const Parts& parts) {
  std::array<char, 64> out{};
  const int offset = parts.offset_min < 0 ? -parts.offset_min : parts.offset_min;
  const int length =
      std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d",
                    static_cast<int>(parts.date.year()), static_cast<unsigned>(parts.date.month()),
                    static_cast<unsigned>(parts.date.day()), parts.second_of_day / 3600,
                    parts.second_of_day / 60 % 60, parts.second_of_day % 60,
                    parts.offset_min < 0 ? '-' : '+', offset / 60, offset % 60);
  return std::string(out.data(), static_cast<std::size_t>(length));
}

}  // namespace

Result<std::string> canonical_time(std::string_view text) {
  const auto parts = parse(text);
  if (!parts) return Error{Code::bad_time, std::string(text.substr(0, 40))};
  return spell(*parts);
}

Result<std::int64_t> time_to_ms(std::string_view text) {
  const auto parts = parse(text);
  if (!parts) return Error{Code::bad_time, std::string(text.substr(0, 40))};
  const auto days = std::chrono::sys_days(parts->date).time_since_epoch().count();
  const std::int64_t second =
      std::int64_t{days} * 86400 + parts->second_of_day - std::int64_t{parts->offset_min} * 60;
  return second * 1000;
}

std::string time_from_ms(std::int64_t wall_ms, int offset_min) {
  std::int64_t second = wall_ms / 1000 + std::int64_t{offset_min} * 60;
  if (wall_ms % 1000 < 0) --second;
  std::int64_t day = second / 86400;
  if (second % 86400 < 0) --day;
  const auto date = std::chrono::sys_days(std::chrono::days(day));
  return spell(
      {std::chrono::year_month_day(date), static_cast<int>(second - day * 86400), offset_min});
}

std::string time_for_people(std::string_view canonical) {
  if (!parse(canonical)) return std::string(canonical);
  return std::string(canonical.substr(0, 10)) + ' ' + std::string(canonical.substr(11, 5));
}

std::string compact_date(std::int64_t wall_ms, int offset_min) {
  const std::string text = time_from_ms(wall_ms, offset_min);
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

std::optional<std::int64_t> duration_ms(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  constexpr std::int64_t kSecond_ms = 1000;
  constexpr std::int64_t kCount_max = 100000;
  std::int64_t unit_ms = 0;
  switch (text.back()) {
    case 's':
      unit_ms = kSecond_ms;
      break;
    case 'm':
      unit_ms = 60 * kSecond_ms;
      break;
    case 'h':
      unit_ms = 3600 * kSecond_ms;
      break;
    case 'd':
      unit_ms = std::int64_t{24} * 3600 * kSecond_ms;
      break;
    default:
      return std::nullopt;
  }
  std::int64_t count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc() || read.ptr != end || count < 0 || count > kCount_max) {
    return std::nullopt;
  }
  return count * unit_ms;
}

}  // namespace huidan

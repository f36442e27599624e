#include "sync/model/sheet_code.hpp"

#include <algorithm>
#include <charconv>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan {
namespace {

constexpr std::string_view kPrefix = "WO1:";
constexpr std::size_t kHash_digits = 16;

Error bad_sheet(std::string_view text) {
  return {Code::bad_sheet, is_utf8(text.substr(0, 40)) ? std::string(text.substr(0, 40)) : "", {}};
}

bool is_hash(std::string_view text) {
  return text.size() == kHash_digits && std::ranges::all_of(text, [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

}  // namespace

std::string sheet_name(std::string_view copy, std::int64_t print) {
  return (copy == "desk" ? "D" : "C") + (print > 1 ? std::to_string(print) : std::string());
}

Result<SheetCode> read_sheet_name(std::string_view name) {
  SheetCode code;
  if (!name.starts_with('C') && !name.starts_with('D')) return bad_sheet(name);
  code.copy = name.starts_with('D') ? "desk" : "customer";
  name.remove_prefix(1);
  if (name.empty()) return code;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code.print);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  const bool counted =
      code.print >= 1 && code.print <= static_cast<std::int64_t>(limits::kPrints_max);
  if (!whole || !counted) return bad_sheet(name);
  return code;
}

std::string sheet_code_text(const SheetCode& code) {
  return std::string(kPrefix) + code.no + ':' + sheet_name(code.copy, code.print) + ':' + code.hash;
}

Result<SheetCode> read_sheet_code(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with(kPrefix) || !is_utf8(text)) return bad_sheet(text);
  // An imported number may hold a colon itself, so the end is read first.
  const std::size_t hash = text.rfind(':');
  const std::size_t sheet = text.rfind(':', hash - 1);
  if (sheet < kPrefix.size()) return bad_sheet(text);
  auto code = read_sheet_name(text.substr(sheet + 1, hash - sheet - 1));
  if (!code || !is_hash(text.substr(hash + 1))) return bad_sheet(text);
  code.value().no = text.substr(kPrefix.size(), sheet - kPrefix.size());
  code.value().hash = text.substr(hash + 1);
  if (code.value().no.empty() || code.value().no.size() > limits::kLine_bytes) {
    return bad_sheet(text);
  }
  return code;
}

}  // namespace huidan

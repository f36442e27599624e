#include "sync/model/sheet_code.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan {
namespace {

constexpr std::string_view kPrefix = "WO1:";
constexpr std::size_t kHash_digits = 16;
constexpr std::size_t kSignature_digits = 12;

Error bad_sheet(std::string_view text) {
  return {Code::bad_sheet, is_utf8(text.substr(0, 40)) ? std::string(text.substr(0, 40)) : "", {}};
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

/// Takes ":S<signature>" off the end, where there is one.
std::string cut_signature(std::string_view& text) {
  const std::size_t at = text.rfind(":S");
  if (at == std::string_view::npos || !is_hex(text.substr(at + 2), kSignature_digits)) return {};
  std::string signature(text.substr(at + 2));
  text = text.substr(0, at);
  return signature;
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

std::string short_signature(std::string_view base64) {
  return to_hex(from_base64(base64).value_or("")).substr(0, kSignature_digits);
}

std::string sheet_code_text(const SheetCode& code) {
  std::string text =
      std::string(kPrefix) + code.no + ':' + sheet_name(code.copy, code.print) + ':' + code.hash;
  if (!code.signature.empty()) text += ":S" + code.signature;
  return text;
}

Result<SheetCode> read_sheet_code(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with(kPrefix) || !is_utf8(text)) return bad_sheet(text);
  // An imported number may hold a colon itself, so the end is read first.
  const std::string_view whole = text;
  std::string signature = cut_signature(text);
  const std::size_t hash = text.rfind(':');
  const std::size_t sheet = text.rfind(':', hash - 1);
  if (sheet < kPrefix.size()) return bad_sheet(whole);
  auto code = read_sheet_name(text.substr(sheet + 1, hash - sheet - 1));
  if (!code || !is_hex(text.substr(hash + 1), kHash_digits)) return bad_sheet(whole);
  code.value().no = text.substr(kPrefix.size(), sheet - kPrefix.size());
  code.value().hash = text.substr(hash + 1);
  code.value().signature = std::move(signature);
  if (code.value().no.empty() || code.value().no.size() > limits::kLine_bytes) {
    return bad_sheet(whole);
  }
  return code;
}

}  // namespace huidan

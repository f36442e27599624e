#include "sync/core/wire_part.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace huidan::core {
namespace {

using nlohmann::json;

/// A member of a message that was cut into raw slices, parsed.
Result<json> parsed_member(const Members& members, std::string_view key) {
  const std::string_view raw = member(members, key);
  if (raw.empty()) return Error{Code::bad_input, "missing", std::string(key)};
  auto value = parse_json(raw);
  if (!value) return Error{value.error().code, value.error().detail, std::string(key)};
  return value;
}

}  // namespace

std::string without_brace(const json& head) {
  std::string text = json_text(head);
  text.pop_back();
  return text;
}

json cursor_json(const Cursor& cursor) {
  json told{{"e", cursor.epoch}, {"s", cursor.seq}, {"x", cursor.salt}};
  if (cursor.whole != cursor.seq) told["w"] = cursor.whole;
  return told;
}

Error wrong_member(const char* key) {
  return {Code::bad_input, "sync", key};
}

Result<Cursor> read_cursor(const Members& members) {
  const auto raw = parsed_member(members, "cur");
  if (!raw) return raw.error();
  if (!raw.value().is_object()) return wrong_member("cur");
  const auto epoch = string_at(raw.value(), "e");
  const auto seq = integer_at(raw.value(), "s");
  const auto salt = string_at(raw.value(), "x");
  const auto whole = raw.value().contains("w") ? integer_at(raw.value(), "w") : seq;
  if (!epoch || !seq || *seq < 0 || !salt || !whole || *whole < 0) return wrong_member("cur");
  return Cursor{*epoch, *seq, *salt, *whole};
}

Result<json> message_head(const Members& members, std::initializer_list<std::string_view> but) {
  std::string text = "{";
  for (const auto& [key, raw] : members) {
    if (std::ranges::find(but, key) != but.end()) continue;
    if (text.size() > 1) text += ',';
    text += '"';
    text += key;
    text += "\":";
    text += raw;
  }
  return parse_json(text + '}');
}

}  // namespace huidan::core

#include "sync/core/wire_op_reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::core {

Error wrong_member(std::string_view field) {
  return {Code::bad_input, "op", std::string(field)};
}

std::string OpReader::text(const char* key) {
  auto value = string_at(object_, key);
  if (!value) refuse(wrong_member(key));
  return value.value_or("");
}

std::int64_t OpReader::count(const char* key) {
  const auto value = integer_at(object_, key);
  if (!value || *value < 0) refuse(wrong_member(key));
  return value.value_or(0);
}

RowId OpReader::row(const char* key) {
  std::string id = text(key);
  if (!is_uuid(id)) refuse(wrong_member(key));
  return RowId(std::move(id));
}

std::string OpReader::one_of(const char* key, std::initializer_list<std::string_view> words) {
  std::string word = text(key);
  if (std::ranges::find(words, std::string_view(word)) == words.end()) {
    refuse({Code::bad_choice, word.substr(0, 40), key});
  }
  return word;
}

std::string OpReader::line(const char* key) {
  return checked(canonical_line(key, text(key)));
}

std::string OpReader::long_text(const char* key) {
  return checked(canonical_text(key, text(key)));
}

std::string OpReader::bytes(const char* key, std::size_t limit_bytes) {
  std::string value = text(key);
  if (value.size() > limit_bytes) refuse({Code::too_long, std::to_string(limit_bytes), key});
  return value;
}

Settings OpReader::settings(bool with_visit) {
  Settings fields;
  const auto at = object_.find("f");
  if (at == object_.end() || !at->is_object()) {
    refuse(wrong_member("f"));
    return fields;
  }
  for (const auto& [name, value] : at->items()) {
    const auto field = field_from_name(name);
    if (!field || (info(*field).level == Level::visit && !with_visit)) {
      refuse({Code::unknown_field, {}, name.substr(0, 40)});
    } else if (!value.is_string()) {
      refuse(wrong_member(name));
    } else {
      fields.push_back({*field, checked(canonical_value(*field, value.get<std::string>()))});
    }
  }
  return fields;
}

std::string OpReader::checked(Result<std::string> value) {
  if (!value) {
    refuse(value.error());
    return {};
  }
  return std::move(value).value();
}

}  // namespace huidan::core

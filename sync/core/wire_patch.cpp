#include "sync/core/wire_patch.hpp"

#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::core {

Result<Texts> texts_of(const nlohmann::json& object) {
  if (!object.is_object()) return Error{Code::bad_input, "body"};
  Texts texts;
  for (const auto& [name, value] : object.items()) {
    if (!value.is_string()) return Error{Code::bad_input, "text", name.substr(0, 80)};
    texts.emplace_back(name, value.get<std::string>());
  }
  return texts;
}

Result<Patch> decode_patch(std::string_view text) {
  const auto body = parse_json(text);
  if (!body) return body.error();
  if (!body.value().is_object() || !body.value().contains("fields")) {
    return Error{Code::missing_value, {}, "fields"};
  }
  auto fields = texts_of(body.value().at("fields"));
  if (!fields) return fields.error();
  auto seen = texts_of(body.value().value("seen", nlohmann::json::object()));
  if (!seen) return seen.error();
  return Patch{std::move(fields).value(), integer_at(body.value(), "version").value_or(0),
               std::move(seen).value()};
}

Refusable still_as_seen(const WorkOrder& order, const Texts& seen) {
  for (const auto& [name, value] : seen) {
    const auto field = field_from_name(name);
    if (!field) return Error{Code::unknown_field, {}, name.substr(0, 80)};
    if (value_of(order, *field) != value) return Error{Code::changed_meanwhile, {}, name};
  }
  return Done{};
}

}  // namespace huidan::core

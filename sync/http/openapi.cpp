// The OpenAPI 3.0.3 document, made from the route table.

#include <nlohmann/json.hpp>

#include "sync/http/router.hpp"

namespace huidan::http {
namespace {

using nlohmann::json;

json parameters_of(std::string_view pattern) {
  json parameters = json::array();
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    parameters.push_back({{"name", pattern.substr(open + 1, close - open - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

json operation_of(const Route& route) {
  const json failed{{"$ref", "#/components/responses/Error"}};
  json operation{{"summary", route.summary},
                 {"x-caller", route.caller},
                 {"responses", {{"200", {{"description", "done"}}}, {"default", failed}}}};
  if (json parameters = parameters_of(route.pattern); !parameters.empty()) {
    operation["parameters"] = std::move(parameters);
  }
  if (route.content_types.empty()) return operation;
  json content = json::object();
  for (const std::string& type : route.content_types) content[type] = json::object();
  operation["requestBody"] = {{"required", true}, {"content", std::move(content)}};
  operation["x-body-limit-bytes"] = route.body_limit_bytes;
  return operation;
}

json error_response() {
  json word{{"type", "string"}};
  json inner{
      {"type", "object"},
      {"required", {"code", "message", "request_id"}},
      {"properties", {{"code", word}, {"message", word}, {"request_id", word}, {"field", word}}}};
  json schema{
      {"type", "object"}, {"required", {"error"}}, {"properties", {{"error", std::move(inner)}}}};
  return {{"description", "a coded error"},
          {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

std::string Router::openapi() const {
  json paths = json::object();
  for (const Route& route : routes_) {
    paths[route.pattern][lower_case(route.method)] = operation_of(route);
  }
  const json document{{"openapi", "3.0.3"},
                      {"info", {{"title", "Huidan"}, {"version", HUIDAN_VERSION}}},
                      {"paths", std::move(paths)},
                      {"components", {{"responses", {{"Error", error_response()}}}}}};
  return document.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace huidan::http

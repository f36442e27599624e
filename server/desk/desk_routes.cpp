#include "server/desk/desk_routes.hpp"

#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::server {

Result<std::vector<std::string>> texts_of(const http::Request& request,
                                          std::initializer_list<const char*> names) {
  const auto body = core::parse_json(request.body);
  if (!body) return body.error();
  if (!body.value().is_object()) return Error{Code::bad_input, "body"};
  std::vector<std::string> values;
  for (const char* name : names) {
    auto value = core::string_at(body.value(), name);
    if (!value) return Error{Code::missing_value, {}, name};
    values.push_back(std::move(*value));
  }
  return values;
}

}  // namespace huidan::server

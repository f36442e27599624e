#pragma once
// A whole desk, asked through its routes without a socket.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "server/app.hpp"
#include "sync/base/bytes.hpp"
#include "tests/server/desk_place.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::server {

inline constexpr std::string_view kPassword = "correct horse (样例)";

struct Rooms {
  DeskPlace place{};
  App app{place.place(), test::kQuickHash};

  /// A new person; his token.
  std::string join(std::string_view name, Roles roles) {
    static_cast<void>(app.people.add(name, roles, "机房运维组", kPassword).ok());
    return app.people.log_in(name, kPassword).value();
  }

  [[nodiscard]] http::Response ask(std::string method, std::string target, std::string_view token,
                                   std::string body = {}, std::string type = "application/json") {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.id = "r1";
    request.language = Language::en;
    request.body = std::move(body);
    if (!token.empty())
      request.headers.push_back({"Authorization", "Bearer " + std::string(token)});
    if (!request.body.empty()) request.headers.push_back({"Content-Type", std::move(type)});
    return app.router().handle(std::move(request));
  }

  /// Takes in orders, given as JSON lines.
  ImportReport take(std::string_view lines, Rehearsal rehearsal = Rehearsal::real) {
    const auto plan = read_import(lines, ImportFormat::jsonl, {}, {});
    return app.intake.import(plan.value(), rehearsal, {}).value();
  }

  [[nodiscard]] WorkOrder order(std::string_view no) { return app.dispatch.show({}, no).value(); }
};

/// "200", or "403 field_forbidden treatment".
inline std::string told(const http::Response& response) {
  std::string out = std::to_string(response.status);
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  if (response.status < 400 || !body.is_object()) return out;
  out += ' ' + body["error"].value("code", "");
  const std::string field = body["error"].value("field", "");
  return field.empty() ? out : out + ' ' + field;
}

inline std::string line_of(std::string_view no, std::string_view more = "") {
  return R"~({"no":")~" + std::string(no) +
         R"~(","reporter_unit":"东岭供电公司(样例)","description":"样例")~" + std::string(more) +
         "}\n";
}

}  // namespace huidan::server

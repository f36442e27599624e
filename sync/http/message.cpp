#include "sync/http/message.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "sync/base/bytes.hpp"

namespace huidan::http {
namespace {

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view value_of(const std::map<std::string, std::string>& values,
                          std::string_view name) noexcept {
  const auto at = std::ranges::find(values, name, [](const auto& pair) { return pair.first; });
  return at == values.end() ? std::string_view() : std::string_view(at->second);
}

/// Thousandths of a quality value: "0.8" is 800. What is not a number counts as 0.
int quality(std::string_view range) noexcept {
  const std::size_t at = range.find("q=");
  if (at == std::string_view::npos) return 1000;
  int value = 0;
  int scale = 1000;
  for (const char c : range.substr(at + 2)) {
    if (c == '.') continue;
    if (c < '0' || c > '9' || scale == 0) break;
    value += (c - '0') * scale;
    scale /= 10;
  }
  return value;
}

}  // namespace

bool same_name(std::string_view one, std::string_view other) noexcept {
  return std::ranges::equal(one, other, {}, lower, lower);
}

std::string_view Request::header(std::string_view name) const noexcept {
  for (const Header& header : headers) {
    if (same_name(header.name, name)) return header.value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const noexcept {
  for (std::string_view rest = header("Cookie"); !rest.empty();) {
    const std::size_t end = rest.find(';');
    const std::string_view pair = trimmed(rest.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

bool Request::is_read() const noexcept {
  return method == "GET" || method == "HEAD";
}

std::string_view Request::parameter(std::string_view name) const noexcept {
  return value_of(parameters, name);
}

std::string_view Request::query_value(std::string_view name) const noexcept {
  return value_of(query, name);
}

Response Response::json(std::string body, int status) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

Response Response::text(std::string body, int status) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

Response Response::form(std::string pdf, std::string missing,
                        const std::vector<std::string>& left_out) {
  Response response{200, "application/pdf", std::move(pdf), {}, {}};
  if (!missing.empty()) response.headers.push_back({"Huidan-Missing", std::move(missing)});
  std::string names;
  for (const std::string& name : left_out) names += (names.empty() ? "" : " ") + name;
  if (!names.empty()) response.headers.push_back({"Huidan-Left-Out", std::move(names)});
  return response;
}

Response Response::error(const Error& error, const Request& request) {
  nlohmann::json inner{{"code", code_name(error.code)},
                       {"message", sentence(request.language, error)},
                       {"request_id", request.id}};
  if (!error.field.empty()) inner["field"] = error.field;
  if (!error.detail.empty()) inner["detail"] = error.detail;
  // An error may quote the bytes it refuses, and those need not be UTF-8.
  const nlohmann::json document{{"error", std::move(inner)}};
  Response refused = json(document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                          http_status(error.code));
  refused.code = code_name(error.code);
  const bool number =
      !error.detail.empty() && error.detail.find_first_not_of("0123456789") == std::string::npos;
  if (error.code == Code::rate_limited && number) {
    refused.headers.push_back({"Retry-After", error.detail});
  }
  return refused;
}

Language language_from_accept(std::string_view header, Language otherwise) noexcept {
  Language best = otherwise;
  int best_quality = 0;
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    const std::string_view range = trimmed(header.substr(0, comma));
    header.remove_prefix(std::min(comma + 1, header.size()));
    const bool ours = range.starts_with("zh") || range.starts_with("en");
    if (!ours || quality(range) <= best_quality) continue;
    best_quality = quality(range);
    best = language_from_locale(range.substr(0, range.find(';')));
  }
  return best;
}

}  // namespace huidan::http

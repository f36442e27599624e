#include "sync/http/router.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>
#include <utility>

#include "sync/base/bytes.hpp"

namespace huidan::http {
namespace {

std::optional<std::string> byte_of(std::string_view escape) {
  std::string digits(escape);
  for (char& c : digits) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  return digits.size() == 2 ? from_hex(digits) : std::nullopt;
}

std::optional<std::string> unescaped(std::string_view text, Part part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = text[i] == '+' && part == Part::query_word;
    if (text[i] != '%') {
      out += space ? ' ' : text[i];
      continue;
    }
    const auto byte = byte_of(text.substr(i + 1, 2));
    if (!byte) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, slash - at));
    at = slash + 1;
  }
  return segments;
}

bool is_parameter(std::string_view segment) noexcept {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

using Parameters = std::map<std::string, std::string>;

/// The parameters when `path` (decoded segments) fits the pattern.
std::optional<Parameters> fit(std::string_view pattern, const std::vector<std::string>& path) {
  const auto segments = segments_of(pattern);
  if (segments.size() != path.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (is_parameter(segments[i]) && !path[i].empty()) {
      parameters.emplace(segments[i].substr(1, segments[i].size() - 2), path[i]);
      continue;
    }
    if (segments[i] != path[i]) return std::nullopt;
  }
  return parameters;
}

Result<std::vector<std::string>> decoded_path(std::string_view path) {
  if (!path.starts_with('/')) return Error{Code::bad_request, "path"};
  std::vector<std::string> decoded;
  for (const std::string_view segment : segments_of(path)) {
    auto text = percent_decoded(segment, Part::path_segment);
    if (!text) return text.error();
    decoded.push_back(std::move(text).value());
  }
  return decoded;
}

Result<Parameters> decoded_query(std::string_view query) {
  Parameters words;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), Part::query_word);
    if (!name) return name.error();
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), Part::query_word);
    if (!value) return value.error();
    // Twice the same name would let a proxy and us read two different requests.
    const bool fresh = words.emplace(std::move(name).value(), std::move(value).value()).second;
    if (!fresh) return Error{Code::bad_request, "query"};
  }
  return words;
}

/// The media type without its parameters.
std::string_view essence(std::string_view content_type) {
  return trimmed(content_type.substr(0, content_type.find(';')));
}

Refusable body_fits(const Route& route, const Request& request) {
  const std::string_view length = request.header("Content-Length");
  const bool has_body = !request.body.empty() || (!length.empty() && length != "0") ||
                        !request.header("Transfer-Encoding").empty();
  if (!has_body) return Done{};
  const std::string_view type = essence(request.header("Content-Type"));
  const bool accepted = std::ranges::any_of(
      route.content_types, [&](const std::string& each) { return same_name(each, type); });
  if (!accepted) return Error{Code::bad_media_type, std::string(type.substr(0, 80))};
  std::size_t announced = request.body.size();
  if (!length.empty()) {
    const auto read = std::from_chars(length.data(), length.data() + length.size(), announced);
    if (read.ec != std::errc() || read.ptr != length.data() + length.size()) {
      return Error{Code::bad_request, "Content-Length"};
    }
  }
  if (std::max(announced, request.body.size()) > route.body_limit_bytes) {
    return Error{Code::too_large, std::to_string(route.body_limit_bytes)};
  }
  return Done{};
}

bool one_line(std::string_view text) noexcept {
  return std::ranges::none_of(
      text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

bool safe_headers(const Response& response) {
  return one_line(response.content_type) &&
         std::ranges::all_of(response.headers, [](const Header& header) {
           return one_line(header.name) && one_line(header.value);
         });
}

/// What the guard says; its breakage is a refusal too, without its words.
Refusable let_in(const Guard& guard, const Route& route, const Request& request) {
  if (!guard) return Done{};
  try {
    return guard(route, request);
  } catch (const Failure& failure) {
    return Error{failure.error().code};
  } catch (...) {
    return Error{Code::internal};
  }
}

bool answers(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text, Part part) {
  auto bytes = unescaped(text, part);
  if (!bytes) return Error{Code::bad_request, "percent-encoding"};
  std::string& out = *bytes;
  if (!is_utf8(out)) return Error{Code::bad_utf8, "target"};
  if (!one_line(out) || has_control_character(out)) return Error{Code::bad_request, "control"};
  const bool walks = out == "." || out == ".." || out.find_first_of("/\\") != std::string::npos;
  if (part == Part::path_segment && walks) return Error{Code::bad_request, "path"};
  return std::move(out);
}

void Router::add(Route route) {
  assert(route.pattern.starts_with('/') && route.handler);
  routes_.push_back(std::move(route));
}

Result<const Route*> Router::find(Request& request) const {
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto path = decoded_path(target.substr(0, mark));
  if (!path) return path.error();
  auto query = decoded_query(target.substr(std::min(mark + 1, target.size())));
  if (!query) return query.error();
  std::string allowed;
  for (const Route& route : routes_) {
    auto parameters = fit(route.pattern, path.value());
    if (!parameters) continue;
    if (!answers(route, request.method)) {
      allowed += allowed.empty() ? route.method : ", " + route.method;
      continue;
    }
    request.parameters = std::move(*parameters);
    request.query = std::move(query).value();
    if (const auto fits = body_fits(route, request); !fits) return fits.error();
    if (const auto may = let_in(guard_, route, request); !may) return may.error();
    return &route;
  }
  if (!allowed.empty()) return Error{Code::bad_method, allowed};
  return Error{Code::not_found};
}

Response Router::answer(const Route& route, const Request& request) const {
  try {
    Response response = route.handler(request);
    if (safe_headers(response)) return response;
    return Response::error({Code::internal}, request);
  } catch (const Failure& failure) {
    return Response::error({failure.error().code}, request);
  } catch (...) {
    return Response::error({Code::internal}, request);
  }
}

Response Router::refuse(const Error& error, const Request& request) {
  Response response = Response::error(error, request);
  if (error.code == Code::bad_method) response.headers.push_back({"Allow", error.detail});
  return response;
}

Response Router::handle(Request request) const {
  const auto route = find(request);
  return route ? answer(*route.value(), request) : refuse(route.error(), request);
}

}  // namespace huidan::http

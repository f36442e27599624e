#include "sync/http/gate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) noexcept {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter || is_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_visible_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_header_value(std::string_view text) noexcept {
  return std::ranges::none_of(
      text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

Error bad(std::string_view what) {
  return {Code::bad_request, std::string(what)};
}

Refusable read_request_line(std::string_view line, Passed& passed) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad("request line");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad("version");
  if (!is_token(method) || method.size() > 16) return bad("method");
  if (target.size() > limits::kTarget_bytes) {
    return Error{Code::header_too_large, std::to_string(limits::kTarget_bytes)};
  }
  if (!target.starts_with('/') || !is_visible_ascii(target)) return bad("target");
  passed.request.method = method;
  passed.request.target = target;
  return Done{};
}

Refusable read_header_line(std::string_view line, Passed& passed) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return bad("header");
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_header_value(value)) return bad("header");
  if (passed.request.headers.size() == limits::kHeader_max) {
    return Error{Code::header_too_large, std::to_string(limits::kHeader_max)};
  }
  passed.request.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  return Done{};
}

std::ptrdiff_t count_of(const Request& request, std::string_view name) {
  return std::ranges::count_if(request.headers,
                               [&](const Header& header) { return same_name(header.name, name); });
}

bool takes_body(std::string_view method) {
  constexpr std::array<std::string_view, 4> kMethods{"POST", "PUT", "PATCH", "DELETE"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

/// How long the body is must have one meaning: two readings are how requests are smuggled.
Refusable judge_framing(const Request& request, bool http_1_0) {
  const auto lengths = count_of(request, "Content-Length");
  const auto codings = count_of(request, "Transfer-Encoding");
  if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1)) return bad("framing");
  const std::string_view length = request.header("Content-Length");
  if (lengths == 1 &&
      (length.empty() || length.size() > 18 || !std::ranges::all_of(length, is_digit))) {
    return bad("Content-Length");
  }
  if (codings == 1 && (http_1_0 || !same_name(request.header("Transfer-Encoding"), "chunked"))) {
    return bad("Transfer-Encoding");
  }
  return Done{};
}

Refusable judge_headers(const Passed& passed, bool http_1_0) {
  const Request& request = passed.request;
  const auto hosts = count_of(request, "Host");
  if (hosts > 1 || (hosts == 0 && !http_1_0)) return bad("Host");
  if (auto framing = judge_framing(request, http_1_0); !framing) return framing;
  if (count_of(request, "Content-Encoding") != 0) {
    return Error{Code::bad_media_type, "Content-Encoding"};
  }
  const std::string_view expect = request.header("Expect");
  if (!expect.empty() && !same_name(expect, "100-continue")) return bad("Expect");
  if (passed.body_follows && !takes_body(request.method)) return bad("body");
  return Done{};
}

std::string head_for_library(const Passed& passed) {
  const Request& request = passed.request;
  const bool as_it_is = takes_body(request.method) || request.method == "HEAD";
  std::string head = (as_it_is ? request.method : "GET") + " / HTTP/1.1\r\nHost: gate\r\n";
  if (takes_body(request.method) && !passed.body_follows) head += "Content-Length: 0\r\n";
  if (passed.body_follows) {
    const std::string_view length = request.header("Content-Length");
    head += length.empty() ? "Transfer-Encoding: chunked\r\n"
                           : "Content-Length: " + std::string(length) + "\r\n";
    if (!request.header("Expect").empty()) head += "Expect: 100-continue\r\n";
  }
  return head += kLineEnd;
}

}  // namespace

Result<Passed> pass_gate(std::string_view head) {
  Passed passed;
  bool first = true;
  bool http_1_0 = false;
  while (!head.starts_with(kLineEnd)) {
    const std::size_t end = head.find(kLineEnd);
    if (end == std::string_view::npos) return bad("line end");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + kLineEnd.size());
    const auto read = first ? read_request_line(line, passed) : read_header_line(line, passed);
    if (!read) return read.error();
    if (first) http_1_0 = line.ends_with("1.0");
    first = false;
  }
  if (first) return bad("request line");
  const std::string_view length = passed.request.header("Content-Length");
  const bool chunked = !passed.request.header("Transfer-Encoding").empty();
  passed.body_follows = chunked || length.find_first_not_of('0') != std::string_view::npos;
  if (const auto fine = judge_headers(passed, http_1_0); !fine) return fine.error();
  passed.passed_on = head_for_library(passed);
  return passed;
}

}  // namespace huidan::http

#pragma once
// A request and a response as the rooms see them: no socket, no library. The host fills one in and
// sends the other; tests and the in-process fleet build them by hand.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/catalogue.hpp"
#include "sync/base/result.hpp"

namespace huidan::http {

struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

struct Request {
  std::string method{};  // upper case
  std::string target{};  // path and query as on the request line, still percent-encoded
  std::vector<Header> headers{};
  std::string body{};
  std::string peer{};                     // address of whoever asks; behind a proxy, as it says
  std::string id{};                       // minted by the host, also in the log and in every error
  Language language = Language::zh_hans;  // of Accept-Language, else the server's
  std::map<std::string, std::string> parameters{};  // decoded, of the path; set by Router::find
  std::map<std::string, std::string> query{};       // decoded; set by Router::find

  /// The first header of that name in any case, empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;

  /// The value of that cookie, empty when there is none.
  [[nodiscard]] std::string_view cookie(std::string_view name) const noexcept;

  /// Only asks: GET or HEAD.
  [[nodiscard]] bool is_read() const noexcept;

  /// The path parameter {name}; empty when the pattern has none of that name.
  [[nodiscard]] std::string_view parameter(std::string_view name) const noexcept;

  /// The query's value of `name`, empty when absent.
  [[nodiscard]] std::string_view query_value(std::string_view name) const noexcept;
};

struct Response {
  int status = 200;
  std::string content_type{};  // empty: no body
  std::string body{};
  std::vector<Header> headers{};
  std::string_view code{};  // of the error that it tells, for the log; as code_name gives it

  /// `body` must be a whole JSON document.
  [[nodiscard]] static Response json(std::string body, int status = 200);

  /// Plain UTF-8 text: probes and metrics.
  [[nodiscard]] static Response text(std::string body, int status = 200);

  /// A printed form. What its paper does not say stands in headers: `Huidan-Missing`, the
  /// characters no font has, and `Huidan-Left-Out`, the fields that the dense code had no room for.
  [[nodiscard]] static Response form(std::string pdf, std::string missing,
                                     const std::vector<std::string>& left_out);

  /// `{"error":{"code","message","request_id"}}` under the code's status, the message in the
  /// request's language; with "field" and "detail" where the error has them, so that a laptop can
  /// say it in its own.
  [[nodiscard]] static Response error(const Error& error, const Request& request);
};

/// True when the two header names are one (RFC 9110 §5.1: case does not matter).
[[nodiscard]] bool same_name(std::string_view one, std::string_view other) noexcept;

/// The best of our three languages that an Accept-Language header (RFC 9110 §12.5.4) asks for.
[[nodiscard]] Language language_from_accept(std::string_view header, Language otherwise) noexcept;

}  // namespace huidan::http

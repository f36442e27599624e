#pragma once
// The gate in front of the HTTP library. Debian's cpp-httplib 0.11.4 buffers header lines and
// header counts without limit, inflates bodies, answers smuggled requests and multiplies ranges
// (RELIABILITY §0.1). So the head of every request is judged here, as bytes, before the library
// sees one of them, and the library is then given a head of our own making that holds only how the
// body is framed.

#include <string>
#include <string_view>

#include "sync/base/result.hpp"
#include "sync/http/message.hpp"

namespace huidan::http {

struct Passed {
  Request request{};        // method, target and headers as they came; no body yet
  std::string passed_on{};  // the head for the library
  bool body_follows = false;
};

/// Judges a head that ends in its blank line, strictly after RFC 9112: CRLF alone ends a line, one
/// Host, at most one Content-Length of digits, or one "Transfer-Encoding: chunked", never both.
/// Refuses with bad_request (detail: what is wrong), header_too_large (the limit) or bad_media_type
/// (any Content-Encoding). Range is ignored, which RFC 9110 §14.2 allows.
[[nodiscard]] Result<Passed> pass_gate(std::string_view head);

}  // namespace huidan::http

#include "sync/http/gate.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "sync/base/limits.hpp"

namespace huidan::http {

TEST_CASE("a head passes with one meaning or is refused, and the library sees only its framing") {
  struct Row {
    std::string_view name;
    std::string head;
    Code code;              // of a refusal; usage: it passes
    std::string passed_on;  // what the library is given then
  };

  const std::string get = "GET / HTTP/1.1\r\nHost: gate\r\n\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: gate\r\n";
  const std::string sixty_three = [] {
    std::string text = "GET /a HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < limits::kHeader_max; ++i) text += "X: y\r\n";
    return text;
  }();
  const std::array rows{
      Row{"everything but the framing stays here",
          "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\nRange: bytes=0-\r\n"
          "Connection: upgrade\r\nUpgrade: h2c\r\nREMOTE_ADDR: x\r\n\r\n",
          Code::usage, get},
      Row{"a length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n", Code::usage,
          post + "Content-Length: 7\r\n\r\n"},
      Row{"a length of zero", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 000\r\n\r\n",
          Code::usage, post + "Content-Length: 0\r\n\r\n"},
      Row{"no length", "POST /a HTTP/1.1\r\nHost: a\r\n\r\n", Code::usage,
          post + "Content-Length: 0\r\n\r\n"},
      Row{"chunks and leave",
          "POST /a HTTP/1.1\r\nhost:a\r\nTRANSFER-ENCODING:\tChunked \r\nexpect: "
          "100-Continue\r\n\r\n",
          Code::usage, post + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"},
      Row{"HEAD", "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n", Code::usage,
          "HEAD / HTTP/1.1\r\nHost: gate\r\n\r\n"},
      Row{"a strange method", "M-SEARCH /a HTTP/1.1\r\nHost: a\r\n\r\n", Code::usage, get},
      Row{"64 headers", sixty_three + "\r\n", Code::usage, get},
      Row{"65 headers", sixty_three + "X: y\r\n\r\n", Code::header_too_large, ""},
      Row{"two lengths",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
          Code::bad_request, ""},
      Row{"a list of lengths", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
          Code::bad_request, ""},
      Row{"a signed length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
          Code::bad_request, ""},
      Row{"a hexadecimal length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
          Code::bad_request, ""},
      Row{"an empty length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
          Code::bad_request, ""},
      Row{"a length of 19 digits",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n",
          Code::bad_request, ""},
      Row{"a length and chunks",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          Code::bad_request, ""},
      Row{"a coding that is not chunked",
          "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
          Code::bad_request, ""},
      Row{"chunks in HTTP/1.0", "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
          Code::bad_request, ""},
      Row{"a GET with a body", "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
          Code::bad_request, ""},
      Row{"a space before the colon", "GET /a HTTP/1.1\r\nHost : a\r\n\r\n", Code::bad_request, ""},
      Row{"a folded line", "GET /a HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", Code::bad_request,
          ""},
      Row{"a header without a name", "GET /a HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n", Code::bad_request,
          ""},
      Row{"a line feed alone", "GET /a HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", Code::bad_request, ""},
      Row{"a carriage return alone", "GET /a HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", Code::bad_request,
          ""},
      Row{"a NUL", "GET /a HTTP/1.1\r\nHost: a\r\nX: " + std::string(1, '\0') + "\r\n\r\n",
          Code::bad_request, ""},
      Row{"no host", "GET /a HTTP/1.1\r\nX: y\r\n\r\n", Code::bad_request, ""},
      Row{"two hosts", "GET /a HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", Code::bad_request, ""},
      Row{"a whole URL", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", Code::bad_request, ""},
      Row{"a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", Code::bad_request, ""},
      Row{"bytes above ASCII in the target", "GET /\xE5 HTTP/1.1\r\nHost: a\r\n\r\n",
          Code::bad_request, ""},
      Row{"HTTP/2", "PRI * HTTP/2.0\r\n\r\n", Code::bad_request, ""},
      Row{"HTTP/0.9", "GET /\r\n\r\n", Code::bad_request, ""},
      Row{"nothing", "\r\n", Code::bad_request, ""},
      Row{"no end", "GET /a HTTP/1.1\r\nHost: a", Code::bad_request, ""},
      Row{"an expectation we do not know",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: wonders\r\n\r\n",
          Code::bad_request, ""},
      Row{"a compressed body",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Encoding: zstd\r\n\r\n",
          Code::bad_media_type, ""},
      Row{"a long target",
          "GET /" + std::string(limits::kTarget_bytes, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
          Code::header_too_large, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto passed = pass_gate(row.head);
    CHECK(passed.ok() == (row.code == Code::usage));
    if (passed) CHECK(passed.value().passed_on == row.passed_on);
    if (!passed) CHECK(passed.error().code == row.code);
  }
}

}  // namespace huidan::http

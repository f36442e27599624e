#include "server/desk/intake/charset.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "sync/base/bytes.hpp"

namespace huidan::server {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool is_ascii(std::string_view bytes) noexcept {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool most_lines_are_utf8(std::string_view bytes) {
  std::size_t utf8 = 0;
  std::size_t other = 0;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (!is_ascii(line)) ++(is_utf8(line) ? utf8 : other);
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
  }
  return utf8 > other;
}

}  // namespace

std::string_view without_mark(std::string_view bytes) noexcept {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return bytes;
}

Result<Charset> detect_charset(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Error{Code::bad_encoding, "UTF-16"};
  }
  if (bytes.starts_with(kUtf8Mark) || is_utf8(bytes)) return Charset::utf8;
  return most_lines_are_utf8(bytes) ? Charset::utf8 : Charset::gb18030;
}

Decoder::Decoder(Charset charset) : charset_(charset) {
  if (charset_ == Charset::utf8) return;
  converter_ = ::iconv_open("UTF-8", "GB18030");
  if (std::bit_cast<std::intptr_t>(converter_) == -1) throw Failure({Code::internal, "GB18030"});
}

Decoder::~Decoder() {
  if (charset_ != Charset::utf8) ::iconv_close(converter_);
}

std::optional<std::string> Decoder::decode(std::string_view bytes) const {
  if (is_ascii(bytes)) return std::string(bytes);
  if (charset_ == Charset::utf8) {
    if (!is_utf8(bytes)) return std::nullopt;
    return std::string(bytes);
  }
  // Two bytes of GB18030 become at most three of UTF-8, four become at most four.
  std::string text(bytes.size() * 2, '\0');
  std::string source(bytes);
  char* in = source.data();
  std::size_t in_left = source.size();
  char* out = text.data();
  std::size_t out_left = text.size();
  ::iconv(converter_, nullptr, nullptr, nullptr, nullptr);
  const std::size_t converted = ::iconv(converter_, &in, &in_left, &out, &out_left);
  if (converted == static_cast<std::size_t>(-1)) return std::nullopt;
  text.resize(text.size() - out_left);
  return text;
}

}  // namespace huidan::server

#include "sync/base/bytes.hpp"

#include <array>
#include <cstdint>

namespace huidan {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t i) noexcept {
  return static_cast<std::uint8_t>(bytes[i]);
}

/// Length of the well-formed sequence that starts at `at`, 0 when there is none.
std::size_t sequence_bytes(std::string_view text, std::size_t at) noexcept {
  const std::uint32_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint32_t low = 0x80;
  std::uint32_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0 || at + length > text.size()) return 0;
  if (lead == 0xE0) low = 0xA0;   // overlong
  if (lead == 0xED) high = 0x9F;  // surrogates
  if (lead == 0xF0) low = 0x90;   // overlong
  if (lead == 0xF4) high = 0x8F;  // above U+10FFFF
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint32_t next = byte_at(text, at + i);
    if (next < low || next > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    hex += kHexDigits[byte_at(bytes, i) >> 4];
    hex += kHexDigits[byte_at(bytes, i) & 0x0F];
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = kHexDigits.find(hex[i]);
    const std::size_t low = kHexDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = byte_at(bytes, i) << 16;
    if (count > 1) group |= byte_at(bytes, i + 1) << 8;
    if (count > 2) group |= byte_at(bytes, i + 2);
    text += kBase64Digits[group >> 18];
    text += kBase64Digits[group >> 12 & 0x3F];
    text += count > 1 ? kBase64Digits[group >> 6 & 0x3F] : '=';
    text += count > 2 ? kBase64Digits[group & 0x3F] : '=';
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::size_t padding = 0;
    if (i + 4 == text.size()) {
      if (text[i + 3] == '=') padding = text[i + 2] == '=' ? 2 : 1;
    }
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4 - padding; ++k) {
      const std::size_t digit = kBase64Digits.find(text[i + k]);
      if (digit == std::string_view::npos) return std::nullopt;
      group |= static_cast<std::uint32_t>(digit) << (18 - 6 * k);
    }
    if (padding == 2 && (group & 0xFFFF) != 0) return std::nullopt;
    if (padding == 1 && (group & 0xFF) != 0) return std::nullopt;
    bytes += static_cast<char>(group >> 16);
    if (padding < 2) bytes += static_cast<char>(group >> 8 & 0xFF);
    if (padding < 1) bytes += static_cast<char>(group & 0xFF);
  }
  return bytes;
}

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_bytes(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
  const std::uint32_t lead = byte_at(text, at);
  const std::size_t length = sequence_bytes(text, at);
  constexpr std::array<std::uint32_t, 5> kLeadMask{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t code = lead & kLeadMask.at(length);
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte_at(text, at + i) & 0x3F);
  at += length == 0 ? 1 : length;
  return static_cast<char32_t>(code);
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto code = static_cast<std::uint32_t>(code_point);
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int tail_count = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<std::uint32_t, 4> kLead{0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead.at(static_cast<std::size_t>(tail_count)) | code >> 6 * tail_count);
  for (int i = tail_count - 1; i >= 0; --i) {
    out += static_cast<char>(0x80U | (code >> 6 * i & 0x3FU));
  }
}

bool has_control_character(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint32_t c = byte_at(text, i);
    if (c < 0x20 && c != '\t' && c != '\n') return true;
    if (c == 0x7F) return true;
    const bool c1 = c == 0xC2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xA0;
    if (c1) return true;
  }
  return false;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kAscii = " \t\r\n";
  constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";
  for (bool moved = true; moved && !text.empty();) {
    moved = false;
    if (kAscii.find(text.front()) != std::string_view::npos) text.remove_prefix(1), moved = true;
    if (text.starts_with(kIdeographicSpace)) text.remove_prefix(3), moved = true;
    if (!text.empty() && kAscii.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
      moved = true;
    }
    if (text.ends_with(kIdeographicSpace)) text.remove_suffix(3), moved = true;
  }
  return text;
}

}  // namespace huidan

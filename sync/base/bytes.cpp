#include "sync/base/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace huidan {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t i) noexcept {
  return static_cast<std::uint8_t>(bytes[i]);
}

/// A row of Unicode 15 table 3-7: what may follow a lead byte. The narrower second bytes keep out
/// overlong forms, surrogates and what lies above U+10FFFF.
struct Sequence {
  std::uint32_t lead_first;
  std::uint32_t lead_last;
  std::size_t length;
  std::uint32_t second_first;
  std::uint32_t second_last;
};

constexpr std::array kSequences{
    Sequence{0xC2, 0xDF, 2, 0x80, 0xBF}, Sequence{0xE0, 0xE0, 3, 0xA0, 0xBF},
    Sequence{0xE1, 0xEC, 3, 0x80, 0xBF}, Sequence{0xED, 0xED, 3, 0x80, 0x9F},
    Sequence{0xEE, 0xEF, 3, 0x80, 0xBF}, Sequence{0xF0, 0xF0, 4, 0x90, 0xBF},
    Sequence{0xF1, 0xF3, 4, 0x80, 0xBF}, Sequence{0xF4, 0xF4, 4, 0x80, 0x8F},
};

bool between(std::uint32_t byte, std::uint32_t first, std::uint32_t last) noexcept {
  return byte >= first && byte <= last;
}

/// Length of the well-formed sequence that starts at `at`, 0 when there is none.
std::size_t sequence_bytes(std::string_view text, std::size_t at) noexcept {
  const std::uint32_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  const auto* const row = std::ranges::find_if(kSequences, [lead](const Sequence& sequence) {
    return between(lead, sequence.lead_first, sequence.lead_last);
  });
  if (row == kSequences.end() || text.size() - at < row->length) return 0;
  if (!between(byte_at(text, at + 1), row->second_first, row->second_last)) return 0;
  for (std::size_t i = at + 2; i < at + row->length; ++i) {
    if (!between(byte_at(text, i), 0x80, 0xBF)) return 0;
  }
  return row->length;
}

/// Appends the bytes of four digits, of which the last `padding` are '='.
bool append_group(std::string& bytes, std::string_view digits, std::size_t padding) {
  std::uint32_t group = 0;
  for (const char c : digits.substr(0, 4 - padding)) {
    const std::size_t digit = kBase64Digits.find(c);
    if (digit == std::string_view::npos) return false;
    group = group << 6 | static_cast<std::uint32_t>(digit);
  }
  group <<= 6 * padding;
  const std::uint32_t stray = group & ((std::uint32_t{1} << 8 * padding) - 1);
  for (std::size_t i = 0; i < 3 - padding; ++i) {
    bytes += static_cast<char>(group >> (16 - 8 * i) & 0xFF);
  }
  return stray == 0;
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
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    if (!append_group(bytes, text.substr(i, 4), last ? padding : 0)) return std::nullopt;
  }
  return bytes;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 0xF]};
  }
  return out;
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

std::string code_point_name(char32_t code_point) {
  std::array<char, 16> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(code_point));
  return std::string(text.data(), static_cast<std::size_t>(length));
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

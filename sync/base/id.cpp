#include "sync/base/id.hpp"

#include <array>
#include <cstddef>

#include "sync/base/bytes.hpp"
#include "sync/base/random.hpp"

namespace huidan {

std::string new_uuid7(std::int64_t wall_ms, Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  const auto stamp = static_cast<std::uint64_t>(wall_ms);
  for (std::size_t i = 0; i < 6; ++i) {
    bytes.at(i) = static_cast<std::uint8_t>(stamp >> (40 - 8 * i));
  }
  std::uint64_t high = random.next();
  std::uint64_t low = random.next();
  for (std::size_t i = 6; i < 8; ++i, high >>= 8) bytes.at(i) = static_cast<std::uint8_t>(high);
  for (std::size_t i = 8; i < 16; ++i, low >>= 8) bytes.at(i) = static_cast<std::uint8_t>(low);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);

  return uuid_text(std::string_view(reinterpret_cast<const char*>(bytes.data()), 16));
}

std::string uuid_text(std::string_view bytes) {
  std::string text = to_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

std::optional<std::string> uuid_bytes(std::string_view text) {
  if (!is_uuid(text)) return std::nullopt;
  std::string hex(text);
  std::erase(hex, '-');
  return from_hex(hex);
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

}  // namespace huidan

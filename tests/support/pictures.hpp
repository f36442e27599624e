#pragma once
// Files with the heads and ends of photos and nothing to see in them, of any size.

#include <cstdint>
#include <string>
#include <string_view>

namespace huidan::test {

inline std::string big_endian(std::uint32_t value, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

inline constexpr const char* kPdf = "%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n";

/// `filling_bytes` stand between the header and the end, different for each `seed`.
inline std::string png_of(std::uint32_t width, std::uint32_t height, std::size_t filling_bytes = 0,
                          std::uint32_t seed = 1) {
  std::string bytes("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", 16);
  bytes += big_endian(width, 4) + big_endian(height, 4) + std::string("\x08\x02\0\0\0CRC.", 9);
  for (std::size_t i = 0; i < filling_bytes; ++i) {
    seed = seed * 1664525 + 1013904223;
    bytes += static_cast<char>(seed >> 24);
  }
  return bytes + std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12);
}

inline std::string jpeg_of(std::uint32_t width, std::uint32_t height, std::size_t exif_bytes = 0) {
  std::string bytes = "\xFF\xD8";
  bytes += "\xFF\xE1" + big_endian(static_cast<std::uint32_t>(exif_bytes + 2), 2) +
           std::string(exif_bytes, 'e');
  bytes += "\xFF\xC0" + big_endian(17, 2) + '\x08' + big_endian(height, 2) + big_endian(width, 2) +
           std::string(10, 'c');
  return bytes + "\xFF\xDA" + std::string(20, 's') + "\xFF\xD9";
}

}  // namespace huidan::test

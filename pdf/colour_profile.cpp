#include "pdf/colour_profile.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace huidan::pdf {
namespace {

void put16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xFFFF);
}

std::string xyz(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  std::string out = "XYZ ";
  for (const std::uint32_t value : {0U, x, y, z}) put32(out, value);
  return out;
}

/// The curve of IEC 61966-2-1 §5.2, from what is stored to light.
std::string curve() {
  constexpr std::uint32_t kPoints = 256;
  std::string out = "curv";
  put32(out, 0);
  put32(out, kPoints);
  for (std::uint32_t i = 0; i < kPoints; ++i) {
    const double stored = i / 255.0;
    const double light =
        stored <= 0.04045 ? stored / 12.92 : std::pow((stored + 0.055) / 1.055, 2.4);
    put16(out, static_cast<std::uint32_t>(std::lround(light * 65535)));
  }
  return out;
}

std::string description(std::string_view text) {
  constexpr std::size_t kNoOtherScripts = 4 + 4 + 2 + 1 + 67;
  std::string out = "desc";
  put32(out, 0);
  put32(out, static_cast<std::uint32_t>(text.size() + 1));
  out.append(text).append(1 + kNoOtherScripts, '\0');
  return out;
}

std::string build() {
  constexpr std::size_t kHeader = 128;
  constexpr std::size_t kEntry = 12;
  // The primaries and the white as the D50 of the profile's connection space sees them.
  const std::vector<std::pair<std::string_view, std::string>> tags{
      {"desc", description("sRGB IEC61966-2.1")},
      {"cprt", std::string("text\0\0\0\0CC0\0", 12)},
      {"wtpt", xyz(0xF6D6, 0x10000, 0xD32D)},
      {"rXYZ", xyz(0x6FA2, 0x38F5, 0x0390)},
      {"gXYZ", xyz(0x6299, 0xB785, 0x18DA)},
      {"bXYZ", xyz(0x24A0, 0x0F84, 0xB6CF)},
      {"rTRC", curve()},
      {"gTRC", ""},  // the same bytes as rTRC
      {"bTRC", ""}};
  std::string table;
  std::string data;
  put32(table, static_cast<std::uint32_t>(tags.size()));
  const std::size_t first = kHeader + 4 + tags.size() * kEntry;
  std::size_t at = first;
  std::size_t size = 0;
  for (const auto& [name, bytes] : tags) {
    if (!bytes.empty()) {
      data.resize((data.size() + 3) / 4 * 4, '\0');
      at = first + data.size();
      size = bytes.size();
      data += bytes;
    }
    table += name;
    put32(table, static_cast<std::uint32_t>(at));
    put32(table, static_cast<std::uint32_t>(size));
  }
  std::string out;
  put32(out, static_cast<std::uint32_t>(first + data.size()));
  put32(out, 0);
  put32(out, 0x02100000);  // version 2.1
  out += "mntrRGB XYZ ";
  for (const std::uint32_t part : {2026U, 11U, 25U, 0U, 0U, 0U}) put16(out, part);
  out += "acsp";
  out.append(68 - out.size(), '\0');
  for (const std::uint32_t value : {0xF6D6U, 0x10000U, 0xD32DU}) put32(out, value);
  out.append(kHeader - out.size(), '\0');
  return out + table + data;
}

}  // namespace

const std::string& colour_profile() {
  static const std::string profile = build();
  return profile;
}

}  // namespace huidan::pdf

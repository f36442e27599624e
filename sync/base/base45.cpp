#include "sync/base/base45.hpp"

#include <algorithm>
#include <cstddef>

namespace huidan {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr std::size_t kBase = 45;
static_assert(kAlphabet.size() == kBase);

void append_digits(std::string& out, std::size_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i, value /= kBase) out += kAlphabet[value % kBase];
}

}  // namespace

std::string to_base45(std::string_view bytes) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
  };
  std::string out;
  out.reserve(bytes.size() / 2 * 3 + 2);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    append_digits(out, byte(at) * 256 + byte(at + 1), 3);
  }
  if (bytes.size() % 2 == 1) append_digits(out, byte(bytes.size() - 1), 2);
  return out;
}

std::optional<std::string> from_base45(std::string_view text) {
  if (text.size() % 3 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 3 * 2 + 1);
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view group = text.substr(at, 3);
    std::size_t value = 0;
    for (auto digit = group.rbegin(); digit != group.rend(); ++digit) {
      const std::size_t worth = kAlphabet.find(*digit);
      if (worth == std::string_view::npos) return std::nullopt;
      value = value * kBase + worth;
    }
    if (value > (group.size() == 3 ? 0xffffU : 0xffU)) return std::nullopt;
    if (group.size() == 3) out += static_cast<char>(static_cast<unsigned char>(value / 256));
    out += static_cast<char>(static_cast<unsigned char>(value % 256));
  }
  return out;
}

}  // namespace huidan

#pragma once
// Bytes as text for the alphanumeric mode of a QR code (RFC 9285): three characters for two bytes,
// and each of them fits into five and a half bits there.

#include <optional>
#include <string>
#include <string_view>

namespace huidan {

[[nodiscard]] std::string to_base45(std::string_view bytes);

/// Strict: nothing for another character, a length that no bytes have, or a group beyond its range.
[[nodiscard]] std::optional<std::string> from_base45(std::string_view text);

}  // namespace huidan

#pragma once
// Bytes as text: hex for digests on paper and in logs, base64 (RFC 4648 §4) for keys and signatures
// on the wire, and the check that a text is UTF-8 as Unicode 15 table 3-7 defines it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace huidan {

/// Lower case, two digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

[[nodiscard]] std::optional<std::string> from_hex(std::string_view hex);

/// With padding.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Strict: padding required, no white space, no stray bits.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// One segment of a URL's path (RFC 3986 §3.3): all but unreserved characters escaped.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// True when `text` is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Decodes the code point at `at` and moves `at` behind it; `text` must be well-formed UTF-8.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;

/// Appends `code_point` to `out` as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

/// "U+4E00", "U+20BB7": how a character is named that cannot be shown.
[[nodiscard]] std::string code_point_name(char32_t code_point);

/// True when `text` holds a control character (C0 other than tab and newline, DEL, C1): these never
/// belong in a field and some of them change what a terminal or a printer shows.
[[nodiscard]] bool has_control_character(std::string_view text) noexcept;

/// `text` without white space (ASCII and U+3000) at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace huidan

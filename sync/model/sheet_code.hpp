#pragma once
// The short code of a printed sheet, in the QR at its head: which order, which copy, which print of
// it, which content, and the beginning of what a device signed of it. A scanner at the desk types
// it, or it is read from an image of the sheet.

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan {

struct SheetCode {
  std::string no;
  std::string copy;         // customer | desk
  std::int64_t print = 1;   // see Copy::print
  std::string hash;         // the first 16 hex digits of the form's hash
  std::string signature{};  // see short_signature; empty: nobody had signed

  friend bool operator==(const SheetCode&, const SheetCode&) = default;
};

/// "C" or "D", and behind it the number of every print but the first: "D3".
[[nodiscard]] std::string sheet_name(std::string_view copy, std::int64_t print);

/// The copy and print that a sheet_name says; "D1" is "D". Error: bad_sheet.
[[nodiscard]] Result<SheetCode> read_sheet_name(std::string_view name);

/// A sign-off's signature as a code has room for it: the first 12 hex digits of its 64 bytes. Only
/// who has seen the signed form can know them. Empty when `base64` is none.
[[nodiscard]] std::string short_signature(std::string_view base64);

/// "WO1:<no>:<sheet_name>:<hash>", and behind it ":S<signature>" where there is one.
[[nodiscard]] std::string sheet_code_text(const SheetCode& code);

/// Whatever a scanner or a hand typed; white space around it is none of its own. Error: bad_sheet.
[[nodiscard]] Result<SheetCode> read_sheet_code(std::string_view text);

}  // namespace huidan

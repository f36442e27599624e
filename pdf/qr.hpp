#pragma once
// The QR code of a sheet (ISO/IEC 18004): scanned when the sheet comes home, so it says which
// order, which copy and which content it is.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huidan::pdf {

struct QrCode {
  int side = 0;             // modules
  std::vector<bool> black;  // side * side, row by row from the top

  [[nodiscard]] bool at(int column, int row) const {
    return black[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) +
                 static_cast<std::size_t>(column)];
  }
};

/// White modules that must stay free around the code (ISO/IEC 18004 §5.3.8).
inline constexpr int kQuiet_modules = 4;

/// Error correction M: 15 % of a code may be soiled and it still reads. Throws Failure{too_long}
/// beyond 2,331 bytes, which no order number reaches (limits::kLine_bytes).
[[nodiscard]] QrCode qr_code(std::string_view payload);

/// What a dense code holds at most (version 21, 101 modules at level L): a sheet read at 150 dpi,
/// lying askew and dirty, gave back every code whose modules are 1.2 points wide, and few at 1.1.
/// So this much is what half a sheet has room for.
inline constexpr std::size_t kDenseCode_characters = 1352;

/// Of digits, capital letters and " $%*+-./:" alone, as small as it may be, and then with as much
/// correction as that size has room for (7 to 30 %). Throws Failure{too_long}.
[[nodiscard]] QrCode dense_code(std::string_view payload);

}  // namespace huidan::pdf

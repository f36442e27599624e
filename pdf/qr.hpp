#pragma once
// The QR code of a sheet (ISO/IEC 18004): scanned when the sheet comes home, so it says which
// order, which copy and which content it is.

#include <cstdint>
#include <string>
#include <string_view>

namespace huidan::pdf {

struct QrCode {
  int side = 0;       // modules
  std::string black;  // side * side of 0 and 1, row by row from the top

  [[nodiscard]] bool at(int column, int row) const {
    return black[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) +
                 static_cast<std::size_t>(column)] != 0;
  }
};

/// White modules that must stay free around the code (ISO/IEC 18004 §5.3.8).
inline constexpr int kQuiet_modules = 4;

/// Error correction M or better: 15 % of a code may be soiled and it still reads. Throws
/// Failure{too_long} beyond 2,331 bytes, which no order number reaches (limits::kLine_bytes).
[[nodiscard]] QrCode qr_code(std::string_view payload);

/// What a dense code holds at most (version 21 at level L, 101 modules): what half a sheet has room
/// for in modules that a dirty scanner of 150 dpi still reads.
inline constexpr std::size_t kDenseCode_characters = 1352;

/// Of digits, capital letters and " $%*+-./:" alone. Error correction L or better: 7 % of it may be
/// soiled.
/// Throws Failure{too_long}.
[[nodiscard]] QrCode dense_code(std::string_view payload);

}  // namespace huidan::pdf

#include "pdf/qr.hpp"

#include <qrcodegen/qrcodegen.h>

#include <array>
#include <cstdint>

#include "sync/base/result.hpp"

namespace huidan::pdf {
namespace {

// Of the eight masks the one that is on average the best for our texts, dense and small (by the
// standard's own marks within 4 % of the best for each). To try all eight for every code takes
// longer than all the rest of a form, and any mask is read as well: its number stands in the code.
constexpr qrcodegen_Mask kMask = qrcodegen_Mask_2;

/// qrcodegen chooses the mode by itself: capital letters and digits take 5.5 bits each. It corrects
/// more than `level` where that needs no larger code.
QrCode encoded(std::string_view payload, qrcodegen_Ecc level) {
  const std::string text(payload);
  std::array<std::uint8_t, qrcodegen_BUFFER_LEN_MAX> work{};
  std::array<std::uint8_t, qrcodegen_BUFFER_LEN_MAX> made{};
  if (!qrcodegen_encodeText(text.c_str(), work.data(), made.data(), level, qrcodegen_VERSION_MIN,
                            qrcodegen_VERSION_MAX, kMask, true)) {
    throw Failure({Code::too_long, "qr " + std::to_string(payload.size())});
  }
  QrCode result;
  result.side = qrcodegen_getSize(made.data());
  result.black.reserve(static_cast<std::size_t>(result.side) *
                       static_cast<std::size_t>(result.side));
  for (int row = 0; row < result.side; ++row) {
    for (int column = 0; column < result.side; ++column) {
      result.black += qrcodegen_getModule(made.data(), column, row) ? '\1' : '\0';
    }
  }
  return result;
}

}  // namespace

QrCode qr_code(std::string_view payload) {
  return encoded(payload, qrcodegen_Ecc_MEDIUM);
}

QrCode dense_code(std::string_view payload) {
  if (payload.size() > kDenseCode_characters) {
    throw Failure({Code::too_long, "qr " + std::to_string(payload.size())});
  }
  return encoded(payload, qrcodegen_Ecc_LOW);
}

}  // namespace huidan::pdf

#include "pdf/qr.hpp"

#include <qrencode.h>

#include <memory>

#include "sync/base/result.hpp"

namespace huidan::pdf {
namespace {

struct CodeFree {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};

using Encoded = std::unique_ptr<QRcode, CodeFree>;

/// libqrencode chooses the mode by itself: capital letters and digits take 5.5 bits each.
Encoded encoded(std::string_view payload, QRecLevel level) {
  const std::string text(payload);
  return Encoded(QRcode_encodeString(text.c_str(), 0, level, QR_MODE_8, 1));
}

QrCode modules_of(const Encoded& code, std::string_view payload) {
  if (code == nullptr) throw Failure({Code::too_long, "qr " + std::to_string(payload.size())});
  QrCode result;
  result.side = code->width;
  const auto side = static_cast<std::size_t>(code->width);
  const std::size_t modules = side * side;
  result.black.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) result.black.push_back((code->data[i] & 1) != 0);
  return result;
}

}  // namespace

QrCode qr_code(std::string_view payload) {
  return modules_of(encoded(payload, QR_ECLEVEL_M), payload);
}

QrCode dense_code(std::string_view payload) {
  if (payload.size() > kDenseCode_characters) return modules_of(nullptr, payload);
  return modules_of(encoded(payload, QR_ECLEVEL_L), payload);
}

}  // namespace huidan::pdf

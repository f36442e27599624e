#include "pdf/qr.hpp"

#include <qrencode.h>

#include <memory>

#include "sync/base/result.hpp"

namespace huidan::pdf {
namespace {

struct CodeFree {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};

}  // namespace

QrCode qr_code(std::string_view payload) {
  const std::string text(payload);
  std::unique_ptr<QRcode, CodeFree> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
  if (code == nullptr) throw Failure({Code::too_long, "qr " + std::to_string(text.size())});
  QrCode result;
  result.side = code->width;
  const auto side = static_cast<std::size_t>(code->width);
  const std::size_t modules = side * side;
  result.black.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) result.black.push_back((code->data[i] & 1) != 0);
  return result;
}

}  // namespace huidan::pdf

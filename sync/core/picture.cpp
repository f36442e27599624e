#include "sync/core/picture.hpp"

#include <optional>
#include <string>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n"sv;
constexpr std::string_view kJpeg = "\xFF\xD8\xFF"sv;
constexpr std::string_view kPdf = "%PDF-"sv;
constexpr std::string_view kPngEnd = "\0\0\0\0IEND\xAE\x42\x60\x82"sv;

struct Size {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

std::uint32_t byte_at(std::string_view bytes, std::size_t at) noexcept {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

/// IHDR is the first chunk, or it is no PNG.
std::optional<Size> size_of_png(std::string_view head) noexcept {
  if (head.size() < 33 || head.substr(8, 8) != "\0\0\0\x0DIHDR"sv) return std::nullopt;
  return Size{number_at(head, 16, 4), number_at(head, 20, 4)};
}

/// SOF0 … SOF15 but for DHT, JPG and DAC (ITU T.81, table B.1).
bool starts_frame(std::uint32_t marker) noexcept {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::optional<Size> size_of_jpeg(std::string_view head) noexcept {
  std::size_t at = 2;
  while (at + 4 <= head.size() && byte_at(head, at) == 0xFF) {
    const std::uint32_t marker = byte_at(head, at + 1);
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    const std::size_t length = number_at(head, at + 2, 2);
    if (length < 2 || marker == 0xDA || marker == 0xD9) return std::nullopt;
    if (starts_frame(marker)) {
      if (length < 8 || at + 9 > head.size()) return std::nullopt;
      return Size{number_at(head, at + 7, 2), number_at(head, at + 5, 2)};
    }
    at += 2 + length;
  }
  return std::nullopt;
}

Refusable size_fits(const std::optional<Size>& size) {
  if (!size || size->width == 0 || size->height == 0) return Error{Code::bad_picture, "size"};
  if (size->width > limits::kPicture_px / size->height) {
    return Error{Code::bad_picture, std::to_string(limits::kPicture_px) + " px"};
  }
  return Done{};
}

}  // namespace

std::string_view media_of(std::string_view head) noexcept {
  if (head.starts_with(kPng)) return "image/png";
  if (head.starts_with(kJpeg)) return "image/jpeg";
  if (head.starts_with(kPdf)) return "application/pdf";
  return {};
}

Refusable check_picture(std::string_view media, const FileEnds& file) {
  const std::string_view found = media_of(file.head);
  if (found.empty() || found != media) return Error{Code::bad_media_type, std::string(media)};
  if (media == "application/pdf") {
    if (file.tail.find("%%EOF") != std::string_view::npos) return Done{};
    return Error{Code::bad_picture, "cut"};
  }
  if (media == "image/jpeg") return size_fits(size_of_jpeg(file.head));
  if (auto fits = size_fits(size_of_png(file.head)); !fits) return fits;
  if (!file.tail.ends_with(kPngEnd)) return Error{Code::bad_picture, "cut"};
  return Done{};
}

}  // namespace huidan::core

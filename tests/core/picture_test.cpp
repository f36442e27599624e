// Files that say they are photos: what their heads and ends must show, and the lies that are seen.

#include "sync/core/picture.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/pictures.hpp"

namespace huidan::core {
namespace {

using test::jpeg_of;
using test::kPdf;
using test::png_of;

std::string told(std::string_view media, std::string_view bytes) {
  const std::string_view tail =
      bytes.substr(bytes.size() - std::min<std::size_t>(1024, bytes.size()));
  const auto checked = check_picture(media, {bytes, tail});
  return checked ? "ok" : std::string(code_name(checked.error().code));
}

}  // namespace

TEST_CASE("a file is what its first bytes say, and must say what its op said") {
  struct Row {
    std::string_view name;
    std::string media;
    std::string bytes;
    std::string_view want;
  };

  const std::string svg = R"~(<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>)~";
  const std::string exif = jpeg_of(4000, 3000, 60000);
  const std::vector<Row> rows{
      {"a PNG", "image/png", png_of(4000, 3000), "ok"},
      {"a JPEG", "image/jpeg", jpeg_of(4000, 3000), "ok"},
      {"a JPEG behind much EXIF", "image/jpeg", exif, "ok"},
      {"a PDF", "application/pdf", kPdf, "ok"},
      {"SVG as JPEG", "image/jpeg", svg, "bad_media_type"},
      {"HTML as PNG", "image/png", "<!doctype html><script>", "bad_media_type"},
      {"nothing", "image/png", "", "bad_media_type"},
      {"a PNG said to be JPEG", "image/jpeg", png_of(10, 10), "bad_media_type"},
      {"a JPEG said to be PDF", "application/pdf", jpeg_of(10, 10), "bad_media_type"},
      {"a truncated PNG", "image/png", png_of(10, 10).substr(0, 40), "bad_picture"},
      {"a PNG of its signature alone", "image/png", png_of(10, 10).substr(0, 8), "bad_picture"},
      {"a PNG without its end", "image/png", png_of(10, 10) + "x", "bad_picture"},
      {"a PNG of no width", "image/png", png_of(0, 10), "bad_picture"},
      {"20000 by 20000", "image/png", png_of(20000, 20000), "bad_picture"},
      {"2^32-1 by 2^32-1", "image/png", png_of(0xFFFFFFFF, 0xFFFFFFFF), "bad_picture"},
      {"just the limit", "image/png", png_of(8000, 5000), "ok"},
      {"one row more", "image/png", png_of(8000, 5001), "bad_picture"},
      {"a JPEG of 65535 squared", "image/jpeg", jpeg_of(65535, 65535), "bad_picture"},
      {"a JPEG of no height", "image/jpeg", jpeg_of(10, 0), "bad_picture"},
      {"a JPEG cut before its frame", "image/jpeg", exif.substr(0, 30000), "bad_picture"},
      {"a JPEG cut in its frame", "image/jpeg", jpeg_of(10, 10).substr(0, 14), "bad_picture"},
      {"a segment of no length", "image/jpeg", std::string("\xFF\xD8\xFF\xE0\0\0\0\0", 8),
       "bad_picture"},
      {"fill bytes without an end", "image/jpeg", "\xFF\xD8" + std::string(5000, '\xFF'),
       "bad_picture"},
      {"a PDF cut off", "application/pdf", "%PDF-1.7\nmore", "bad_picture"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(told(row.media, row.bytes) == row.want);
  }
}

TEST_CASE("a head cut at any byte is refused or taken, never read beyond") {
  for (const std::string& whole : {png_of(40, 30), jpeg_of(40, 30, 100), std::string(kPdf)}) {
    const std::string media(media_of(whole));
    for (std::size_t end = 0; end < whole.size(); ++end) {
      const std::string cut = whole.substr(0, end);
      CAPTURE(end);
      CHECK(told(media, cut) != "internal");
    }
  }
}

}  // namespace huidan::core

#include "client/page/fonts.hpp"

#include "sync/base/file.hpp"

namespace huidan::client {

Result<pdf::FontShelf> open_fonts() {
  const std::string elsewhere = environment("HUIDAN_FONTS");
  return pdf::FontShelf::open(
      path_from_utf8(elsewhere.empty() ? std::string_view(HUIDAN_FONTS_DIR) : elsewhere));
}

}  // namespace huidan::client

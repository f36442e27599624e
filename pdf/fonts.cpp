#include "pdf/fonts.hpp"

#include <hb-ot.h>
#include <hb.h>

#include <array>
#include <span>
#include <utility>

#include "pdf/font_pins.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::pdf {
namespace {

struct Pin {
  Face face;
  std::string_view file;
  std::uintmax_t bytes;
  std::string_view head_sha256;
  std::string_view sha256;
};

constexpr std::array kPins{
#define HUIDAN_FONT(face, file, bytes, head, whole) Pin{Face::face, file, bytes, head, whole},
    HUIDAN_FONTS(HUIDAN_FONT)
#undef HUIDAN_FONT
};
static_assert(kPins.size() == kFaceCount);

constexpr std::size_t kHead_bytes = 512;  // the table of contents, of 21 tables at the most

struct BlobFree {
  void operator()(hb_blob_t* blob) const noexcept { hb_blob_destroy(blob); }
};

struct FaceFree {
  void operator()(hb_face_t* face) const noexcept { hb_face_destroy(face); }
};

struct FontFree {
  void operator()(hb_font_t* font) const noexcept { hb_font_destroy(font); }
};

struct Book {
  std::unique_ptr<hb_blob_t, BlobFree> blob;
  std::unique_ptr<hb_face_t, FaceFree> face;
  std::unique_ptr<hb_font_t, FontFree> font;
  double units_per_em = 1000;
};

constexpr std::array kHans{Face::sc, Face::hana_a, Face::hana_b};
constexpr std::array kHant{Face::tc, Face::sc, Face::hana_a, Face::hana_b};

std::span<const Face> chain(Language language) noexcept {
  return language == Language::zh_hant ? std::span<const Face>(kHant) : kHans;
}

std::optional<Glyph> glyph_of(const Book& book, Face face, Character character) {
  hb_codepoint_t id = 0;
  const auto [base, selector] = character;
  const bool found = selector == 0
                         ? hb_font_get_nominal_glyph(book.font.get(), base, &id) != 0
                         : hb_font_get_variation_glyph(book.font.get(), base, selector, &id) != 0;
  if (!found || id == 0) return std::nullopt;
  return Glyph{face, id, hb_font_get_glyph_h_advance(book.font.get(), id) / book.units_per_em};
}

/// Noto Sans for Chinese sets “ ” ‘ ’ · as wide as an ideograph, which tears English apart;
/// HanaMinA has them half as wide.
bool is_torn(Language language, char32_t character, const Glyph& glyph) noexcept {
  constexpr char32_t kLatin = 0xA0;
  constexpr char32_t kIdeographs = 0x2E80;
  return language == Language::en && character >= kLatin && character < kIdeographs &&
         glyph.advance > 0.9;
}

Error bad_font(const std::filesystem::path& file) {
  return {Code::bad_font, file.string()};
}

bool is_pinned(hb_blob_t* font, const Pin& pin) {
  unsigned length = 0;
  const char* bytes = hb_blob_get_data(font, &length);
  return length == pin.bytes && sha256_hex({bytes, kHead_bytes}) == pin.head_sha256;
}

/// Nothing reads in a file that is not the pinned one.
std::optional<Book> open_book(const std::filesystem::path& file, const Pin& pin) {
  Book book;
  book.blob.reset(hb_blob_create_from_file_or_fail(file.string().c_str()));
  if (book.blob == nullptr || !is_pinned(book.blob.get(), pin)) return std::nullopt;
  book.face.reset(hb_face_create(book.blob.get(), 0));
  hb_face_make_immutable(book.face.get());
  book.units_per_em = hb_face_get_upem(book.face.get());
  book.font.reset(hb_font_create(book.face.get()));
  hb_font_make_immutable(book.font.get());
  return book;
}

std::size_t at(Face face) noexcept {
  return static_cast<std::size_t>(face);
}

}  // namespace

struct FontShelf::Books {
  std::filesystem::path folder;
  std::array<Book, kFaceCount> list;
};

FontShelf::FontShelf(std::unique_ptr<Books> books) noexcept : books_(std::move(books)) {}

FontShelf::FontShelf(FontShelf&& other) noexcept = default;
FontShelf& FontShelf::operator=(FontShelf&& other) noexcept = default;
FontShelf::~FontShelf() = default;

Result<FontShelf> FontShelf::open(const std::filesystem::path& folder) {
  auto books = std::make_unique<Books>();
  books->folder = folder;
  for (const Pin& pin : kPins) {
    const std::filesystem::path file = folder / pin.file;
    auto book = open_book(file, pin);
    if (!book) return bad_font(file);
    books->list[at(pin.face)] = std::move(*book);
  }
  return FontShelf(std::move(books));
}

Refusable FontShelf::verify() const {
  for (const Pin& pin : kPins) {
    unsigned length = 0;
    const char* bytes = hb_blob_get_data(books_->list[at(pin.face)].blob.get(), &length);
    if (sha256_hex({bytes, length}) != pin.sha256) return bad_font(books_->folder / pin.file);
  }
  return Done{};
}

std::optional<Glyph> FontShelf::glyph(Language language, Character character) const {
  for (const Face face : chain(language)) {
    const auto found = glyph_of(books_->list[at(face)], face, character);
    if (!found) continue;
    if (is_torn(language, character.base, *found)) {
      const auto narrow = glyph_of(books_->list[at(Face::hana_a)], Face::hana_a, character);
      if (narrow && narrow->advance < 0.6) return narrow;
    }
    return found;
  }
  return std::nullopt;
}

FaceMetrics FontShelf::metrics(Face face) const {
  const Book& book = books_->list[at(face)];
  const auto mil = [&book](int units) {
    return static_cast<int>(units * 1000 / book.units_per_em);
  };
  hb_font_extents_t extents{};
  hb_font_get_h_extents(book.font.get(), &extents);
  // The box of all glyphs stands in the head table (OpenType: xMin at offset 36), which hb keeps to
  // itself.
  std::unique_ptr<hb_blob_t, BlobFree> head(
      hb_face_reference_table(book.face.get(), HB_TAG('h', 'e', 'a', 'd')));
  unsigned length = 0;
  const char* bytes = hb_blob_get_data(head.get(), &length);
  const auto word = [&](unsigned offset) {
    if (offset + 2 > length) return 0;
    const auto high = static_cast<unsigned char>(bytes[offset]);
    const auto low = static_cast<unsigned char>(bytes[offset + 1]);
    return static_cast<int>(static_cast<std::int16_t>(high << 8 | low));
  };
  return {mil(extents.ascender), mil(extents.descender), mil(word(36)),
          mil(word(38)),         mil(word(40)),          mil(word(42))};
}

std::string_view FontShelf::postscript_name(Face face) noexcept {
  static constexpr std::array<std::string_view, kFaceCount> kNames{
      "NotoSansSC-Regular", "NotoSansTC-Regular", "HanaMinA", "HanaMinB"};
  return kNames[at(face)];
}

hb_face_t* FontShelf::harfbuzz_face(Face face) const noexcept {
  return books_->list[at(face)].face.get();
}

}  // namespace huidan::pdf

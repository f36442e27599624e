#pragma once
// libharu's object layer: dictionaries, streams, the cross-reference table. The rooms of the
// document (document*.cpp) build on it and on nothing else of libharu.

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

struct libdeflate_compressor;

namespace huidan::pdf {

void append_utf16be(std::string& out, char32_t c);

/// How ISO 32000-1 §7.9.2.2 spells text that is not Latin.
[[nodiscard]] std::string utf16be(std::string_view text);

/// Owns what it makes. Everything throws Failure{internal} when libharu fails, which is for want of
/// memory.
class Haru {
 public:
  Haru();

  [[nodiscard]] HPDF_Doc doc() const noexcept { return doc_.get(); }

  /// Anything libharu made; it makes nothing only when it failed.
  template <typename T>
  T* check(T* made) const {
    if (made == nullptr || error_.first != HPDF_OK) fail();
    return made;
  }

  void check_status() const { check(doc_.get()); }

  HPDF_Dict dict();
  HPDF_Dict indirect(HPDF_Dict made);
  HPDF_Binary binary(std::string_view bytes);
  HPDF_Array numbers(std::initializer_list<int> values);

  HPDF_Array array() { return numbers({}); }

  /// An indirect stream, deflated.
  HPDF_Dict stream(std::string_view bytes) { return stream_of(deflated(bytes)); }

  /// The same as it stands: what a reader must find without decoding.
  HPDF_Dict plain_stream(std::string_view bytes);
  [[nodiscard]] std::string deflated(std::string_view bytes);
  /// A stream of bytes that are deflated.
  HPDF_Dict stream_of(std::string_view packed);
  /// Gives a stream that libharu made such bytes.
  void put(HPDF_Dict stream, std::string_view packed);

  [[nodiscard]] std::string save();

 private:
  // libharu calls this from inside C, where nothing may be thrown: the first error is kept.
  struct Kept {
    HPDF_STATUS first = HPDF_OK;
  };

  struct DocFree {
    void operator()(HPDF_Doc doc) const noexcept { HPDF_Free(doc); }
  };

  struct DeflateFree {
    void operator()(libdeflate_compressor* compressor) const noexcept;
  };

  static void keep_first(HPDF_STATUS error, HPDF_STATUS detail, void* data);
  [[noreturn]] void fail() const;

  Kept error_;
  std::unique_ptr<HPDF_Doc_Rec, DocFree> doc_;
  std::unique_ptr<libdeflate_compressor, DeflateFree> compressor_;
  std::unique_ptr<libdeflate_compressor, DeflateFree> short_compressor_;
};

}  // namespace huidan::pdf

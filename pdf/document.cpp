#include "pdf/document.hpp"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "pdf/content.hpp"
#include "pdf/subset.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::pdf {
namespace {

// libharu calls this from inside C, where nothing may be thrown: the first error is kept.
struct HaruError {
  HPDF_STATUS first = HPDF_OK;
};

void keep_first(HPDF_STATUS error, HPDF_STATUS /*detail*/, void* data) {
  auto* kept = static_cast<HaruError*>(data);
  if (kept->first == HPDF_OK) kept->first = error;
}

struct DocFree {
  void operator()(HPDF_Doc doc) const noexcept { HPDF_Free(doc); }
};

struct DeflateFree {
  void operator()(libdeflate_compressor* c) const noexcept { libdeflate_free_compressor(c); }
};

constexpr int kDeflateLevel = 7;  // 8 costs a quarter more time for 0.2 % fewer bytes

HPDF_STATUS write_filter(HPDF_Dict /*dict*/, HPDF_Stream stream) {
  return HPDF_Stream_WriteStr(stream, "/Filter /FlateDecode\012");
}

/// The name of a resource: a font or a body.
std::string numbered(char kind, std::size_t index) {
  std::string name(1, kind);
  name += std::to_string(index);
  return name;
}

void append_utf16be(std::string& out, char32_t c) {
  const auto unit = [&out](char32_t word) {
    out += static_cast<char>(word >> 8 & 0xFF);
    out += static_cast<char>(word & 0xFF);
  };
  if (c < 0x10000) return unit(c);
  unit(0xD800 + ((c - 0x10000) >> 10));
  unit(0xDC00 + ((c - 0x10000) & 0x3FF));
}

/// How ISO 32000-1 §7.9.2.2 spells text that is not Latin.
std::string utf16be(std::string_view text) {
  std::string out = "\xFE\xFF";
  for (std::size_t at = 0; at < text.size();) append_utf16be(out, next_code_point(text, at));
  return out;
}

using FaceUse = std::map<char32_t, Glyph>;
using Uses = std::array<FaceUse, kFaceCount>;

void collect(Uses& uses, const Marks& marks) {
  for (const TextMark& text : marks.texts) {
    for (const MarkedGlyph& marked : text.glyphs) {
      uses[static_cast<std::size_t>(marked.glyph.face)].emplace(marked.character, marked.glyph);
    }
  }
}

/// ISO 32000-1 §9.10.3: what a reader copies for each glyph. One by one (bfchar), because a range
/// must not cross a byte and characters beyond U+FFFF need pairs.
std::string to_unicode(const std::map<std::uint32_t, char32_t>& characters) {
  constexpr std::size_t kBlock_max = 100;  // entries of one block, as the CMap format allows
  std::string out =
      "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
      "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
      "1 begincodespacerange <0000> <ffff> endcodespacerange\n";
  std::size_t left = characters.size();
  std::size_t in_block = 0;
  for (const auto& [id, character] : characters) {
    if (in_block == 0) out += std::to_string(std::min(left, kBlock_max)) + " beginbfchar\n";
    std::string utf16;
    append_utf16be(utf16, character);
    const std::array bytes{static_cast<char>(id >> 8 & 0xFF), static_cast<char>(id & 0xFF)};
    out += '<' + to_hex({bytes.data(), bytes.size()}) + "> <" + to_hex(utf16) + ">\n";
    --left;
    if (++in_block == kBlock_max || left == 0) {
      out += "endbfchar\n";
      in_block = 0;
    }
  }
  return out + "endcmap CMapName currentdict /CMap defineresource pop end end\n";
}

/// How a font of the document numbers its characters (CIDs). A number is the glyph's own, but where
/// two characters share one glyph the others get numbers behind the last glyph: what is copied
/// hangs on the number, and must be the character that was typed.
struct Numbering {
  std::map<char32_t, std::uint32_t> ids;
  std::uint32_t glyphs = 0;           // of the subset: the first number that is none
  std::vector<std::uint32_t> shared;  // the glyphs of the numbers from `glyphs` on
};

Numbering number(const FaceUse& use, const Subset& cut) {
  Numbering numbering;
  for (const auto& [whole, id] : cut.ids) {
    numbering.glyphs = std::max(numbering.glyphs, id + 1);
  }
  std::set<std::uint32_t> taken;
  for (const auto& [character, glyph] : use) {
    const std::uint32_t id = cut.ids.at(glyph.id);
    if (taken.insert(id).second) {
      numbering.ids.emplace(character, id);
    } else {
      numbering.ids.emplace(character,
                            numbering.glyphs + static_cast<std::uint32_t>(numbering.shared.size()));
      numbering.shared.push_back(id);
    }
  }
  return numbering;
}

/// ISO 32000-1 §9.7.4.2, two bytes a number.
std::string cid_to_gid(const Numbering& numbering) {
  std::string map;
  const auto add = [&map](std::uint32_t glyph) {
    map += static_cast<char>(glyph >> 8 & 0xFF);
    map += static_cast<char>(glyph & 0xFF);
  };
  for (std::uint32_t id = 0; id < numbering.glyphs; ++id) add(id);
  for (const std::uint32_t glyph : numbering.shared) add(glyph);
  return map;
}

class Writer {
 public:
  Writer(const Layout& layout, const FontShelf& fonts)
      : layout_(layout),
        fonts_(fonts),
        doc_(HPDF_New(keep_first, &error_)),
        compressor_(libdeflate_alloc_compressor(kDeflateLevel)) {
    check(doc_.get());
    check(compressor_.get());
    doc_->pdf_version = HPDF_VER_17;
    font_dict_ = indirect(HPDF_Dict_New(doc_->mmgr));
    body_dict_ = indirect(HPDF_Dict_New(doc_->mmgr));
  }

  Result<std::string> run(const DocumentInfo& info) {
    if (auto fonts = embed_fonts(); !fonts) return fonts.error();
    for (std::size_t i = 0; i < layout_.bodies.size(); ++i) add_body(i);
    for (const Page& page : layout_.pages) add_page(page);
    add_info(info);
    return save();
  }

 private:
  /// Anything libharu made; it makes nothing only when it failed.
  template <typename T>
  T* check(T* made) const {
    if (made == nullptr || error_.first != HPDF_OK) {
      throw Failure({Code::internal, "hpdf " + std::to_string(error_.first)});
    }
    return made;
  }

  void check_status() const { check(doc_.get()); }

  HPDF_Dict dict() { return check(HPDF_Dict_New(doc_->mmgr)); }

  HPDF_Dict indirect(HPDF_Dict made) {
    HPDF_Xref_Add(doc_->xref, check(made));
    check_status();
    return made;
  }

  HPDF_Binary binary(std::string_view bytes) {
    std::string copy(bytes);
    return check(HPDF_Binary_New(doc_->mmgr, reinterpret_cast<HPDF_BYTE*>(copy.data()),
                                 static_cast<HPDF_UINT>(copy.size())));
  }

  void fill(HPDF_Dict stream, std::string_view bytes) {
    std::string packed(libdeflate_zlib_compress_bound(compressor_.get(), bytes.size()), '\0');
    packed.resize(libdeflate_zlib_compress(compressor_.get(), bytes.data(), bytes.size(),
                                           packed.data(), packed.size()));
    // libharu would compress again, and slower: it is told that there is no filter, and the name of
    // ours is written by hand.
    stream->filter = HPDF_STREAM_FILTER_NONE;
    stream->write_fn = write_filter;
    HPDF_Stream_Write(stream->stream, reinterpret_cast<const HPDF_BYTE*>(packed.data()),
                      static_cast<HPDF_UINT>(packed.size()));
    check_status();
  }

  HPDF_Dict stream(std::string_view bytes) {
    HPDF_Dict made = check(HPDF_DictStream_New(doc_->mmgr, doc_->xref));
    fill(made, bytes);
    return made;
  }

  HPDF_Array numbers(std::initializer_list<int> values) {
    HPDF_Array array = check(HPDF_Array_New(doc_->mmgr));
    for (const int value : values) HPDF_Array_AddNumber(array, value);
    return array;
  }

  Refusable embed_fonts() {
    Uses uses;
    for (const Marks& body : layout_.bodies) collect(uses, body);
    for (const Page& page : layout_.pages) collect(uses, page.own);
    for (std::size_t i = 0; i < kFaceCount; ++i) {
      if (uses[i].empty()) continue;
      auto cut = subset(fonts_, static_cast<Face>(i), uses[i]);
      if (!cut) return cut.error();
      const std::string name = numbered('F', i);
      HPDF_Dict_Add(font_dict_, name.c_str(), font(static_cast<Face>(i), uses[i], cut.value()));
    }
    check_status();
    return Done{};
  }

  HPDF_Dict font(Face face, const FaceUse& use, const Subset& cut) {
    // Six letters before the name say that this is a subset (ISO 32000-1 §9.6.4).
    std::string characters_used;
    for (const auto& [character, glyph] : use) append_utf16be(characters_used, character);
    const std::string digest = sha256(characters_used);
    std::string name;
    for (std::size_t i = 0; i < 6; ++i) {
      name += static_cast<char>('A' + static_cast<unsigned char>(digest[i]) % 26);
    }
    name += '+' + std::string(FontShelf::postscript_name(face));

    const Numbering numbering = number(use, cut);
    std::map<std::uint32_t, char32_t> characters;
    std::map<std::uint32_t, int> widths;
    for (const auto& [character, id] : numbering.ids) {
      characters.emplace(id, character);
      widths.emplace(id, static_cast<int>(std::lround(use.at(character).advance * 1000)));
    }
    ids_[static_cast<std::size_t>(face)] = numbering.ids;
    HPDF_Dict made = indirect(dict());
    HPDF_Dict_AddName(made, "Type", "Font");
    HPDF_Dict_AddName(made, "Subtype", "Type0");
    HPDF_Dict_AddName(made, "BaseFont", name.c_str());
    HPDF_Dict_AddName(made, "Encoding", "Identity-H");
    HPDF_Dict_Add(made, "ToUnicode", stream(to_unicode(characters)));
    HPDF_Array descendants = numbers({});
    HPDF_Dict_Add(made, "DescendantFonts", descendants);
    HPDF_Dict descendant = cid_font(face, name, widths, cut.font);
    HPDF_Array_Add(descendants, descendant);
    if (numbering.shared.empty()) {
      HPDF_Dict_AddName(descendant, "CIDToGIDMap", "Identity");
    } else {
      HPDF_Dict_Add(descendant, "CIDToGIDMap", stream(cid_to_gid(numbering)));
    }
    return made;
  }

  HPDF_Dict cid_font(Face face, const std::string& name, const std::map<std::uint32_t, int>& widths,
                     const std::string& file) {
    HPDF_Dict system = dict();
    HPDF_Dict_Add(system, "Registry", binary("Adobe"));
    HPDF_Dict_Add(system, "Ordering", binary("Identity"));
    HPDF_Dict_AddNumber(system, "Supplement", 0);

    HPDF_Dict made = indirect(dict());
    HPDF_Dict_AddName(made, "Type", "Font");
    HPDF_Dict_AddName(made, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(made, "BaseFont", name.c_str());
    HPDF_Dict_Add(made, "CIDSystemInfo", system);
    HPDF_Dict_AddNumber(made, "DW", 1000);
    HPDF_Array list = numbers({});
    for (const auto& [id, width] : widths) {
      if (width == 1000) continue;
      HPDF_Array_AddNumber(list, static_cast<HPDF_INT32>(id));
      HPDF_Array_Add(list, numbers({width}));
    }
    HPDF_Dict_Add(made, "W", list);
    HPDF_Dict_Add(made, "FontDescriptor", descriptor(face, name, file));
    return made;
  }

  HPDF_Dict descriptor(Face face, const std::string& name, const std::string& file) {
    constexpr int kSymbolic = 4;
    constexpr int kCapHeight =
        733;  // of Noto Sans; a reader uses it to stand in, which it need not
    const FaceMetrics metrics = fonts_.metrics(face);
    const bool bold = face == Face::sc_bold || face == Face::tc_bold;
    HPDF_Dict made = indirect(dict());
    HPDF_Dict_AddName(made, "Type", "FontDescriptor");
    HPDF_Dict_AddName(made, "FontName", name.c_str());
    HPDF_Dict_AddNumber(made, "Flags", kSymbolic);
    HPDF_Dict_Add(made, "FontBBox",
                  numbers({metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max}));
    HPDF_Dict_AddNumber(made, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(made, "Ascent", metrics.ascent);
    HPDF_Dict_AddNumber(made, "Descent", metrics.descent);
    HPDF_Dict_AddNumber(made, "CapHeight", kCapHeight);
    HPDF_Dict_AddNumber(made, "StemV", bold ? 130 : 80);
    HPDF_Dict program = stream(file);
    HPDF_Dict_AddNumber(program, "Length1", static_cast<HPDF_INT32>(file.size()));
    HPDF_Dict_Add(made, "FontFile2", program);
    return made;
  }

  void add_body(std::size_t index) {
    HPDF_Dict body = stream(content_of(layout_.bodies[index], ids_));
    HPDF_Dict_AddName(body, "Type", "XObject");
    HPDF_Dict_AddName(body, "Subtype", "Form");
    HPDF_Dict_Add(body, "BBox",
                  numbers({0, 0, static_cast<int>(kPaperWidth), static_cast<int>(kPaperHeight)}));
    HPDF_Dict resources = dict();
    HPDF_Dict_Add(resources, "Font", font_dict_);
    HPDF_Dict_Add(body, "Resources", resources);
    const std::string name = numbered('B', index);
    HPDF_Dict_Add(body_dict_, name.c_str(), body);
    check_status();
  }

  void add_page(const Page& marks) {
    HPDF_Page page = check(HPDF_AddPage(doc_.get()));
    HPDF_Page_SetWidth(page, static_cast<HPDF_REAL>(kPaperWidth));
    HPDF_Page_SetHeight(page, static_cast<HPDF_REAL>(kPaperHeight));
    auto* resources =
        static_cast<HPDF_Dict>(HPDF_Dict_GetItem(page, "Resources", HPDF_OCLASS_DICT));
    HPDF_Dict_Add(check(resources), "Font", font_dict_);
    HPDF_Dict_Add(resources, "XObject", body_dict_);
    std::string content;
    for (const Placement& placement : marks.bodies) content += content_of(placement);
    content += content_of(marks.own, ids_);
    fill(static_cast<HPDF_PageAttr>(page->attr)->contents, content);
  }

  void add_info(const DocumentInfo& info) {
    HPDF_Dict_Add(check(doc_->info), "Title", binary(utf16be(info.title)));
    HPDF_Dict_Add(doc_->info, "Producer", binary(utf16be("huidan " HUIDAN_VERSION)));
    HPDF_Dict_Add(doc_->catalog, "Lang", binary(info.language));
    // A driver that scales the page would shrink the QR codes below what a scanner reads.
    HPDF_Dict preferences = dict();
    HPDF_Dict_AddName(preferences, "PrintScaling", "None");
    HPDF_Dict_Add(doc_->catalog, "ViewerPreferences", preferences);
    check_status();
  }

  std::string save() {
    HPDF_SaveToStream(doc_.get());
    check_status();
    std::string file;
    file.reserve(HPDF_Stream_Size(doc_->stream));
    for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(doc_->stream); ++i) {
      HPDF_UINT length = 0;
      const HPDF_BYTE* bytes = check(HPDF_MemStream_GetBufPtr(doc_->stream, i, &length));
      file.append(reinterpret_cast<const char*>(bytes), length);
    }
    return file;
  }

  const Layout& layout_;
  const FontShelf& fonts_;
  HaruError error_;
  std::unique_ptr<HPDF_Doc_Rec, DocFree> doc_;
  std::unique_ptr<libdeflate_compressor, DeflateFree> compressor_;
  CharacterIds ids_;
  HPDF_Dict font_dict_ = nullptr;
  HPDF_Dict body_dict_ = nullptr;
};

}  // namespace

Result<std::string> write_document(const Layout& layout, const DocumentInfo& info,
                                   const FontShelf& fonts) {
  return Writer(layout, fonts).run(info);
}

}  // namespace huidan::pdf

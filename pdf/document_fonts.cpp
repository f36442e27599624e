#include "pdf/document_fonts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "pdf/subset.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::pdf {
namespace {

using FaceUse = std::map<Character, Glyph>;
using Uses = std::array<FaceUse, kFaceCount>;

void collect(Uses& uses, const Marks& marks) {
  for (const TextMark& text : marks.texts) {
    for (const MarkedGlyph& marked : text.glyphs) {
      uses[static_cast<std::size_t>(marked.glyph.face)].emplace(marked.character, marked.glyph);
    }
  }
}

void put_word(std::string& out, std::uint32_t word) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[word >> shift & 0xF];
}

void append_typed(std::string& out, Character character) {
  append_utf16be(out, character.base);
  if (character.selector != 0) append_utf16be(out, character.selector);
}

void put_utf16(std::string& out, Character character) {
  std::string bytes;
  append_typed(bytes, character);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    put_word(out, static_cast<unsigned char>(bytes[i]) * 256U +
                      static_cast<unsigned char>(bytes[i + 1]));
  }
}

/// ISO 32000-1 §9.10.3: what a reader copies for each number. A range of them with its characters
/// in a list is half as long as one by one; a range must not cross a byte, and characters beyond
/// U+FFFF need pairs.
std::string to_unicode(const std::map<std::uint32_t, Character>& characters) {
  constexpr std::size_t kBlock_max = 100;  // ranges of one block, as the CMap format allows
  std::vector<std::string> ranges;
  for (auto at = characters.begin(); at != characters.end();) {
    const std::uint32_t first = at->first;
    std::uint32_t last = first;
    std::string list;
    for (; at != characters.end() && at->first <= last + 1 && at->first >> 8 == first >> 8; ++at) {
      list += '<';
      put_utf16(list, at->second);
      list += '>';
      last = at->first;
    }
    std::string range = "<";
    put_word(range, first);
    range += "><";
    put_word(range, last);
    range.append(">[").append(list).append("]\n");
    ranges.push_back(std::move(range));
  }
  std::string out =
      "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
      "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
      "1 begincodespacerange <0000> <ffff> endcodespacerange\n";
  for (std::size_t i = 0; i < ranges.size(); i += kBlock_max) {
    const std::size_t end = std::min(i + kBlock_max, ranges.size());
    out += std::to_string(end - i) + " beginbfrange\n";
    for (std::size_t k = i; k < end; ++k) out += ranges[k];
    out += "endbfrange\n";
  }
  return out + "endcmap CMapName currentdict /CMap defineresource pop end end\n";
}

/// How a font of the document numbers its characters (CIDs). A number is the glyph's own, but where
/// two characters share one glyph the others get numbers behind the last glyph: what is copied
/// hangs on the number, and must be the character that was typed.
struct Numbering {
  std::map<Character, std::uint32_t> ids;
  std::uint32_t glyphs = 0;           // of the subset: the first number that is none
  std::vector<std::uint32_t> shared;  // the glyphs of the numbers from `glyphs` on
};

Numbering number(const FaceUse& use, const Subset& cut) {
  Numbering numbering;
  numbering.glyphs = cut.glyphs;
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

/// ISO 19005-1 §6.3.5: one bit for every number the font has, the highest first.
std::string all_ids(const Numbering& numbering) {
  const std::size_t ids = numbering.glyphs + numbering.shared.size();
  std::string set(ids / 8, '\xFF');
  if (ids % 8 != 0) set += static_cast<char>(0xFF << (8 - ids % 8) & 0xFF);
  return set;
}

class Embedder {
 public:
  Embedder(Haru& haru, const Layout& layout, const FontShelf& fonts, CharacterIds& ids)
      : haru_(haru), layout_(layout), fonts_(fonts), ids_(ids) {}

  Result<HPDF_Dict> run() {
    Uses uses;
    HPDF_Dict all = haru_.indirect(haru_.dict());
    for (const Marks& body : layout_.bodies) collect(uses, body);
    for (const Page& page : layout_.pages) collect(uses, page.own);
    for (std::size_t i = 0; i < kFaceCount; ++i) {
      if (uses[i].empty()) continue;
      auto cut = subset(fonts_, static_cast<Face>(i), uses[i]);
      if (!cut) return cut.error();
      const std::string name = "F" + std::to_string(i);
      HPDF_Dict_Add(all, name.c_str(), font(static_cast<Face>(i), uses[i], cut.value()));
    }
    haru_.check_status();
    return all;
  }

 private:
  HPDF_Dict font(Face face, const FaceUse& use, const Subset& cut) {
    // Six letters before the name say that this is a subset (ISO 32000-1 §9.6.4).
    std::string characters_used;
    for (const auto& [character, glyph] : use) append_typed(characters_used, character);
    const std::string digest = sha256(characters_used);
    std::string name;
    for (std::size_t i = 0; i < 6; ++i) {
      name += static_cast<char>('A' + static_cast<unsigned char>(digest[i]) % 26);
    }
    name += '+' + std::string(FontShelf::postscript_name(face));

    const Numbering numbering = number(use, cut);
    std::map<std::uint32_t, Character> characters;
    std::map<std::uint32_t, int> widths;
    for (const auto& [character, id] : numbering.ids) {
      characters.emplace(id, character);
      widths.emplace(id, static_cast<int>(std::lround(use.at(character).advance * 1000)));
    }
    ids_[static_cast<std::size_t>(face)] = numbering.ids;
    HPDF_Dict made = haru_.indirect(haru_.dict());
    HPDF_Dict_AddName(made, "Type", "Font");
    HPDF_Dict_AddName(made, "Subtype", "Type0");
    HPDF_Dict_AddName(made, "BaseFont", name.c_str());
    HPDF_Dict_AddName(made, "Encoding", "Identity-H");
    HPDF_Dict_Add(made, "ToUnicode", haru_.stream(to_unicode(characters)));
    HPDF_Array descendants = haru_.numbers({});
    HPDF_Dict_Add(made, "DescendantFonts", descendants);
    HPDF_Dict descendant = cid_font(face, name, widths, cut.font, all_ids(numbering));
    HPDF_Array_Add(descendants, descendant);
    if (numbering.shared.empty()) {
      HPDF_Dict_AddName(descendant, "CIDToGIDMap", "Identity");
    } else {
      HPDF_Dict_Add(descendant, "CIDToGIDMap", haru_.stream(cid_to_gid(numbering)));
    }
    return made;
  }

  HPDF_Dict cid_font(Face face, const std::string& name, const std::map<std::uint32_t, int>& widths,
                     const std::string& file, const std::string& cid_set) {
    HPDF_Dict system = haru_.dict();
    HPDF_Dict_Add(system, "Registry", haru_.binary("Adobe"));
    HPDF_Dict_Add(system, "Ordering", haru_.binary("Identity"));
    HPDF_Dict_AddNumber(system, "Supplement", 0);

    HPDF_Dict made = haru_.indirect(haru_.dict());
    HPDF_Dict_AddName(made, "Type", "Font");
    HPDF_Dict_AddName(made, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(made, "BaseFont", name.c_str());
    HPDF_Dict_Add(made, "CIDSystemInfo", system);
    HPDF_Dict_AddNumber(made, "DW", 1000);
    HPDF_Array list = haru_.array();
    HPDF_Array run = nullptr;
    std::uint32_t next = 0;  // the number that goes on with `run`
    for (const auto& [id, width] : widths) {
      if (width == 1000) continue;
      if (run == nullptr || id != next) {
        run = haru_.array();
        HPDF_Array_AddNumber(list, static_cast<HPDF_INT32>(id));
        HPDF_Array_Add(list, run);
      }
      HPDF_Array_AddNumber(run, width);
      next = id + 1;
    }
    HPDF_Dict_Add(made, "W", list);
    HPDF_Dict_Add(made, "FontDescriptor", descriptor(face, name, file, cid_set));
    return made;
  }

  HPDF_Dict descriptor(Face face, const std::string& name, const std::string& file,
                       const std::string& cid_set) {
    constexpr int kSymbolic = 4;
    constexpr int kCapHeight =
        733;  // of Noto Sans; a reader uses it to stand in, which it need not
    const FaceMetrics metrics = fonts_.metrics(face);
    HPDF_Dict made = haru_.indirect(haru_.dict());
    HPDF_Dict_AddName(made, "Type", "FontDescriptor");
    HPDF_Dict_AddName(made, "FontName", name.c_str());
    HPDF_Dict_AddNumber(made, "Flags", kSymbolic);
    HPDF_Dict_Add(made, "FontBBox",
                  haru_.numbers({metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max}));
    HPDF_Dict_AddNumber(made, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(made, "Ascent", metrics.ascent);
    HPDF_Dict_AddNumber(made, "Descent", metrics.descent);
    HPDF_Dict_AddNumber(made, "CapHeight", kCapHeight);
    HPDF_Dict_AddNumber(made, "StemV", 80);
    HPDF_Dict program = haru_.stream(file);
    HPDF_Dict_AddNumber(program, "Length1", static_cast<HPDF_INT32>(file.size()));
    HPDF_Dict_Add(made, "FontFile2", program);
    HPDF_Dict_Add(made, "CIDSet", haru_.stream(cid_set));
    return made;
  }

  Haru& haru_;
  const Layout& layout_;
  const FontShelf& fonts_;
  CharacterIds& ids_;
};

}  // namespace

Result<HPDF_Dict> embed_fonts(Haru& haru, const Layout& layout, const FontShelf& fonts,
                              CharacterIds& ids) {
  return Embedder(haru, layout, fonts, ids).run();
}

}  // namespace huidan::pdf

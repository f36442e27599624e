// The table of parts, and the fonts of every character in it.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "pdf/layout.hpp"
#include "pdf/subset.hpp"
#include "tests/pdf/words.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {
namespace {

using namespace pdf;

FormContent with_parts(std::size_t count) {
  FormContent form = long_form();
  const std::vector<FormPart> few = form.parts;
  while (form.parts.size() < count) form.parts.push_back(few[form.parts.size() % few.size()]);
  for (std::size_t i = 0; i < count; ++i) form.parts[i].model = "M-" + std::to_string(i + 1);
  return form;
}

std::uint32_t number_at(std::string_view font, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    value = value << 8 | static_cast<unsigned char>(font.at(at + i));
  }
  return value;
}

/// The tables of a TrueType file by name, and what of it is not as OpenType asks.
struct Tables {
  std::string names;
  std::string wrong;
};

Tables tables_of(std::string_view font) {
  Tables tables;
  for (std::size_t i = 0; i < number_at(font, 4, 2); ++i) {
    const std::size_t row = 12 + 16 * i;
    const std::string name(font.substr(row, 4));
    const std::size_t at = number_at(font, row + 8, 4);
    const std::size_t length = number_at(font, row + 12, 4);
    std::uint32_t sum = 0;
    for (std::size_t word = 0; word < length; word += 4) {
      if (name != "head" || word != 8)
        sum += number_at(font, at + word, 4);  // padded, or at throws
    }
    tables.names += name + ' ';
    if (at % 4 != 0) tables.wrong += name + " is out of step ";
    if (sum != number_at(font, row + 4, 4)) tables.wrong += name + " has another sum ";
  }
  return tables;
}

}  // namespace

TEST_CASE("two hundred parts: each stands once, in its order, with its number") {
  const Layout layout = lay_out(with_parts(200), {1, 0}, shelf());
  CHECK(layout.pages.size() > 5);
  std::size_t next = 1;
  for (const Page& page : layout.pages) {
    std::size_t heads = 0;
    for (const Placement& placement : page.bodies) {
      const Marks& body = layout.bodies[placement.body];
      for (const TextMark& text : body.texts) {
        const std::u32string said = words(text);
        if (said == U"型号") ++heads;
        if (!said.starts_with(U"M-")) continue;
        const std::string number = std::to_string(next++);
        CHECK(said == U"M-" + std::u32string(number.begin(), number.end()));
        CHECK(std::ranges::count_if(body.texts, [&](const TextMark& other) {
                return other.at.y == text.at.y &&
                       words(other) == std::u32string(number.begin(), number.end());
              }) >= 1);
      }
    }
    CHECK(heads == 1);
  }
  CHECK(next == 201);
}

TEST_CASE("one long note in seven costs no name its line") {
  FormContent form = with_parts(60);
  for (std::size_t i = 6; i < form.parts.size(); i += 7) {
    form.parts[i].note = "旧件返修，已经登记入库，等待厂家检测后决定是否再用（样例）";
  }
  const Layout layout = lay_out(form, {1, 0}, shelf());
  std::size_t whole = 0;
  for (const Marks& body : layout.bodies) {
    whole += static_cast<std::size_t>(std::ranges::count_if(body.texts, [](const TextMark& text) {
      const std::u32string said = words(text);
      return said.starts_with(U"配电自动化终端第") && said.ends_with(U"号板卡");
    }));
  }
  CHECK(whole == 60);
}

TEST_CASE(
    "a character is painted by the face of the document's language, or the next that has it") {
  struct Row {
    char32_t character;
    Language language;
    Face face;
  };

  for (const Row& row :
       {Row{U'报', Language::zh_hans, Face::sc}, Row{U'報', Language::zh_hans, Face::sc},
        Row{U'報', Language::zh_hant, Face::tc}, Row{U'报', Language::zh_hant, Face::sc},
        Row{U'a', Language::en, Face::sc}, Row{U'⁻', Language::zh_hans, Face::hana_a},
        Row{U'𠮷', Language::zh_hans, Face::hana_a},
        Row{U'\U0002A700', Language::zh_hant, Face::hana_b}}) {
    CAPTURE(static_cast<unsigned>(row.character));
    const auto glyph = shelf().glyph(row.language, {row.character});
    REQUIRE(glyph);
    CHECK(glyph->face == row.face);
  }
}

TEST_CASE("a subset is a font whose tables are padded and whose sums are right") {
  for (const Language language : kLanguages) {
    std::map<Face, std::map<Character, Glyph>> faces;
    for (const char32_t c :
         std::u32string(U"客户服务部维修维护单 WX-20261122 样𠮷田张\U0002A700 10⁻⁴")) {
      if (const auto glyph = shelf().glyph(language, {c})) faces[glyph->face][{c}] = *glyph;
    }
    CHECK(faces.size() >= 3);
    for (const auto& [face, glyphs] : faces) {
      CAPTURE(std::string(FontShelf::postscript_name(face)));
      const auto made = subset(shelf(), face, glyphs);
      REQUIRE(made.ok());
      CHECK(made.value().font.size() % 4 == 0);
      const Tables tables = tables_of(made.value().font);
      CHECK(tables.wrong == "");
      CHECK(tables.names == "glyf head hhea hmtx loca maxp ");
    }
  }
}

}  // namespace huidan::test

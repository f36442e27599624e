#include "sync/base/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "sync/base/catalogue_table.hpp"

namespace huidan {

TEST_CASE("a locale's name chooses the language") {
  struct Row {
    std::string_view locale;
    Language language;
  };

  constexpr std::array rows{
      Row{"zh_CN.UTF-8", Language::zh_hans}, Row{"zh_SG", Language::zh_hans},
      Row{"zh_TW.UTF-8", Language::zh_hant}, Row{"zh_HK", Language::zh_hant},
      Row{"zh-MO", Language::zh_hant},       Row{"zh-Hant-CN", Language::zh_hant},
      Row{"zh-Hans-SG", Language::zh_hans},  Row{"zh", Language::zh_hans},
      Row{"en_GB.UTF-8", Language::en},      Row{"en", Language::en},
      Row{"C", Language::zh_hans},           Row{"", Language::zh_hans},
      Row{"de_DE", Language::zh_hans},
  };
  for (const Row& row : rows) {
    CAPTURE(row.locale);
    CHECK(language_from_locale(row.locale) == row.language);
  }
}

TEST_CASE("a tag is read exactly as it is written") {
  for (const Language language : kLanguages) {
    CHECK(language_from_tag(language_tag(language)) == language);
  }
  for (const std::string_view tag : {"", "zh", "zh-hans", "zh_Hans", "EN", "en-GB"}) {
    CAPTURE(tag);
    CHECK_FALSE(language_from_tag(tag));
  }
}

TEST_CASE("a key without text shows itself, never a blank") {
  CHECK(text(Language::en, "field.reported_at") == "Reported at");
  CHECK(text(Language::en, "no.such.key") == "no.such.key");
  CHECK(text_with(Language::en, "a {x} and {y}, {", {{"x", "1"}}) == "a 1 and , {");
  CHECK(text_with(Language::en, "{x}{x}", {{"x", "{x}"}}) == "{x}{x}");
}

TEST_CASE("an error's sentence names the field by its label and leaves out what is not known") {
  const std::string time = "2026-11-22T09:05:00+08:00";
  const std::string plain = "Write the time like " + time;
  CHECK(sentence(Language::en, {Code::bad_time, "noon", "reported_at"}) ==
        "Reported at: " + plain + " (noon).");
  CHECK(sentence(Language::en, {Code::bad_time, "noon"}) == plain + " (noon).");
  CHECK(sentence(Language::en, {Code::bad_time, "", "--at"}) == "--at: " + plain + ".");
  CHECK(sentence(Language::en, {Code::bad_time}) == plain + ".");
  CHECK(sentence(Language::en, {Code::bad_time, "[{field}]"}) == plain + " ([{field}]).");
}

TEST_CASE("a detail is said in words: moves, lists of fields, times; anything else as it is") {
  const auto detail = [](Code code, const char* text, const char* field) {
    const std::string bare = sentence(Language::en, {code, {}, field});
    std::string said = sentence(Language::en, {code, text, field});
    return said.substr(bare.size() - 1, said.size() - bare.size());
  };
  CHECK(detail(Code::bad_move, "restored->archived", "status") == " (Restored → Archived)");
  CHECK(detail(Code::bad_move, "signed->missing", "copy") == " (Signed → Missing)");
  CHECK(detail(Code::bad_move, "restored->moon", "status") == " (restored->moon)");
  CHECK(detail(Code::not_complete, "field.cause,field.result", "cause") == ": Cause, Result");
  CHECK(detail(Code::already_returned, "2026-12-01T03:44:47+08:00", "") == " (2026-12-01 03:44)");
  for (const char* other : {",", "field.cause,x", "a,b"}) {
    CHECK(detail(Code::already_returned, other, "") == std::string(" (") + other + ')');
  }
}

TEST_CASE("every code has a sentence in every language, and it ends as one with any values") {
  for (const Language language : kLanguages) {
    const std::string_view stop = language == Language::en ? "." : "\xE3\x80\x82";
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Code::internal); ++i) {
      const auto code = static_cast<Code>(i);
      CAPTURE(code_name(code));
      const std::string bare = sentence(language, {code});
      const std::string full = sentence(language, {code, "400", "phone"});
      CHECK_FALSE(bare.starts_with("error."));
      CHECK(full.find("400") != std::string::npos);
      for (const std::string& said : {bare, full}) {
        CHECK(said.ends_with(stop));
        CHECK(said.find_first_of("[]{}") == std::string::npos);
      }
    }
  }
}

TEST_CASE("each language's table is sorted, so that a key is found") {
  for (const Language language : kLanguages) {
    const CatalogueTable table = catalogue_table(language);
    const auto key = [&](const CataloguePlace& place) { return table.row(place).key; };
    CHECK(std::ranges::is_sorted(table.places, {}, key));
    CHECK_FALSE(table.places.empty());
  }
}

}  // namespace huidan

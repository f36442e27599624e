#include "pdf/repair_form.hpp"

#include <doctest/doctest.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <thread>

#include "pdf/layout.hpp"
#include "tests/pdf/outside.hpp"
#include "tests/pdf/told.hpp"
#include "tests/pdf/words.hpp"

namespace huidan::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

std::size_t resident_bytes() {
  malloc_trim(0);  // what the allocator keeps for later is no leak
  std::ifstream in("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// `times` forms over two threads; how many of them failed.
std::size_t print_on_two_threads(const std::vector<pdf::FormContent>& forms, std::size_t times) {
  std::array<std::size_t, 2> failed{};
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&forms, &failed, times, t] {
        for (std::size_t i = t; i < times; i += 2) {
          if (!pdf::print_form(forms[i % forms.size()], {}, shelf()).ok()) ++failed[t];
        }
      });
    }
  }
  return failed[0] + failed[1];
}

}  // namespace

TEST_CASE("the same form gives the same bytes") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    CHECK(printed(sample.form, sample.sheets).pdf == printed(sample.form, sample.sheets).pdf);
  }
  CHECK(printed(signed_form()).pdf != printed(signed_form(), {2, 1}).pdf);
}

TEST_CASE("a reprint differs from the first print in the word that says so and in its code") {
  const auto told_lines = [](const pdf::Sheets& sheets) {
    return rows_of(told(pdf::lay_out(signed_form(), sheets, shelf())));
  };
  const std::vector<std::string> first = told_lines({1, 1});
  std::vector<std::string> more;
  for (const std::string& line : told_lines({2, 1})) {
    if (std::ranges::find(first, line) == first.end()) more.push_back(line);
  }
  REQUIRE(more.size() == 1);
  CHECK(more[0].find("补打第 1 次") != std::string::npos);
}

TEST_CASE("two threads that share the fonts print what one prints alone") {
  const std::string alone = printed(rare_form()).pdf;
  std::array<bool, 2> same{};
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t i = 0; i < threads.size(); ++i) {
      threads[i] = std::jthread([&same, &alone, i] {
        same[i] = true;
        for (int round = 0; round < 20; ++round) {
          const auto again = pdf::print_form(rare_form(), {}, shelf());
          same[i] = same[i] && again.ok() && again.value().pdf == alone;
        }
      });
    }
  }
  CHECK(same == std::array{true, true});
}

TEST_CASE("a thousand forms over two threads need no more memory than a hundred") {
  std::vector<pdf::FormContent> forms;
  for (const NamedForm& sample : all_forms()) forms.push_back(sample.form);
  CHECK(print_on_two_threads(forms, 200) == 0);
  const std::size_t before = resident_bytes();
  CHECK(print_on_two_threads(forms, 1000) == 0);
  const std::size_t after = resident_bytes();
  if (!kSanitized) CHECK(after < before + (std::size_t{1} << 20));
}

TEST_CASE("what no font has is painted as a geta mark and reported, once each and sorted") {
  pdf::FormContent form = filled_form();
  form.remarks = "\xEF\xA3\xBF 私用 \xEE\x80\x80 两次 \xEE\x80\x80";  // U+F8FF and U+E000 twice
  const pdf::Printed paper = printed(form);
  CHECK(paper.missing == std::vector<char32_t>{0xE000, 0xF8FF});
  const PaperFile file(paper.pdf);
  const std::string text = squeezed(run({"pdftotext", "-raw", file.path(), "-"}).out);
  CHECK(count_of(text, "〓私用〓两次〓") == 2);
  CHECK(printed(rare_form()).missing.empty());
}

TEST_CASE("a form that a name asks for is painted in the font that knows it, and can be copied") {
  pdf::FormContent form = filled_form();
  form.reporter = "葛\U000E0100";  // the two forms stand in one font, the plain one in another
  form.remarks = "葛城、葛\U000E0101城，辻\U000E0100";
  const pdf::Printed paper = printed(form);
  CHECK(paper.missing.empty());
  const std::array chosen{pdf::Character{U'葛'}, pdf::Character{U'葛', 0xE0100},
                          pdf::Character{U'葛', 0xE0101}};
  std::set<std::pair<pdf::Face, std::uint32_t>> glyphs;
  for (const pdf::Character each : chosen) {
    const auto glyph = shelf().glyph(Language::zh_hans, each);
    REQUIRE(glyph);
    glyphs.emplace(glyph->face, glyph->id);
  }
  CHECK(glyphs.size() == chosen.size());
  const PaperFile file(paper.pdf);
  const std::string text = squeezed(run({"pdftotext", "-raw", file.path(), "-"}).out);
  CHECK(count_of(text, form.reporter) == 2);
  CHECK(count_of(text, form.remarks) == 2);
  CHECK(count_of(run({"mutool", "trace", file.path()}).out, "glyph=\"0\"") == 0);
}

TEST_CASE("a form that no font knows is the usual one, and reported") {
  pdf::FormContent form = filled_form();
  form.reporter = "\U000E0100样\U000E01EF小明";  // one behind nothing, one that nobody has drawn
  form.remarks = "㍿\uFE0F\n\uFE0E";
  const pdf::Printed paper = printed(form);
  CHECK(paper.missing == std::vector<char32_t>{0xFE0E, 0xFE0F, 0xE0100, 0xE01EF});
  const PaperFile file(paper.pdf);
  const std::string text = squeezed(run({"pdftotext", "-raw", file.path(), "-"}).out);
  CHECK(count_of(text, "样小明") == 2);
  CHECK(count_of(text, "㍿") == 2);
}

TEST_CASE("invisible characters leave no mark and no complaint") {
  pdf::FormContent form = filled_form();
  form.remarks = "葛\u200D城\u2060区\uFEFF";
  const pdf::Printed paper = printed(form);
  CHECK(paper.missing.empty());
  const PaperFile file(paper.pdf);
  CHECK(count_of(squeezed(run({"pdftotext", "-raw", file.path(), "-"}).out), "葛城区") == 2);
}

TEST_CASE("a copy that was never printed names no sheet, and the other one does") {
  pdf::Sheets sheets;
  sheets.customer_print = 3;
  sheets.desk = pdf::Standing::unprinted;
  const pdf::Layout layout = pdf::lay_out(signed_form(), sheets, shelf());
  REQUIRE(layout.pages.size() == 1);
  const pdf::Marks& own = layout.pages[0].own;
  REQUIRE(own.codes.size() == 1);
  CHECK(own.codes[0].at.y < 421);
  CHECK(std::ranges::count_if(
            own.texts, [](const pdf::TextMark& text) { return words(text) == U"未打印"; }) == 1);
}

TEST_CASE("a print that asks for no sheet, or holds no text, is refused") {
  const auto none = pdf::print_form(filled_form(), {0, 0}, shelf());
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == Code::bad_input);
  pdf::FormContent broken = filled_form();
  broken.parts[1].note = "\xC3";
  const auto bytes = pdf::print_form(broken, {}, shelf());
  REQUIRE_FALSE(bytes.ok());
  CHECK(bytes.error().code == Code::bad_utf8);
}

TEST_CASE("a font that is missing, cut short or another one is refused by name") {
  namespace fs = std::filesystem;
  const PaperFile place("");  // for its folder
  const auto fresh = [&place](std::string_view name) {
    fs::path folder = place.beside(name);
    fs::create_directories(folder);
    for (const auto& entry : fs::directory_iterator(font_folder())) {
      fs::create_symlink(entry.path(), folder / entry.path().filename());
    }
    return folder;
  };
  const auto refusal = [](const fs::path& folder) {
    const auto opened = pdf::FontShelf::open(folder);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == Code::bad_font);
    return opened.error().detail;
  };

  const fs::path missing = fresh("missing");
  fs::remove(missing / "HanaMinB.ttf");
  CHECK(refusal(missing).ends_with("HanaMinB.ttf"));

  const fs::path other = fresh("other");
  fs::remove(other / "NotoSansSC_400Regular.ttf");
  fs::create_symlink(font_folder() / "NotoSansTC_400Regular.ttf",
                     other / "NotoSansSC_400Regular.ttf");
  CHECK(refusal(other).ends_with("NotoSansSC_400Regular.ttf"));

  // Damage deep inside passes the quick look and is found by the full one.
  const fs::path damaged = fresh("damaged");
  const fs::path victim = damaged / "NotoSansTC_400Regular.ttf";
  fs::remove(victim);
  fs::copy_file(font_folder() / "NotoSansTC_400Regular.ttf", victim);
  {
    std::fstream file(victim, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3'000'000);
    file.put('\x55');
    file.put('\xAA');
  }
  const auto opened = pdf::FontShelf::open(damaged);
  REQUIRE(opened.ok());
  const auto verified = opened.value().verify();
  REQUIRE_FALSE(verified.ok());
  CHECK(verified.error().detail.ends_with("NotoSansTC_400Regular.ttf"));
  CHECK(shelf().verify().ok());

  fs::resize_file(victim, 5'000'000);
  CHECK(refusal(damaged).ends_with("NotoSansTC_400Regular.ttf"));
}

}  // namespace huidan::test

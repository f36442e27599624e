#include "pdf/repair_form.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <thread>

#include "sync/base/bytes.hpp"
#include "sync/base/random.hpp"
#include "tests/pdf/outside.hpp"

namespace huidan::test {

TEST_CASE("the same form gives the same bytes") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    CHECK(printed(sample.form, sample.sheets).pdf == printed(sample.form, sample.sheets).pdf);
  }
  CHECK(printed(signed_form()).pdf != printed(signed_form(), {2, 1}).pdf);
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

TEST_CASE("invisible characters leave no mark and no complaint") {
  pdf::FormContent form = filled_form();
  form.remarks = "葛\xF3\xA0\x84\x80城\xE2\x80\x8D区\xEF\xBB\xBF";  // U+E0100, U+200D, U+FEFF
  const pdf::Printed paper = printed(form);
  CHECK(paper.missing.empty());
  const PaperFile file(paper.pdf);
  CHECK(count_of(squeezed(run({"pdftotext", "-raw", file.path(), "-"}).out), "葛城区") == 2);
}

TEST_CASE("no text whatever breaks a print: control characters, lone marks, any script") {
  struct Dice final : Random {
    std::uint64_t state = 20261122;

    std::uint64_t next() override {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return state >> 16;
    }
  } dice;

  struct Range {
    std::uint64_t first;
    std::uint64_t last;
  };

  constexpr std::array ranges{
      Range{0x00, 0x9F},       Range{0x300, 0x36F},   Range{0x4E00, 0x9FFF},
      Range{0x3400, 0x4DBF},   Range{0x3000, 0x303F}, Range{0x20000, 0x2A6DF},
      Range{0x2A700, 0x2EBE0}, Range{0xE000, 0xF8FF}, Range{0x20, 0x7E},
      Range{0xFF00, 0xFFEF},   Range{0x590, 0x6FF},   Range{0x1F300, 0x1F6FF}};
  const auto gibberish = [&dice, &ranges](std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
      const Range range = ranges[dice.next() % ranges.size()];
      append_utf8(
          text, static_cast<char32_t>(range.first + dice.next() % (range.last - range.first + 1)));
    }
    return text;
  };
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    pdf::FormContent form = signed_form();
    form.language = kLanguages[static_cast<std::size_t>(round) % kLanguages.size()];
    form.equipment = gibberish(dice.next() % 4000);
    form.reporter = gibberish(dice.next() % 100);
    form.customer.name = gibberish(dice.next() % 100);
    form.parts[0].unit = gibberish(dice.next() % 100);
    const PaperFile file(printed(form).pdf);
    CHECK(run({"qpdf", "--check", file.path()}).exit == 0);
    CHECK(count_of(run({"mutool", "trace", file.path()}).out, "glyph=\"0\"") == 0);
  }
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
  fs::create_symlink(font_folder() / "NotoSansSC_700Bold.ttf", other / "NotoSansSC_400Regular.ttf");
  CHECK(refusal(other).ends_with("NotoSansSC_400Regular.ttf"));

  // Damage deep inside passes the quick look and is found by the full one.
  const fs::path damaged = fresh("damaged");
  const fs::path victim = damaged / "NotoSansTC_700Bold.ttf";
  fs::remove(victim);
  fs::copy_file(font_folder() / "NotoSansTC_700Bold.ttf", victim);
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
  CHECK(verified.error().detail.ends_with("NotoSansTC_700Bold.ttf"));
  CHECK(shelf().verify().ok());

  fs::resize_file(victim, 5'000'000);
  CHECK(refusal(damaged).ends_with("NotoSansTC_700Bold.ttf"));
}

}  // namespace huidan::test

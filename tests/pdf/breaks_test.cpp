#include "pdf/breaks.hpp"

#include <doctest/doctest.h>

#include <array>

#include "pdf/typeset.hpp"
#include "sync/base/bytes.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {
namespace {

/// The text with '|' where a line may end and '~' where it may inside a model number.
std::string marked(std::u32string_view text) {
  const auto breaks = pdf::line_breaks(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    append_utf8(out, text[i]);
    if (i + 1 == text.size()) break;
    if (breaks[i] == pdf::Break::may) out += '|';
    if (breaks[i] == pdf::Break::within) out += '~';
    if (breaks[i] == pdf::Break::must) out += '!';
  }
  return out;
}

}  // namespace

TEST_CASE("lines end as Chinese is set, and a figure keeps its unit") {
  struct Row {
    std::u32string_view text;
    std::string_view wanted;
  };

  constexpr std::array rows{
      Row{U"恢复，正常。（完）", "恢|复，|正|常。|（完）"},
      Row{U"约3×10⁻⁴时", "约|3×10⁻⁴|时"},
      Row{U"3 × 10 以", "3 × 10 |以"},
      Row{U"-27.4 dBm高", "-27.4 dBm|高"},
      Row{U"温31.5℃，", "温|31.5℃，"},
      Row{U"达95%的", "达|95%|的"},
      Row{U"共23台机", "共|23台|机"},
      Row{U"共 23 台机", "共 |23 台|机"},
      Row{U"柜第 5 号槽", "柜|第 5 号|槽"},
      Row{U"柜第5号槽", "柜|第5号|槽"},
      Row{U"1）换；2）清洁", "1）换；|2）清|洁"},
      Row{U"PWR2. 3) Checked (504) it", "PWR2. |3) Checked |(504) |it"},
      Row{U"（504）超时", "（504）|超|时"},
      Row{U"≥ -24 dBm", "≥ -24 dBm"},
      Row{U"S5735-L48T4X-A机", "S5735-~L48T4X-~A|机"},
      Row{U"XGE0/0/1口", "XGE0/~0/~1口"},
      Row{U"a b\nc", "a |b\n!c"},
      Row{U"提示“超时”；", "提|示|“超|时”；"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.wanted);
    CHECK(marked(row.text) == row.wanted);
  }
}

TEST_CASE("wrapped lines fit, begin with no closing mark, and hold every character") {
  pdf::Typesetter typesetter(shelf(), Language::zh_hans);
  const pdf::Run run = typesetter.set(filled_form().equipment + wordy_form().equipment);
  for (int step = 0; step < 35; ++step) {
    const double width = 2 + 1.7 * step;
    CAPTURE(width);
    std::u32string all;
    for (const pdf::Line line : pdf::wrap(run, width)) {
      CHECK(pdf::width_of(line) <= width + 1e-6);
      for (const pdf::Sign& sign : line) all += sign.character;
      if (width > 12)
        CHECK(std::u32string_view(U"，。；）”℃×").find(line[0].character) ==
              std::u32string_view::npos);
    }
    std::u32string wanted;
    for (const pdf::Sign& sign : run) wanted += sign.character;
    std::erase(all, U' ');
    std::erase(wanted, U' ');
    CHECK(all == wanted);
  }
}

TEST_CASE("a word longer than the line is cut, an empty line is kept") {
  pdf::Typesetter typesetter(shelf(), Language::en);
  CHECK(pdf::wrap(typesetter.set(std::string(100, 'm')), 9).size() > 9);
  CHECK(pdf::wrap(typesetter.set("a\n\nb"), 9).size() == 3);
  CHECK(pdf::wrap(typesetter.set(""), 9).empty());
  CHECK(pdf::wrap(typesetter.set("word   \nnext"), 3).size() == 2);
}

TEST_CASE("no paragraph ends in a rest of a sign or two where the line before has more to give") {
  struct Row {
    const char* text;
    double width;
    const char* wanted;
  };

  pdf::Typesetter typesetter(shelf(), Language::zh_hans);
  const std::vector<Row> rows{
      {"东岭电力服务中心（样例）", 10, "东岭电力服务中心|（样例）"},
      {"一二三四五六七八九十一", 10, "一二三四五六七八|九十一"},
      {"一二三四五六七八九十一二三", 10, "一二三四五六七八九十|一二三"},
      {"一二三\n四", 10, "一二三|四"},                      // a paragraph of its own is no rest
      {"一二 abcdefghijkl 三", 9, "一二 abcdefghijkl|三"},  // more would not fit
      {"一二三四", 3, "一二三|四"},                         // nor would this be any better
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const pdf::Run run = typesetter.set(row.text);
    std::string got;
    for (const pdf::Line line : pdf::wrap(run, row.width)) {
      if (!got.empty()) got += '|';
      for (const pdf::Sign& sign : line) append_utf8(got, sign.character);
    }
    CHECK(got == row.wanted);
  }
}

TEST_CASE("every character there is has an answer, the halves of a flag and U+FFFF too") {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    REQUIRE(pdf::line_breaks(std::u32string{U'一', c, U'a'}).size() == 3);
  }
}

}  // namespace huidan::test

#include "pdf/report.hpp"
#include "tests/pdf/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "pdf/chart.hpp"
#include "tests/pdf/outside.hpp"
#include "tests/pdf/told.hpp"

namespace huidan::test {
namespace {

using namespace pdf;

Report sample(std::size_t rows) {
  Report report;
  report.title = "维修工单月报";
  report.subtitle = "2026-11，样例市供电公司";
  report.charts.push_back(
      {ChartKind::bars, "各站工单数（件）", {"东岭", "西岭", "南河"}, {12, 30, 7}});
  report.charts.push_back(
      {ChartKind::lines, "响应时间（小时）", {"一", "二", "三"}, {1.5, 0.7, 2}});
  report.table.columns = {{"编号", 2, Stand::left},
                          {"站点", 3, Stand::left},
                          {"处理", 5, Stand::left},
                          {"数量", 1, Stand::right}};
  for (std::size_t i = 0; i < rows; ++i) {
    report.table.rows.push_back({"WX-" + std::to_string(10'000 + i), "东岭变电站",
                                 "更换光模块并清洁接口，复测正常", std::to_string(i)});
  }
  return report;
}

std::size_t times(const Page& page, std::u32string_view wanted) {
  return static_cast<std::size_t>(std::ranges::count_if(
      page.own.texts, [&](const TextMark& text) { return words(text) == wanted; }));
}

}  // namespace

TEST_CASE("a report upright and on its side is drawn as it was when somebody last looked at it") {
  Report report = sample(40);
  std::string drawn = told(lay_out(report, shelf()));
  report.orientation = Orientation::landscape;
  drawn += told(lay_out(report, shelf()));
  CHECK(as_looked_at("report", drawn));
}

TEST_CASE("the head of a table stands on every page, and every row on one") {
  const Layout layout = lay_out(sample(300), shelf());
  CHECK(layout.pages.size() > 4);
  std::size_t rows = 0;
  for (const Page& page : layout.pages) {
    CHECK(times(page, U"编号") == 1);
    CHECK(times(page, U"维修工单月报") == 1);
    rows += times(page, U"更换光模块并清洁接口，复测正常");
    for (const TextMark& text : page.own.texts) CHECK(text.at.y <= layout.height - 40);
  }
  CHECK(rows == 300);
  CHECK(times(layout.pages.back(), U"第 1/1 页") == 0);
}

TEST_CASE("figures stand under each other at the right of their column") {
  const Layout layout = lay_out(sample(12), shelf());
  const auto right = [&](std::u32string_view wanted) {
    for (const TextMark& text : layout.pages[0].own.texts) {
      if (words(text) != wanted) continue;
      double x = text.at.x;
      for (const MarkedGlyph& glyph : text.glyphs) {
        x += (glyph.glyph.advance - glyph.overlap) * text.size;
      }
      return x;
    }
    return 0.0;
  };
  CHECK(right(U"3") == doctest::Approx(right(U"11")));
  CHECK(right(U"11") == doctest::Approx(595 - 40 - 4));
}

TEST_CASE("a row taller than a page goes on overleaf and loses nothing") {
  Report report = sample(1);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "长";
  report.table.rows[0][2] = text;
  const Layout layout = lay_out(report, shelf());
  CHECK(layout.pages.size() >= 2);
  std::size_t found = 0;
  for (const Page& page : layout.pages) {
    for (const TextMark& mark : page.own.texts) {
      found += static_cast<std::size_t>(std::ranges::count(words(mark), U'长'));
    }
  }
  CHECK(found == 3000);
}

TEST_CASE("the steps of an axis are 1, 2 or 5 times a power of ten") {
  CHECK(round_step(30, 5) == doctest::Approx(10));
  CHECK(round_step(2, 5) == doctest::Approx(0.5));
  CHECK(round_step(7, 5) == doctest::Approx(2));
  CHECK(round_step(100, 5) == doctest::Approx(20));
  CHECK(round_step(0, 5) == doctest::Approx(1));
}

TEST_CASE("a bar is as tall as its value and its words can be searched") {
  Report report = sample(0);
  report.charts = {{ChartKind::bars, "件", {"甲", "乙"}, {10, 5}}};
  const Layout layout = lay_out(report, shelf());
  const auto& paths = layout.pages[0].own.paths;
  const auto bars = std::ranges::find(paths, Paint::fill, &PathMark::paint);
  REQUIRE(bars != paths.end());
  REQUIRE(bars->steps.size() == 10);
  const double first = bars->steps[2].points[0].y - bars->steps[0].points[0].y;
  const double second = bars->steps[7].points[0].y - bars->steps[5].points[0].y;
  CHECK(first == doctest::Approx(2 * second));
  CHECK(times(layout.pages[0], U"甲") == 1);
  CHECK(times(layout.pages[0], U"5") == 1);   // over its bar
  CHECK(times(layout.pages[0], U"10") == 2);  // and on the axis
}

TEST_CASE("other people's tools read a report, upright and on its side") {
  for (const Orientation orientation : {Orientation::portrait, Orientation::landscape}) {
    Report report = sample(120);
    report.orientation = orientation;
    const auto printed = print_report(report, shelf());
    REQUIRE(printed.ok());
    const PaperFile paper(printed.value().pdf);
    CHECK(run({"qpdf", "--check", paper.path()}).exit == 0);
    const std::string text = run({"pdftotext", "-layout", paper.path(), "-"}).out;
    CHECK(count_of(text, "更换光模块并清洁接口，复测正常") == 120);
    CHECK(count_of(text, "各站工单数（件）") == 1);
    const bool upright = orientation == Orientation::portrait;
    const std::string size = upright ? "595 x 842" : "842 x 595";
    CHECK(run({"pdfinfo", paper.path()}).out.find(size) != std::string::npos);
  }
}

TEST_CASE("a chart that cannot be drawn is refused") {
  Report report = sample(0);
  report.charts[0].values[1] = -1;
  CHECK(print_report(report, shelf()).error().code == Code::bad_input);
  report.charts[0].values[1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(print_report(report, shelf()).error().code == Code::bad_input);
  report.charts[0].values.pop_back();
  CHECK(print_report(report, shelf()).error().code == Code::bad_input);
  report.charts.clear();
  report.title = "\xC3";
  CHECK(print_report(report, shelf()).error().code == Code::bad_utf8);
}

}  // namespace huidan::test

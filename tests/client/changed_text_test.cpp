// What people read about a signed form that has changed.

#include "sync/cli/changed_text.hpp"

#include <doctest/doctest.h>

#include <array>

namespace huidan::cli {

TEST_CASE("paths are said with the form's own labels, rows counted from one") {
  struct Row {
    std::string_view path;
    std::string_view english;
  };

  constexpr std::array rows{Row{"fields.treatment", "Treatment"},
                            Row{"language", "Form language"},
                            Row{"parts[1].qty", "part row 2 Quantity"},
                            Row{"parts[0].removed", "part row 1 removed"},
                            Row{"parts[9].added", "part row 10 added"},
                            Row{"form", "the form as signed is not here to compare"}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    for (const Language language : kLanguages) CHECK_FALSE(path_text(language, row.path).empty());
    if (row.path.starts_with("parts") || row.path == "form") {
      CHECK(path_text(Language::en, row.path).starts_with(row.english.substr(0, 10)));
    }
  }
  CHECK(changed_line(Language::en, {}).empty());
  CHECK(changed_line(Language::en, {"parts[0].removed", "parts[9].added"}) ==
        "    changed since signed: part row 1 removed, part row 10 added\n");
  CHECK(changed_line(Language::zh_hans, {"fields.treatment", "parts[1].qty"}) ==
        "    签字后有改动：处理方式、明细第 2 行数量\n");
}

TEST_CASE("acceptances and amendments have their lines in every language") {
  WorkOrder order;
  order.signoffs.emplace_back().id = RowId("s");
  order.signoffs[0].role = "customer";
  order.signoffs[0].name = "王例舟";
  order.acceptances = {
      {RowId("a"), RowId("s"), "h", "电话确认", "seat1", "2026-11-22T09:05:00+08:00"}};
  order.amendments = {
      {RowId("A-1"), RowId(), "treatment", "旧", "新", "leader1", "2026-11-22T09:06:00+08:00"},
      {RowId("A-2"), RowId("p"), "part", "光模块 1", "", "e1", "2026-11-22T09:07:00+08:00"}};
  CHECK(acceptance_lines(Language::zh_hans, order) ==
        "  2026-11-22 09:05 seat1 按签字时认可客户 王例舟的签字：电话确认\n");
  CHECK(amendment_lines(Language::zh_hans, order) ==
        "  2026-11-22 09:06 leader1 签字后改动 处理方式：“旧” → “新”\n"
        "  2026-11-22 09:07 e1 签字后改动 设备明细：“光模块 1” → “”\n");
  for (const Language language : kLanguages) {
    CHECK(acceptance_lines(language, order).find("seat1") != std::string::npos);
    CHECK(amendment_lines(language, order).find("光模块 1") != std::string::npos);
  }
}

}  // namespace huidan::cli

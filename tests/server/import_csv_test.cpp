#include <doctest/doctest.h>

#include <array>

#include "sync/base/catalogue.hpp"
#include "sync/base/limits.hpp"
#include "tests/data/sample_export.hpp"
#include "tests/server/import_support.hpp"

namespace huidan::server {
namespace {

using sample::to_gb18030;

const std::string kMark = "\xEF\xBB\xBF";

/// One order of three columns and one more, whose title and cell the test chooses.
Result<ImportPlan> with_cell(std::string_view title, std::string_view cell) {
  return read_csv_text("no,reporter_unit,description," + std::string(title) +
                       "\nDL-1,样例站,描述," + std::string(cell) + "\n");
}

}  // namespace

TEST_CASE("a CSV is read whatever its charset, mark, separator and line ends") {
  const std::string lines =
      "编号,报修单位,描述\nDL-1,𠮷田站（样例）,ＵＰＳ；告警\nDL-2,㙍头,龘𨭎\n";
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string out = lines;
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size())) {
      out.replace(at, from.size(), to);
    }
    return out;
  };
  const std::array files{
      lines,
      kMark + lines,
      to_gb18030(lines),
      with(",", "\t"),
      with(",", ";"),
      with("\n", "\r\n"),
      kMark + with("\n", "\r\n"),
      to_gb18030(with(",", "\t")),
      to_gb18030(with("\n", "\r\n")),
      lines.substr(0, lines.size() - 1),
      "\n \n" + lines,
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    CAPTURE(i);
    const auto plan = read_csv_text(files.at(i));
    REQUIRE(told(plan).empty());
    CHECK(refusals(plan).empty());
    REQUIRE(plan.value().orders.size() == 2);
    const ImportedOrder& first = plan.value().orders.front();
    CHECK(first.no == "DL-1");
    CHECK(value(first, Field::reporter_unit) == "𠮷田站（样例）");
    CHECK(value(first, Field::description) == "ＵＰＳ；告警");
    CHECK(value(plan.value().orders.back(), Field::description) == "龘𨭎");
  }
}

TEST_CASE("a header may use names or labels of any language, in any order") {
  constexpr std::array kHeaders{
      "描述,编号,报修单位",       "description,no,reporter_unit",
      "描述,編號,報修單位",       "Description,No.,Reporting unit",
      " 描述 ,编号,\"报修单位\"", "DESCRIPTION,NO,Reporter_Unit",
      "描述,no,報修單位",         "描述　,编号,报修单位",
  };
  for (const std::string_view header : kHeaders) {
    CAPTURE(header);
    const auto plan = read_csv_text(std::string(header) + "\n无电,DL-9,样例站\n");
    REQUIRE(told(plan).empty());
    REQUIRE(plan.value().orders.size() == 1);
    CHECK(plan.value().orders.front().no == "DL-9");
    CHECK(value(plan.value().orders.front(), Field::description) == "无电");
    CHECK(value(plan.value().orders.front(), Field::reporter_unit) == "样例站");
  }
}

TEST_CASE("every column of the interface is known by its name and by its label in each language") {
  for (const FieldInfo& row : all_fields()) {
    CAPTURE(row.name);
    const bool moved_by_people =
        row.field >= Field::completed_at && row.field != Field::termination_reason;
    const std::string key = "field." + std::string(row.name);
    for (const std::string_view title : {row.name, text(Language::zh_hans, key),
                                         text(Language::zh_hant, key), text(Language::en, key)}) {
      CAPTURE(title);
      const bool mandatory = row.field == Field::reporter_unit || row.field == Field::description;
      const auto plan = with_cell(title, "");
      const std::string expected = mandatory         ? "already_exists "
                                   : moved_by_people ? "unknown_column "
                                                     : "";
      CHECK(told(plan) == (expected.empty() ? "" : expected + std::string(title)));
      if (!plan) continue;
      CHECK(plan.value().orders.front().given.test(static_cast<std::size_t>(row.field)));
      CHECK(plan.value().orders.front().given.count() == 3);
    }
  }
}

TEST_CASE("a file that cannot be an export is refused whole") {
  struct Row {
    std::string bytes;
    std::string_view refusal;
  };

  const std::array rows{
      Row{"", "bad_input empty_file"},
      Row{kMark, "bad_input empty_file"},
      Row{" \r\n\n", "bad_input empty_file"},
      Row{"编号,报修单位,描述,楼层\n", "unknown_column 楼层"},
      Row{"编号,报修单位,描述,\n", "unknown_column #4"},
      Row{"编号,报修单位,描述,状态\n", "unknown_column 状态"},
      Row{"编号,报修单位,描述,no\n", "already_exists no"},
      Row{"编号,描述,描述,报修单位\n", "already_exists 描述"},
      Row{"报修单位,描述\n", "missing_value no"},
      Row{"编号,描述\n", "missing_value reporter_unit"},
      Row{"编号,报修单位\n", "missing_value description"},
      Row{"编号,\"报修单位,描述\n", "bad_row unclosed_quote"},
      Row{std::string("\xFF\xFE\x16\x7F", 4), "bad_encoding UTF-16"},
      Row{"编号,\xFF\xFF,描述\n", "bad_encoding #2"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    CHECK(told(read_csv_text(row.bytes)) == row.refusal);
  }
  CHECK(told(read_csv_text("编号,报修单位,描述\n")).empty());
  CHECK(read_csv_text("编号,楼层\n").error().field == "楼层");
}

TEST_CASE("a broken row is refused by line and column, and its neighbours are taken") {
  struct Row {
    std::string bytes;
    std::string_view refusal;
  };

  const std::string too_long(limits::kLine_bytes + 1, 'x');
  const std::string too_wide = "DL-5,甲," + std::string(limits::kImportRow_bytes, 'x');
  const std::array rows{
      Row{",甲,乙", "3 编号 missing_value \n"},
      Row{"DL 5,甲,乙", "3 编号 bad_input no\n"},
      Row{"-5,甲,乙", "3 编号 bad_input no\n"},
      Row{"单5,甲,乙", "3 编号 bad_input no\n"},
      Row{std::string(41, '5') + ",甲,乙", "3 编号 too_long 40\n"},
      Row{"DL-1,甲,乙", "3 编号 already_exists 2\n"},
      Row{"DL-5, 　,乙", "3 报修单位 missing_value \n"},
      Row{"DL-5,甲,", "3 描述 missing_value \n"},
      Row{"DL-5," + too_long + ",乙", "3 报修单位 too_long 400\n"},
      Row{"DL-5,甲,乙\x1B[31m", "3 描述 bad_input control_character\n"},
      Row{"DL-5,\"甲\n甲\",乙", "3 报修单位 bad_input line_break\n"},
      Row{"DL-5,甲", "3  bad_row 2/3\n"},
      Row{"DL-5,甲,乙,丙", "3  bad_row 4/3\n"},
      Row{"DL-5,甲,\"乙", "3  bad_row unclosed_quote\n"},
      Row{"DL-5,甲,\"乙\"丙", "3  bad_row stray_quote\n"},
      Row{"DL-5,\xE7\x94,乙", "3 报修单位 bad_encoding \n"},
      Row{"DL-5" + std::string(limits::kImportRow_bytes, ','), "3  too_large 262144\n"},
      Row{too_wide, "3  too_large 262144\n"},
      Row{"DL-5,甲,\"" + std::string(limits::kImportRow_bytes, 'x'), "3  too_large 262144\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.refusal);
    const auto plan =
        read_csv_text("编号,报修单位,描述\nDL-1,甲,乙\n" + row.bytes + "\nDL-2,甲,乙\n");
    REQUIRE(told(plan).empty());
    CHECK(refusals(plan) == row.refusal);
    CHECK(plan.value().orders.size() == 2);
  }
}

TEST_CASE("a number whose first row was refused is still free") {
  const auto plan = read_csv_text("编号,报修单位,描述\nDL-1,,乙\nDL-1,甲,乙\nDL-1,甲,丙\n");
  CHECK(refusals(plan) == "2 报修单位 missing_value \n4 编号 already_exists 3\n");
  REQUIRE(plan.value().orders.size() == 1);
  CHECK(plan.value().orders.front().line == 3);
}

TEST_CASE("quoted cells hold separators, quotes and line breaks; lines are counted all the same") {
  const auto plan = read_csv_text(
      "编号,报修单位,描述\r\n"
      "DL-1,\"甲,\"\"乙\"\"\",\"一\r\n二,\n三\"\r\n"
      ",,\r\n"
      "\r\n"
      "DL-2,5\" 屏,\"\"\r\n"
      "DL-3,丙,丁\r\n");
  REQUIRE(told(plan).empty());
  CHECK(refusals(plan) == "7 描述 missing_value \n");
  REQUIRE(plan.value().orders.size() == 2);
  const ImportedOrder& first = plan.value().orders.front();
  CHECK(first.line == 2);
  CHECK(value(first, Field::reporter_unit) == "甲,\"乙\"");
  CHECK(value(first, Field::description) == "一\n二,\n三");
  CHECK(plan.value().orders.back().line == 8);
}

TEST_CASE("one bad byte costs one row in either charset") {
  const std::string before = "编号,报修单位,描述\nDL-1,样例站甲,无电\n";
  const std::string after = "DL-3,样例站乙,无光\n";
  const std::string bad = "DL-2,\xB5,\xCE\xDE\n";  // half a character
  const std::string in_utf8 = before + bad + after;
  const std::string in_gb18030 = to_gb18030(before) + bad + to_gb18030(after);
  for (const std::string& bytes : {in_utf8, in_gb18030}) {
    const auto plan = read_csv_text(bytes);
    REQUIRE(told(plan).empty());
    CHECK(refusals(plan) == "3 报修单位 bad_encoding \n");
    REQUIRE(plan.value().orders.size() == 2);
    CHECK(value(plan.value().orders.back(), Field::reporter_unit) == "样例站乙");
  }
}

TEST_CASE("words and times are taken as desks write them") {
  struct Row {
    std::string_view column;
    std::string_view cell;
    std::string_view canonical;  // "" and a cell that is not empty: refused
  };

  constexpr std::array rows{
      Row{"kind", "故障维修", "repair"},
      Row{"kind", "維護保養", "maintenance"},
      Row{"kind", "Repair", "repair"},
      Row{"kind", "maintenance", "maintenance"},
      Row{"kind", "抢险", ""},
      Row{"intake", "投诉", "complaint"},
      Row{"intake", "服務請求", "request"},
      Row{"priority", "2", "2"},
      Row{"priority", "P4", "4"},
      Row{"priority", "p1", "1"},
      Row{"priority", "Ｐ３", "3"},
      Row{"priority", "P5", ""},
      Row{"priority", "0", ""},
      Row{"test_result", "不正常", "abnormal"},
      Row{"test_result", "正常", "normal"},
      Row{"language", "繁体中文", "zh-Hant"},
      Row{"language", "zh-hans", "zh-Hans"},
      Row{"language", "English", "en"},
      Row{"reported_at", "2026-11-20T08:47:12+08:00", "2026-11-20T08:47:12+08:00"},
      Row{"reported_at", "2026-11-20T00:47:12Z", "2026-11-20T00:47:12+00:00"},
      Row{"reported_at", "2026-11-20 08:47", "2026-11-20T08:47:00+08:00"},
      Row{"reported_at", "2026-11-20T08:47", "2026-11-20T08:47:00+08:00"},
      Row{"reported_at", "2026/11/20 8:47", "2026-11-20T08:47:00+08:00"},
      Row{"reported_at", "2026.1.2 8:05:09", "2026-01-02T08:05:09+08:00"},
      Row{"reported_at", "2026-11-20  08:47:12", "2026-11-20T08:47:12+08:00"},
      Row{"reported_at", "2026年11月20日 8时47分", "2026-11-20T08:47:00+08:00"},
      Row{"reported_at", "2026年11月20日8時7分5秒", "2026-11-20T08:07:05+08:00"},
      Row{"reported_at", "２０２６－１１－２０　０８：４７", "2026-11-20T08:47:00+08:00"},
      Row{"departed_at", "2024/2/29 0:00", "2024-02-29T00:00:00+08:00"},
      Row{"reported_at", "2026-02-29 08:47", ""},
      Row{"reported_at", "2026-13-01 08:47", ""},
      Row{"reported_at", "2026-11-31 08:47", ""},
      Row{"reported_at", "2026-11-20 24:00", ""},
      Row{"reported_at", "2026-11-20 08:60", ""},
      Row{"reported_at", "2026-11-20", ""},
      Row{"reported_at", "2026年11月20日 8时", ""},
      Row{"reported_at", "08:47 2026-11-20", ""},
      Row{"reported_at", "20/11/2026 08:47", ""},
      Row{"reported_at", "46346.36", ""},
      Row{"reported_at", "2026-11-20 08:47 左右", ""},
      Row{"reported_at", "2026-11-20 08:47:12:01", ""},
      Row{"phone", " 0000－555－0101 ", "0000－555－0101"},
      Row{"contact", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.column);
    CAPTURE(row.cell);
    const auto plan = with_cell(row.column, row.cell);
    REQUIRE(told(plan).empty());
    const bool refused = row.canonical.empty() && !row.cell.empty();
    CHECK(plan.value().refused.size() == (refused ? 1 : 0));
    if (refused) {
      const std::string code = row.column == "reported_at" ? " bad_time " : " bad_choice ";
      CHECK(refusals(plan).starts_with("2 " + std::string(row.column) + code));
    } else {
      const Field field = field_from_name(row.column).value();
      CHECK(value(plan.value().orders.at(0), field) == row.canonical);
    }
  }
}

TEST_CASE("a time without a zone is in the zone of the settings") {
  const std::string file = "no,reporter_unit,description,reported_at\nDL-1,甲,乙,";
  const auto at = [&](int zone_offset_min, std::string_view cell) {
    const auto plan = read_csv_text(file + std::string(cell), {.zone_offset_min = zone_offset_min});
    return value(plan.value().orders.at(0), Field::reported_at);
  };
  CHECK(at(0, "2026/1/2 8:05") == "2026-01-02T08:05:00+00:00");
  CHECK(at(-210, "2026/1/2 8:05") == "2026-01-02T08:05:00-03:30");
  CHECK(at(-210, "2026-01-02T08:05:00+08:00") == "2026-01-02T08:05:00+08:00");
}

}  // namespace huidan::server

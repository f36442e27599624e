#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "server/desk/intake/charset.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "tests/data/sample_export.hpp"
#include "tests/server/import_support.hpp"

namespace huidan::server {
namespace {

std::string data_file(std::string_view name) {
  const auto path = path_from_utf8(HUIDAN_SOURCE_DIR) / "tests" / "data" / path_from_utf8(name);
  return read_file(path, limits::kImport_bytes).value();
}

ImportFormat format_of(const sample::Export& file) {
  return file.file_name.ends_with(".csv") ? ImportFormat::csv : ImportFormat::jsonl;
}

ImportPlan plan_of(const sample::Export& file) {
  return read_import(data_file(file.file_name), format_of(file), {}, {}).value();
}

/// A row of README's table of broken rows.
struct Promise {
  std::string file;
  std::size_t line = 0;
  std::string column;
  std::string code;
};

std::vector<Promise> promises() {
  std::vector<Promise> rows;
  std::istringstream readme(data_file("README.md"));
  for (std::string line; std::getline(readme, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '|');) cells.emplace_back(trimmed(cell));
    if (cells.size() != 6 || !cells.at(1).starts_with("orders-")) continue;
    rows.push_back({cells.at(1), std::stoul(cells.at(2)), cells.at(3), cells.at(4)});
  }
  return rows;
}

}  // namespace

TEST_CASE("the sample export is what its sources make of it") {
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    CAPTURE(file.file_name);
    CHECK(data_file(file.file_name) == file.bytes);
  }
}

TEST_CASE("every good row of the sample export is taken whole") {
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    CAPTURE(file.file_name);
    const ImportPlan plan = plan_of(file);
    REQUIRE(plan.orders.size() == file.orders.size());
    for (std::size_t i = 0; i < file.orders.size(); ++i) {
      CAPTURE(file.orders.at(i).no);
      CHECK(plan.orders.at(i).line == file.orders.at(i).line);
      CHECK(plan.orders.at(i).fields == file.orders.at(i).fields);
      CHECK(plan.orders.at(i) == file.orders.at(i));
    }
  }
}

TEST_CASE("every broken row is refused by the line, column and code that README promises") {
  const auto promised = promises();
  REQUIRE(promised.size() == 20);
  std::vector<Promise> seen;
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    for (const Refusal& refusal : plan_of(file).refused) {
      seen.push_back({std::string(file.file_name), refusal.line, refusal.column,
                      std::string(code_name(refusal.error.code))});
    }
  }
  REQUIRE(seen.size() == promised.size());
  for (std::size_t i = 0; i < promised.size(); ++i) {
    CAPTURE(promised.at(i).line);
    CHECK(seen.at(i).file == promised.at(i).file);
    CHECK(seen.at(i).line == promised.at(i).line);
    CHECK(seen.at(i).column == promised.at(i).column);
    CHECK(seen.at(i).code == promised.at(i).code);
  }
}

TEST_CASE("the sample export holds what makes real exports hard") {
  std::vector<ImportedOrder> orders;
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    const ImportPlan plan = plan_of(file);
    CHECK(plan.orders.size() >= 160);
    orders.insert(orders.end(), plan.orders.begin(), plan.orders.end());
  }
  CHECK(orders.size() >= 300);

  std::set<std::string> numbers;
  std::set<std::string> groups;
  std::set<std::string> languages;
  std::string everything;
  for (const ImportedOrder& order : orders) {
    numbers.insert(order.no);
    groups.insert(value(order, Field::group));
    languages.insert(value(order, Field::language));
    for (const std::string& text : order.fields) everything += text;
  }
  CHECK(numbers.size() == orders.size());
  CHECK(groups ==
        std::set<std::string>{"机房运维组", "软件运维组", "自动化运维组", "通信网络运维组"});
  CHECK(languages == std::set<std::string>{"", "zh-Hans", "zh-Hant", "en"});
  for (const std::string_view rare : {"𠮷田", "张㛃", "㙍", "龘", "𨭎", "東嶺", "sample"}) {
    CAPTURE(rare);
    CHECK(everything.find(rare) != std::string::npos);
  }
  const auto twelve = [](const ImportedOrder& order) { return order.parts.size() == 12; };
  CHECK(std::ranges::count_if(orders, twelve) >= 12);
  const auto is_long = [](const ImportedOrder& order) {
    return value(order, Field::description).size() > 5000;
  };
  CHECK(std::ranges::count_if(orders, is_long) >= 12);
}

TEST_CASE("text survives the way into GB18030 and back, beyond the BMP too") {
  const Decoder decoder(Charset::gb18030);
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    for (const ImportedOrder& order : file.orders) {
      for (const std::string& text : order.fields) {
        CHECK(decoder.decode(sample::to_gb18030(text)) == text);
      }
    }
  }
  CHECK(sample::to_gb18030("𠮷") == "\x95\x34\xB2\x35");
  CHECK(decoder.decode("\x95\x34\xB2\x35") == "𠮷");
}

}  // namespace huidan::server

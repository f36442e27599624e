#include <doctest/doctest.h>

#include <array>

#include "sync/base/limits.hpp"
#include "tests/server/import_support.hpp"

namespace huidan::server {
namespace {

/// A whole order with `more` members.
std::string order_with(std::string_view more) {
  return R"({"no":"DL-5","reporter_unit":"样例站","description":"无电")" + std::string(more) + "}";
}

std::string many_parts(std::size_t count) {
  std::string parts = R"(,"parts":[)";
  for (std::size_t i = 0; i < count; ++i) parts += i == 0 ? R"({"name":"a"})" : R"(,{"name":"a"})";
  return parts + ']';
}

}  // namespace

TEST_CASE("a JSON line is an order with its parts") {
  const auto plan = read_json_text(
      "\xEF\xBB\xBF" +
      order_with(
          R"(,"kind":"故障维修","priority":2,"reported_at":"2026-11-20 08:47","remarks":null,)"
          R"("phone":"\ud842\udfb7","parts":[{"name":" 光模块 ","model":"SFP","unit":"只",)"
          R"("qty":2.50,"note":"备件"},{"name":"光跳线","qty":"０.50"},{"name":"胶带"}])") +
      "\r\n\n" + R"({"no":"DL-6","reporter_unit":"甲","description":"一\n二","priority":"P1"})");
  REQUIRE(told(plan).empty());
  CHECK(refusals(plan).empty());
  REQUIRE(plan.value().orders.size() == 2);
  const ImportedOrder& order = plan.value().orders.front();
  CHECK(order.line == 1);
  CHECK(value(order, Field::kind) == "repair");
  CHECK(value(order, Field::priority) == "2");
  CHECK(value(order, Field::reported_at) == "2026-11-20T08:47:00+08:00");
  CHECK(value(order, Field::phone) == "𠮷");
  CHECK(order.parts_given);
  CHECK(order.parts == std::vector<ImportedPart>{{"光模块", "SFP", "只", "2.5", "备件"},
                                                 {"光跳线", "", "", "0.5", ""},
                                                 {"胶带", "", "", "", ""}});
  CHECK(order.given.test(static_cast<std::size_t>(Field::remarks)));
  CHECK_FALSE(order.given.test(static_cast<std::size_t>(Field::contact)));
  CHECK(plan.value().orders.back().line == 3);
  CHECK(value(plan.value().orders.back(), Field::priority) == "1");
  CHECK(value(plan.value().orders.back(), Field::description) == "一\n二");
  CHECK_FALSE(plan.value().orders.back().parts_given);
}

TEST_CASE("a broken line is refused by its key, and its neighbours are taken") {
  struct Row {
    std::string line;
    std::string_view refusal;  // up to the detail
  };

  const std::string deep = std::string(100000, '[');
  const std::array rows{
      Row{"{", "2  bad_json "},
      Row{"no,reporter_unit", "2  bad_json "},
      Row{order_with("") + order_with(""), "2  bad_json "},
      Row{order_with(R"(,"phone":NaN)"), "2  bad_json "},
      Row{order_with(R"(,"phone":"\udfb7")"), "2  bad_json "},
      Row{order_with(R"(,"phone":"\ud842")"), "2  bad_json "},
      Row{order_with(R"(,"priority":1e999)"), "2  bad_json "},
      Row{order_with("/* */"), "2  bad_json "},
      Row{order_with("") + '\0' + order_with(""), "2  bad_json "},
      Row{"[1]", "2  bad_input not_an_object"},
      Row{"null", "2  bad_input not_an_object"},
      Row{"\"DL-5\"", "2  bad_input not_an_object"},
      Row{deep, "2  json_too_deep 32"},
      Row{order_with(",\"parts\":" + deep), "2  json_too_deep 32"},
      Row{order_with(R"(,"phone":["[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["])"),
          "2 phone bad_input wrong_type"},
      Row{order_with(R"(,"no":"DL-5")"), "2 no bad_json duplicate_key"},
      Row{order_with(R"(,"parts":[{"name":"a","name":"b"}])"),
          "2 parts[1].name bad_json duplicate_key"},
      Row{order_with(R"(,"floor":{"a":[]})"), "2 floor unknown_field floor"},
      Row{order_with(R"(,"编号":"DL-5")"), "2 编号 unknown_field 编号"},
      Row{order_with(R"(,"status":"archived")"), "2 status unknown_field status"},
      Row{order_with(R"(,"name":"a")"), "2 name unknown_field name"},
      Row{order_with(R"(,"parts":[{"name":"a","id":"b"}])"), "2 parts[1].id unknown_field id"},
      Row{order_with(R"(,"phone":true)"), "2 phone bad_input wrong_type"},
      Row{order_with(R"(,"phone":5550101)"), "2 phone bad_input wrong_type"},
      Row{order_with(R"(,"parts":{})"), "2 parts bad_input wrong_type"},
      Row{order_with(R"(,"parts":null)"), "2 parts bad_input wrong_type"},
      Row{order_with(R"(,"parts":["a"])"), "2 parts bad_input wrong_type"},
      Row{order_with(R"(,"parts":[{"name":"a"},{"qty":1}])"), "2 parts[2].name missing_value "},
      Row{order_with(R"(,"parts":[{"name":"a","qty":-1}])"), "2 parts[1].qty bad_number -1"},
      Row{order_with(R"(,"parts":[{"name":"a","qty":1e3}])"), "2 parts[1].qty bad_number 1e3"},
      Row{order_with(R"(,"parts":[{"name":"a","qty":"1,5"}])"), "2 parts[1].qty bad_number 1,5"},
      Row{order_with(R"(,"parts":[{"name":3}])"), "2 parts[1].name bad_input wrong_type"},
      Row{order_with(many_parts(limits::kParts_max + 1)), "2 parts too_many 200"},
      Row{order_with(R"(,"priority":2.0)"), "2 priority bad_choice 2.0"},
      Row{order_with(R"(,"kind":"")") + "\xFF", "2  bad_encoding "},
      Row{order_with(R"(,"kind":"x")"), "2 kind bad_choice x"},
      Row{order_with(R"(,"phone":"\u0007")"), "2 phone bad_input control_character"},
      Row{R"({"no":"DL-5","description":"无电"})", "2 reporter_unit missing_value "},
      Row{R"({"reporter_unit":"甲","description":"无电"})", "2 no missing_value "},
      Row{R"({"no":null,"reporter_unit":"甲","description":"无电"})", "2 no missing_value "},
      Row{"{}", "2 no missing_value "},
      Row{R"({"no":"DL-1","reporter_unit":"甲","description":"乙"})", "2 no already_exists 1"},
      Row{'"' + std::string(limits::kImportRow_bytes, 'x') + '"', "2  too_large 262144"},
  };
  const std::string first = R"({"no":"DL-1","reporter_unit":"甲","description":"乙"})";
  const std::string last = R"({"no":"DL-9","reporter_unit":"甲","description":"乙"})";
  for (const Row& row : rows) {
    CAPTURE(row.line.substr(0, 200));
    const auto plan = read_json_text(first + '\n' + row.line + '\n' + last);
    REQUIRE(told(plan).empty());
    REQUIRE(plan.value().refused.size() == 1);
    const std::string refusal = told(plan.value().refused.front());
    CHECK(refusal.substr(0, row.refusal.size()) == row.refusal);
    CHECK(plan.value().orders.size() == 2);
  }
}

TEST_CASE("as many parts as an order may have are taken") {
  const auto plan = read_json_text(order_with(many_parts(limits::kParts_max)));
  CHECK(refusals(plan).empty());
  CHECK(plan.value().orders.at(0).parts.size() == limits::kParts_max);
}

TEST_CASE("a file of JSON lines that cannot be one is refused whole") {
  CHECK(told(read_json_text(" \n\t\n")) == "bad_input empty_file");
  CHECK(told(read_json_text(std::string_view("\xFE\xFF\0{\0}", 6))) == "bad_encoding UTF-16");
}

}  // namespace huidan::server

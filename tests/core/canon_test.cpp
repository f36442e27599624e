#include "sync/core/canon.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "sync/base/limits.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

std::string told(const std::string& strokes) {
  const auto ink = decode_ink(strokes);
  if (ink) return "ok";
  CHECK(ink.error().field == "strokes");
  return std::string(code_name(ink.error().code)) + ' ' + ink.error().detail;
}

std::string points(std::size_t count) {
  std::string text = R"({"w":600,"h":200,"strokes":[[)";
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "[1,2]" : ",[1,2]";
  return text + "]]}";
}

}  // namespace

TEST_CASE("the form's bytes are those of version 1, for ever") {
  WorkOrder order = state_of().order;
  order.parts.push_back(part_of(51, "已拆除"));
  order.parts.back().removed = true;
  CHECK(
      form_bytes(order) ==
      R"~({"fields":{"equipment":"","kind":"","phone":"","remarks":"r","reported_at":"",)~"
      R"~("reporter":"","reporter_unit":"东岭供电公司(样例)","service_unit":"","serviced_at":"",)~"
      R"~("test_result":"","treatment":"old"},"language":"zh-Hans","no":"WX-20261122-0001",)~"
      R"~("order":"01980000-0000-7000-8000-000000000001","parts":[{"model":"CBB65",)~"
      R"~("name":"风机电容","note":"样例","qty":"2","unit":"只"}],"schema":"huidan.form.1",)~"
      R"~("visit":"01980000-0000-7000-8000-000000000001"})~");
}

TEST_CASE("the form's bytes change with what the paper shows and with nothing else") {
  const WorkOrder order = state_of().order;
  const std::string before = form_bytes(order);
  for (const FieldInfo& field : all_fields()) {
    CAPTURE(field.name);
    WorkOrder changed = order;
    *value_at(changed, kVisit, field.field) = field.choices.empty() ? "new" : field.choices.back();
    constexpr std::array kOnPaper{"reporter_unit", "reported_at", "reporter", "phone",
                                  "service_unit",  "serviced_at", "kind",     "equipment",
                                  "treatment",     "test_result", "remarks",  "language"};
    const bool shown = std::find(kOnPaper.begin(), kOnPaper.end(), field.name) != kOnPaper.end();
    CHECK((form_bytes(changed) != before) == shown);
  }
  WorkOrder again = order;
  again.visits.emplace_back().id = RowId(uuid(2));
  CHECK(form_bytes(again) != before);  // another visit is another form
}

TEST_CASE("a form is read back as what it shows") {
  const WorkOrder order = state_of().order;
  const auto form = order_of_form(form_bytes(order));
  REQUIRE(form.ok());
  CHECK(form_bytes(form.value()) == form_bytes(order));
  CHECK(value_of(form.value(), Field::status).empty());
  for (const char* none :
       {"", "{}", "[]", R"({"schema":"huidan.form.2"})", R"({"schema":"huidan.form.1"})",
        R"({"schema":"huidan.form.1","fields":{}})",
        R"({"schema":"huidan.form.1","fields":{},"parts":[1]})"}) {
    CAPTURE(none);
    CHECK_FALSE(order_of_form(none).ok());
  }
}

TEST_CASE("the statement under a signature binds every word of it") {
  SignOff s;
  s.visit = kVisit;
  s.role = "customer";
  s.state = "signed";
  s.name = "王例舟";
  s.reason = "";
  s.at = kAt;
  s.device = "dev";
  s.form_hash = "f";
  s.strokes_hash = "s";
  s.signature = "not part of itself";
  CHECK(sign_off_statement(s, kOrder) ==
        R"({"at":"2026-11-22T09:05:00+08:00","device":"dev","form":"f","name":"王例舟",)"
        R"("order":"01980000-0000-7000-8000-000000000001","reason":"","role":"customer",)"
        R"("schema":"huidan.sign-off.1","state":"signed","strokes":"s",)"
        R"("visit":"01980000-0000-7000-8000-000000000001"})");
  s.satisfaction = "4";
  CHECK(sign_off_statement(s, kOrder).find(R"("satisfaction":"4")") != std::string::npos);
}

TEST_CASE("a strokes file is read, or refused by what is wrong with it") {
  struct Row {
    const char* strokes;
    std::string_view want;
  };

  constexpr std::array rows{
      Row{kStrokes, "ok"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,2]],[]]})", "ok"},
      Row{R"({"w":1,"h":1,"strokes":[[[-1,2,1e9,1]]]})", "ok"},
      Row{"", "bad_strokes bad_json"},
      Row{"[]", "bad_strokes size"},
      Row{"{}", "bad_strokes size"},
      Row{R"({"w":600,"strokes":[]})", "bad_strokes size"},
      Row{R"({"w":0,"h":200,"strokes":[[[1,2]]]})", "bad_strokes size"},
      Row{R"({"w":"600","h":200,"strokes":[[[1,2]]]})", "bad_strokes size"},
      Row{R"({"w":1e6,"h":200,"strokes":[[[1,2]]]})", "bad_strokes size"},
      Row{R"({"w":600,"h":200})", "bad_strokes strokes"},
      Row{R"({"w":600,"h":200,"strokes":{}})", "bad_strokes strokes"},
      Row{R"({"w":600,"h":200,"strokes":[]})", "bad_strokes empty"},
      Row{R"({"w":600,"h":200,"strokes":[[]]})", "bad_strokes empty"},
      Row{R"({"w":600,"h":200,"strokes":[1]})", "bad_strokes stroke"},
      Row{R"({"w":600,"h":200,"strokes":[[1]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,2,3,0.5,5]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[["1",2]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,null]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,401]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,2,-1]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,2,1e10]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1,2,0,1.1]]]})", "bad_strokes point"},
      Row{R"({"w":600,"h":200,"strokes":[[[1e999,2]]]})", "bad_strokes bad_json"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.strokes);
    CHECK(told(row.strokes) == row.want);
  }
  CHECK(told(points(limits::kStrokePoints_max)) == "ok");
  CHECK(told(points(limits::kStrokePoints_max + 1)) == "bad_strokes too_many_points");
  CHECK(told(std::string(limits::kStrokes_bytes + 1, ' ')) == "too_large 262144");
  CHECK(told(std::string(100, '[')) == "bad_strokes json_too_deep");

  const Ink ink = decode_ink(kStrokes).value();
  CHECK(ink.width == 600);
  REQUIRE(ink.strokes.size() == 2);
  CHECK(ink.strokes[0][1] == InkPoint{30.5, 40, 16, 0});
}

}  // namespace huidan::core

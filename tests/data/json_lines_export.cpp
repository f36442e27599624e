// The JSON lines of the newer system: UTF-8, the names of INTERFACES, parts and all.

#include <algorithm>
#include <utility>

#include "tests/data/sample_export.hpp"

namespace huidan::sample {
namespace {

std::string json_text(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string member(std::string_view key, const std::string& json) {
  return json_text(key) + ':' + json;
}

/// Systems disagree on whether a quantity or a priority is a number: both occur.
std::string number_or_text(const std::string& value, bool as_number) {
  return as_number ? value : json_text(value);
}

std::string part_json(const server::ImportedPart& part, bool as_number) {
  std::string json = '{' + member("name", json_text(part.name)) + ',' +
                     member("model", json_text(part.model)) + ',' +
                     member("unit", json_text(part.unit)) + ',' +
                     member("qty", number_or_text(part.qty, as_number));
  if (!part.note.empty()) json += ',' + member("note", json_text(part.note));
  return json + '}';
}

std::string parts_json(const std::vector<server::ImportedPart>& parts) {
  std::string json = "[";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) json += ',';
    json += part_json(parts.at(i), i % 2 == 0);
  }
  return json + ']';
}

/// The order without its closing brace; marks in `order` what the line mentions. An empty value is
/// left out, null or "" by turns.
std::string open_json(server::ImportedOrder& order, std::size_t spelling) {
  std::string json = '{' + member("no", json_text(order.no));
  for (const FieldInfo& row : all_fields()) {
    const auto slot = static_cast<std::size_t>(row.field);
    const std::string& value = order.fields.at(slot);
    const bool typed_by_people = row.field <= Field::remarks;
    if (!typed_by_people || (value.empty() && spelling % 3 == 0)) continue;
    order.given.set(slot);
    const std::string empty = spelling % 3 == 1 ? "null" : "\"\"";
    const std::string text =
        row.field == Field::priority ? number_or_text(value, spelling % 2 == 0) : json_text(value);
    json += ',' + member(row.name, value.empty() ? empty : text);
  }
  order.parts_given = !order.parts.empty();
  if (order.parts_given) json += ',' + member("parts", parts_json(order.parts));
  return json;
}

struct Breakage {
  Code code;
  std::string column;
  std::string what;
  void (*order)(server::ImportedOrder&);
  void (*json)(std::string&) = [](std::string&) {};
};

template <Field field>
void clear(server::ImportedOrder& order) {
  order.fields.at(static_cast<std::size_t>(field)).clear();
}

std::vector<Breakage> breakages() {
  constexpr auto kNothing = [](server::ImportedOrder&) {};
  return {
      {Code::bad_json, "", "一行写到一半就断了", kNothing,
       [](std::string& json) { json.resize(json.rfind(":\"")); }},
      {Code::unknown_field, "floor", "没有这个字段：floor", kNothing,
       [](std::string& json) { json.insert(json.size() - 1, R"(,"floor":3)"); }},
      {Code::json_too_deep, "", "方括号套了四十层", kNothing,
       [](std::string& json) {
         json.insert(json.size() - 1, R"(,"deep":)" + std::string(40, '[') + std::string(40, ']'));
       }},
      {Code::bad_number, "parts[2].qty", "第二件设备的数量写成“两个”",
       [](server::ImportedOrder& order) {
         order.parts = {{"光模块", "SFP-LX 10km", "只", "1", {}},
                        {"光跳线", "LC-LC 5m", "根", "两个", {}}};
       }},
      {Code::bad_choice, "priority", "优先级 5",
       [](server::ImportedOrder& order) {
         order.fields.at(static_cast<std::size_t>(Field::priority)) = "5";
       }},
      {Code::too_long, "reporter", "报修人一栏贴进了整段话（超过 400 字节）",
       [](server::ImportedOrder& order) {
         std::string& reporter = order.fields.at(static_cast<std::size_t>(Field::reporter));
         while (reporter.size() <= 400) reporter += "，请转告赵样一";
       }},
      {Code::bad_json, "", "半个代理对：\\ud842", kNothing,
       [](std::string& json) { json.insert(json.rfind('"'), "\\ud842"); }},
      {Code::bad_json, "phone", "phone 出现两次", kNothing,
       [](std::string& json) { json.insert(json.size() - 1, R"(,"phone":"0000-5550000")"); }},
      {Code::missing_value, "description", "没有描述", clear<Field::description>},
      {Code::bad_input, "", "不是对象而是数组", kNothing,
       [](std::string& json) { json = '[' + json + ']'; }},
  };
}

}  // namespace

Export json_lines_export() {
  constexpr std::size_t kBetween = 15;  // good rows from one broken row to the next
  const auto good = make_orders(501, 166, 20261123);
  const auto spare = make_orders(951, 10, 1123);
  const auto ways = breakages();
  Export out;
  out.file_name = "orders-utf8.jsonl";
  std::size_t line = 1;
  const auto write = [&](const std::string& json) {
    out.bytes += json + '\n';
    return line++;
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    server::ImportedOrder order = good.at(i);
    const std::string json = open_json(order, i) + '}';
    order.line = write(json);
    out.orders.push_back(std::move(order));
    if (i == 88) write("");
    const std::size_t way = i / kBetween;
    if (i % kBetween != kBetween - 1 || way >= ways.size()) continue;
    server::ImportedOrder base = spare.at(way);
    base.parts.clear();
    ways.at(way).order(base);
    std::string broken = open_json(base, way) + '}';
    ways.at(way).json(broken);
    const Breakage& breakage = ways.at(way);
    out.broken.push_back({write(broken), breakage.column, breakage.code, breakage.what});
  }
  return out;
}

}  // namespace huidan::sample

// The CSV of the old ticket system: GB18030, its own labels, whatever its people typed.

#include <iconv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "sync/base/catalogue.hpp"
#include "tests/data/sample_export.hpp"

namespace huidan::sample {
namespace {

using Cells = std::vector<std::string>;

constexpr std::array kFields{
    Field::reporter_unit, Field::reported_at, Field::reporter, Field::phone,    Field::service_unit,
    Field::serviced_at,   Field::kind,        Field::category, Field::priority, Field::symptoms,
    Field::description,   Field::occurred_at, Field::contact,  Field::group,    Field::equipment,
    Field::treatment,     Field::test_result, Field::remarks,  Field::language,
};

std::string label(std::string_view name) {
  return std::string(text(Language::zh_hans, "field." + std::string(name)));
}

/// Where a field stands in a row; the number stands first.
std::size_t place_of(Field field) {
  return static_cast<std::size_t>(std::ranges::find(kFields, field) - kFields.begin()) + 1;
}

std::string without_zero(const std::string& two_digits) {
  return two_digits.front() == '0' ? two_digits.substr(1) : two_digits;
}

/// The same time in the spellings that one export mixes.
std::string typed_time(const std::string& canonical, std::size_t spelling) {
  if (canonical.empty()) return {};
  const std::string date = canonical.substr(0, 10);
  if (canonical.substr(17, 2) != "00") {
    return spelling % 2 == 0 ? canonical : date + ' ' + canonical.substr(11, 8);
  }
  const std::string year = canonical.substr(0, 4);
  const std::string month = without_zero(canonical.substr(5, 2));
  const std::string day = without_zero(canonical.substr(8, 2));
  const std::string hour = without_zero(canonical.substr(11, 2));
  const std::string minute = canonical.substr(14, 2);
  switch (spelling % 4) {
    case 0:
      return date + ' ' + canonical.substr(11, 5);
    case 1:
      return year + '/' + month + '/' + day + ' ' + hour + ':' + minute;
    case 2:
      return year + "年" + month + "月" + day + "日 " + hour + "时" + without_zero(minute) + "分";
    default:
      return date + ' ' + hour + "：" + minute;
  }
}

std::string typed(const server::ImportedOrder& order, Field field, std::size_t spelling) {
  const std::string& value = order.fields.at(static_cast<std::size_t>(field));
  if (value.empty()) return {};
  if (info(field).type == FieldType::time) return typed_time(value, spelling);
  if (info(field).type != FieldType::choice) return value;
  const bool bare = field == Field::priority && spelling % 2 == 0;
  const std::string key = "choice." + std::string(name_of(field)) + '.' + value;
  return bare ? value : std::string(text(Language::zh_hans, key));
}

Cells cells_of(const server::ImportedOrder& order, std::size_t spelling) {
  Cells cells{order.no};
  for (const Field field : kFields) cells.push_back(typed(order, field, spelling));
  return cells;
}

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string row_of(const Cells& cells) {
  std::string row;
  for (const std::string& cell : cells) {
    row += quoted(cell);
    row += ',';
  }
  row.pop_back();
  return to_gb18030(row);
}

/// One row that must be refused: what is done to a good row's cells, then to its bytes.
struct Breakage {
  Code code;
  std::string column;
  std::string what;
  void (*cells)(Cells&);
  void (*bytes)(std::string&) = [](std::string&) {};
};

std::vector<Breakage> breakages() {
  constexpr auto kNothing = [](Cells&) {};
  return {
      {Code::bad_choice, label("kind"), "类型“抢险”不是表单上的两种",
       [](Cells& row) { row.at(place_of(Field::kind)) = "抢险"; }},
      {Code::bad_time, label("reported_at"), "报修时间写成“昨天下午三点”",
       [](Cells& row) { row.at(place_of(Field::reported_at)) = "昨天下午三点"; }},
      {Code::bad_time, label("occurred_at"), "2026 年没有 2 月 30 日",
       [](Cells& row) { row.at(place_of(Field::occurred_at)) = "2026-02-30 09:00"; }},
      {Code::missing_value, label("no"), "没有编号", [](Cells& row) { row.front().clear(); }},
      {Code::missing_value, label("reporter_unit"), "没有报修单位",
       [](Cells& row) { row.at(place_of(Field::reporter_unit)) = "　"; }},
      {Code::already_exists, label("no"), "编号与本文件前面的一行相同",
       [](Cells& row) { row.front() = "DL-2026-000104"; }},
      {Code::bad_input, label("description"), "描述中有控制字符（响铃）",
       [](Cells& row) { row.at(place_of(Field::description)) += "告警\x07未复归"; }},
      {Code::bad_row, "", "备注的引号没有收尾", kNothing,
       [](std::string& bytes) { bytes.insert(bytes.rfind(',', bytes.rfind(',') - 1) + 1, "\""); }},
      {Code::bad_row, "", "多出两列",
       [](Cells& row) {
         row.insert(row.end(), {"多余", "又多余"});
       }},
      {Code::bad_encoding, label("symptoms"), "事件特征里半个汉字（截断的 GB18030）",
       [](Cells& row) { row.at(place_of(Field::symptoms)) = "@"; },
       [](std::string& bytes) { bytes.replace(bytes.find(",@,") + 1, 1, "\xCE\xC2\xB6"); }},
  };
}

class Writer {
 public:
  explicit Writer(std::string_view file_name) { out_.file_name = file_name; }

  /// Gives the line the row starts on.
  std::size_t write(const std::string& row) {
    const std::size_t start = line_;
    line_ += static_cast<std::size_t>(std::ranges::count(row, '\n')) + 1;
    out_.bytes += row + "\r\n";
    return start;
  }

  void good(server::ImportedOrder order, std::size_t spelling) {
    order.line = write(row_of(cells_of(order, spelling)));
    for (const Field field : kFields) order.given.set(static_cast<std::size_t>(field));
    for (const Field unknown_here : {Field::intake}) {
      order.fields.at(static_cast<std::size_t>(unknown_here)).clear();
    }
    order.parts.clear();
    out_.orders.push_back(std::move(order));
  }

  void broken(const server::ImportedOrder& order, const Breakage& breakage) {
    Cells cells = cells_of(order, 0);
    breakage.cells(cells);
    std::string row = row_of(cells);
    breakage.bytes(row);
    out_.broken.push_back({write(row), breakage.column, breakage.code, breakage.what});
  }

  [[nodiscard]] Export finish() { return std::move(out_); }

 private:
  Export out_;
  std::size_t line_ = 1;
};

}  // namespace

std::string to_gb18030(std::string_view utf8) {
  const iconv_t converter = ::iconv_open("GB18030", "UTF-8");
  if (std::bit_cast<std::intptr_t>(converter) == -1) throw Failure({Code::internal, "GB18030"});
  std::string source(utf8);
  std::string out(utf8.size() * 2 + 4, '\0');
  char* in = source.data();
  std::size_t in_left = source.size();
  char* to = out.data();
  std::size_t out_left = out.size();
  const std::size_t done = ::iconv(converter, &in, &in_left, &to, &out_left);
  ::iconv_close(converter);
  if (done == static_cast<std::size_t>(-1)) throw Failure({Code::bad_encoding, std::string(utf8)});
  out.resize(out.size() - out_left);
  return out;
}

Export csv_export() {
  constexpr std::size_t kBetween = 16;  // good rows from one broken row to the next
  const auto good = make_orders(101, 164, 20261122);
  const auto spare = make_orders(901, 10, 1122);
  const auto ways = breakages();
  Writer writer("orders-gb18030.csv");
  Cells header{label("no")};
  for (const Field field : kFields) header.push_back(label(name_of(field)));
  writer.write(row_of(header));
  for (std::size_t i = 0; i < good.size(); ++i) {
    writer.good(good.at(i), i);
    if (i == 70) writer.write(std::string(kFields.size(), ','));  // a row of blank cells
    if (i == 120) writer.write("");
    const std::size_t way = i / kBetween;
    if (i % kBetween == kBetween - 1 && way < ways.size()) {
      writer.broken(spare.at(way), ways.at(way));
    }
  }
  return writer.finish();
}

}  // namespace huidan::sample

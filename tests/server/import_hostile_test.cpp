#include <doctest/doctest.h>

#include <array>
#include <set>

#include "sync/base/limits.hpp"
#include "sync/base/random.hpp"
#include "tests/data/sample_export.hpp"
#include "tests/server/import_support.hpp"

namespace huidan::server {
namespace {

constexpr std::uint64_t kSeeds = 400;

/// What must hold of any plan, whatever was read.
void check_plan(const ImportPlan& plan) {
  std::set<std::string> numbers;
  std::size_t line = 0;
  for (const ImportedOrder& order : plan.orders) {
    CHECK(order.line > line);
    line = order.line;
    CHECK(numbers.insert(order.no).second);
    CHECK_FALSE(value(order, Field::reporter_unit).empty());
    CHECK_FALSE(value(order, Field::description).empty());
    for (const FieldInfo& row : all_fields()) {
      const std::string& text = order.fields.at(static_cast<std::size_t>(row.field));
      const auto again = canonical_value(row.field, text);
      REQUIRE(again.ok());
      CHECK(again.value() == text);
    }
  }
  line = 0;
  for (const Refusal& refusal : plan.refused) {
    CHECK(refusal.line >= line);
    line = refusal.line;
  }
}

void read_anything(std::string_view bytes) {
  for (const ImportFormat format : {ImportFormat::csv, ImportFormat::jsonl}) {
    const auto plan = read_import(bytes, format, {}, {});
    if (plan) check_plan(plan.value());
  }
}

std::string random_bytes(Random& chance, std::size_t count) {
  constexpr std::string_view kTempting = "\",;\t\r\n{}[]:\\0\xEF\xBB\xBF\x81\x30\xFF";
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    const bool tempting = chance.pick(2) == 0;
    bytes +=
        tempting ? kTempting[chance.pick(kTempting.size())] : static_cast<char>(chance.pick(256));
  }
  return bytes;
}

/// One cell of a made-up table: canonical already, full of what CSV must quote.
std::string random_text(Random& chance) {
  constexpr std::array<std::string_view, 14> kPieces{"样", "𠮷",   "㛃", "𨭎", ",", ";",  "\t",
                                                     "\"", "\"\"", "\n", "é",  "a", "。", "东岭"};
  std::string text = "始";
  const std::size_t count = chance.pick(12);
  for (std::size_t i = 0; i < count; ++i) text += kPieces.at(chance.pick(kPieces.size()));
  return text + "终";
}

std::string in_quotes(std::string_view cell) {
  std::string out = "\"";
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

TEST_CASE("random bytes are refused or read, never worse") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    SeededRandom chance(seed);
    read_anything(random_bytes(chance, chance.pick(600)));
    read_anything("编号,报修单位,描述\n" + random_bytes(chance, chance.pick(600)));
  }
}

TEST_CASE("a damaged export gives up the damaged rows alone") {
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    CAPTURE(file.file_name);
    const bool is_csv = file.file_name.ends_with(".csv");
    const auto format = is_csv ? ImportFormat::csv : ImportFormat::jsonl;
    const std::size_t header_bytes = is_csv ? file.bytes.find('\n') + 1 : 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      SeededRandom chance(seed);
      std::string bytes = file.bytes;
      for (int hit = 0; hit < 5; ++hit) {
        const std::size_t at = header_bytes + chance.pick(bytes.size() - header_bytes);
        bytes[at] = static_cast<char>(chance.pick(256));
      }
      const auto plan = read_import(bytes, format, {}, {});
      REQUIRE(plan.ok());
      check_plan(plan.value());
      CHECK(plan.value().orders.size() + 10 >= file.orders.size());
    }
  }
}

TEST_CASE("whatever is quoted by the rules comes back as it was") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    SeededRandom chance(seed);
    const std::string separator(1, ",;\t"[chance.pick(3)]);
    const std::string line_end = chance.pick(2) == 0 ? "\n" : "\r\n";
    std::string file = "编号" + separator + "报修单位" + separator + "描述" + line_end;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 1 + chance.pick(8); ++i) {
      texts.push_back(random_text(chance));
      file += "DL-" + std::to_string(i) + separator + "样例站" + separator +
              in_quotes(texts.back()) + line_end;
    }
    const bool in_gb18030 = chance.pick(2) == 0;
    const auto plan = read_csv_text(in_gb18030 ? sample::to_gb18030(file) : file);
    REQUIRE(told(plan).empty());
    CHECK(refusals(plan).empty());
    REQUIRE(plan.value().orders.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CHECK(value(plan.value().orders.at(i), Field::description) == texts.at(i));
    }
  }
}

TEST_CASE("files made to hurt end soon and in a refusal") {
  const std::string header = "编号,报修单位,描述\n";
  const std::size_t big = std::size_t{1} << 20;
  read_anything(std::string(big, '"'));
  read_anything(std::string(big, ','));
  read_anything(std::string(big, '['));
  read_anything(std::string(big, '\0'));
  read_anything(header + std::string(big, '"'));
  read_anything(header + std::string(big, 'x'));
  read_anything(header + "DL-1,甲,\"" + std::string(big, 'x'));
  std::string open_quotes;
  while (open_quotes.size() < big) open_quotes += "\"a\n,\"\n\"\"\"\n";
  read_anything(header + open_quotes);

  std::string rows = header;
  for (std::size_t i = 0; i <= limits::kImportRows_max; ++i) rows += "x\n";
  CHECK(told(read_csv_text(rows)) == "too_many 100000");
}

TEST_CASE("progress goes forward, to the end and not too often") {
  for (const auto& file : {sample::csv_export(), sample::json_lines_export()}) {
    const auto format = file.file_name.ends_with(".csv") ? ImportFormat::csv : ImportFormat::jsonl;
    std::vector<std::size_t> told_bytes;
    const auto plan = read_import(file.bytes, format, {}, [&](std::size_t done, std::size_t total) {
      CHECK(total == file.bytes.size());
      told_bytes.push_back(done);
    });
    REQUIRE(plan.ok());
    CHECK(told_bytes.size() > 20);
    CHECK(told_bytes.size() <= limits::kImportProgress_parts + 1);
    for (std::size_t i = 1; i < told_bytes.size(); ++i) {
      CHECK(told_bytes.at(i) > told_bytes.at(i - 1));
    }
    CHECK(told_bytes.back() == file.bytes.size());
  }
}

}  // namespace huidan::server

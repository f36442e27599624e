#include "sync/model/field.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "sync/base/limits.hpp"

namespace huidan {
namespace {

struct Typed {
  std::string_view name;
  Field field;
  std::string_view typed;
  std::string_view canonical;
};

struct Refused {
  std::string_view name;
  Field field;
  std::string_view typed;
  Code code;
  std::string_view detail;
};

}  // namespace

TEST_CASE("the table names every field once, at its own place") {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const FieldInfo& row = all_fields().at(i);
    CAPTURE(row.name);
    CHECK(static_cast<std::size_t>(row.field) == i);
    CHECK(field_from_name(row.name) == row.field);
    CHECK(name_of(row.field) == row.name);
    CHECK((row.type == FieldType::choice) == !row.choices.empty());
  }
  CHECK_FALSE(field_from_name(""));
  CHECK_FALSE(field_from_name("Kind"));
  CHECK_FALSE(field_from_name("parts"));
}

TEST_CASE("the times of a journey belong to a visit, everything else to the order") {
  for (const FieldInfo& row : all_fields()) {
    CAPTURE(row.name);
    const bool of_visit = row.field == Field::departed_at || row.field == Field::arrived_at ||
                          row.field == Field::restored_at || row.field == Field::completed_at;
    CHECK((row.level == Level::visit) == of_visit);
  }
}

TEST_CASE("what somebody typed becomes one canonical text") {
  constexpr std::array rows{
      Typed{"trimmed", Field::reporter, "  Sample Person \t", "Sample Person"},
      Typed{"ideographic space", Field::reporter, "\u3000样例\u3000人\u3000", "样例\u3000人"},
      Typed{"outside the BMP", Field::reporter, "𠮷田", "𠮷田"},
      Typed{"Windows line ends", Field::treatment, "one\r\ntwo\r\n", "one\ntwo"},
      Typed{"tab kept in a text", Field::treatment, "a\tb", "a\tb"},
      Typed{"empty is not known", Field::kind, "", ""},
      Typed{"blank is not known", Field::reported_at, " \u3000 ", ""},
      Typed{"choice", Field::kind, " repair ", "repair"},
      Typed{"priority", Field::priority, "4", "4"},
      Typed{"status", Field::status, "cannot_continue", "cannot_continue"},
      Typed{"time", Field::arrived_at, "2026-11-22t09:05:00Z", "2026-11-22T09:05:00+00:00"},
      Typed{"already canonical", Field::arrived_at, "2026-11-22T09:05:00+08:00",
            "2026-11-22T09:05:00+08:00"},
  };
  for (const Typed& row : rows) {
    CAPTURE(row.name);
    const auto value = canonical_value(row.field, row.typed);
    REQUIRE(value.ok());
    CHECK(value.value() == row.canonical);
    CHECK(canonical_value(row.field, value.value()).value() == row.canonical);
  }
}

TEST_CASE("what may not stand in a field is refused by its code and names the field") {
  constexpr std::array rows{
      Refused{"not UTF-8", Field::remarks, "\xB1\xE0", Code::bad_utf8, ""},
      Refused{"escape", Field::remarks, "a\x1B[2J", Code::bad_input, "control_character"},
      Refused{"C1", Field::reporter, "a\xC2\x9B", Code::bad_input, "control_character"},
      Refused{"a line has one line", Field::reporter, "a\nb", Code::bad_input, "line_break"},
      Refused{"no such choice", Field::kind, "Repair", Code::bad_choice, "Repair"},
      Refused{"priority 5", Field::priority, "5", Code::bad_choice, "5"},
      Refused{"priority 01", Field::priority, "01", Code::bad_choice, "01"},
      Refused{"a label is no choice", Field::test_result, "正常", Code::bad_choice, "正常"},
      Refused{"no offset", Field::reported_at, "2026-11-22T09:05:00", Code::bad_time,
              "2026-11-22T09:05:00"},
      Refused{"no such day", Field::restored_at, "2026-02-30T09:05:00+08:00", Code::bad_time,
              "2026-02-30T09:05:00+08:00"},
  };
  for (const Refused& row : rows) {
    CAPTURE(row.name);
    const auto value = canonical_value(row.field, row.typed);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error() ==
          Error{row.code, std::string(row.detail), std::string(name_of(row.field))});
  }
}

TEST_CASE("a field is full at its limit and refuses one byte more, naming the limit") {
  struct Row {
    Field field;
    std::size_t limit_bytes;
  };

  constexpr std::array rows{Row{Field::phone, limits::kLine_bytes},
                            Row{Field::description, limits::kText_bytes}};
  for (const Row& row : rows) {
    CAPTURE(name_of(row.field));
    const std::string full(row.limit_bytes, 'x');
    CHECK(canonical_value(row.field, full).value() == full);
    CHECK(canonical_value(row.field, " " + full + "\n").value() == full);
    const auto refused = canonical_value(row.field, full + 'x');
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::too_long);
    CHECK(refused.error().detail == std::to_string(row.limit_bytes));
    CHECK(refused.error().field == name_of(row.field));
  }
}

TEST_CASE("a quantity is a plain decimal in one spelling") {
  struct Row {
    std::string_view typed;
    std::string_view canonical;  // empty: refused
  };

  constexpr std::array rows{
      Row{"2", "2"},
      Row{" 2 ", "2"},
      Row{"2.0", "2"},
      Row{"0.50", "0.5"},
      Row{"007", "7"},
      Row{"0", "0"},
      Row{"0.0", "0"},
      Row{"00.10", "0.1"},
      Row{"100", "100"},
      Row{"12.5", "12.5"},
      Row{"123456789012", "123456789012"},
      Row{"1234567890.12", "1234567890.12"},
      Row{"", ""},
      Row{".5", ""},
      Row{"5.", ""},
      Row{".", ""},
      Row{"1.2.3", ""},
      Row{"-1", ""},
      Row{"+1", ""},
      Row{"1e3", ""},
      Row{"1,000", ""},
      Row{"1 0", ""},
      Row{"２", ""},
      Row{"1234567890123", ""},
      Row{"0.1234567890123", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto quantity = canonical_quantity(row.typed);
    CHECK(quantity.ok() == !row.canonical.empty());
    if (quantity) CHECK(quantity.value() == row.canonical);
    if (!quantity) CHECK(quantity.error().code == Code::bad_number);
    if (!quantity) CHECK(quantity.error().field == "qty");
  }
}

TEST_CASE("lines and texts of rows beside the fields carry the caller's name into the error") {
  CHECK(canonical_line("model", " S11-400 ").value() == "S11-400");
  CHECK(canonical_text("text", "one\r\n\ttwo ").value() == "one\n\ttwo");
  CHECK(canonical_line("model", "a\nb").error() == Error{Code::bad_input, "line_break", "model"});
  CHECK(canonical_text("text", "\xFF").error() == Error{Code::bad_utf8, "", "text"});
}

}  // namespace huidan

#include "sync/core/json.hpp"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "sync/base/limits.hpp"
#include "sync/base/random.hpp"

namespace huidan::core {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string nested(std::size_t depth) {
  return repeated("[", depth) + repeated("]", depth);
}

/// "key=raw|…" of an object, "bad_json" when it was refused.
std::string split(std::string_view text) {
  const auto members = split_object(text);
  if (!members) return std::string(code_name(members.error().code));
  std::string out;
  for (const auto& [key, raw] : members.value()) {
    out += std::string(key) + '=' + std::string(raw) + '|';
  }
  return out;
}

std::string cut(std::string_view text) {
  const auto values = split_array(text);
  if (!values) return std::string(code_name(values.error().code));
  std::string out;
  for (const std::string_view raw : values.value()) out += std::string(raw) + '|';
  return out;
}

/// Bytes that JSON is made of, mostly; now and then any byte at all.
std::string random_text(SeededRandom& random) {
  constexpr std::string_view kLikely = "{}[]\",:\\ 01.e-truefalsn\n\t";
  std::string text;
  const std::uint64_t size = random.pick(60);
  for (std::uint64_t i = 0; i < size; ++i) {
    const bool any = random.pick(20) == 0;
    text += any ? static_cast<char>(random.pick(256)) : kLikely[random.pick(kLikely.size())];
  }
  return text;
}

}  // namespace

TEST_CASE("brackets count towards the depth only outside of strings") {
  constexpr auto kMost = static_cast<std::size_t>(limits::kJsonDepth_max);

  struct Row {
    std::string_view name;
    std::string text;
    bool fine;
  };

  const std::array rows{
      Row{"empty", "", true},
      Row{"as deep as may be", nested(kMost), true},
      Row{"one deeper", nested(kMost + 1), false},
      Row{"objects count too", repeated("{\"a\":", kMost + 1), false},
      Row{"brackets in a string", '"' + repeated("[", 1000) + '"', true},
      Row{"behind an escaped quote", "\"\\\"" + repeated("[", 1000) + '"', true},
      Row{"an escaped backslash ends the string", "\"\\\\\"" + repeated("[", kMost + 1), false},
      Row{"wide is not deep", '[' + repeated("[],", 10000) + "[]]", true},
      Row{"a string that never closes", '"' + repeated("[", 1000), true},
      Row{"100,000 brackets", repeated("[", 100000), false},
      Row{"closed ones first do not buy depth", repeated("]", 1000) + repeated("[", kMost + 1),
          false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto shallow = check_depth(row.text);
    CHECK(shallow.ok() == row.fine);
    if (!shallow) CHECK(shallow.error() == Error{Code::json_too_deep, "32"});
  }
}

TEST_CASE("a raw slice is a whole number, or it is none") {
  CHECK(whole_number("0") == 0);
  CHECK(whole_number("-7") == -7);
  CHECK(whole_number("9007199254740991") == 9007199254740991);
  for (const std::string_view raw :
       {"", "-", "1.0", "1e3", " 1", "1 ", "\"1\"", "null", "9007199254740992", "-9007199254740992",
        "99999999999999999999"}) {
    CAPTURE(raw);
    CHECK_FALSE(whole_number(raw).has_value());
  }
}

TEST_CASE("a string ends at its quote, wherever it falls") {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string plain(size, 'x');
    CHECK(cut("[\"" + plain + "\",1]") == '"' + plain + "\"|1|");
    CHECK(cut("[\"" + plain + "\\\"\",1]") == '"' + plain + "\\\"\"|1|");
    CHECK(cut("[\"" + plain + "\\\\\",1]") == '"' + plain + "\\\\\"|1|");
    CHECK(cut("[\"" + plain + "#\",1]") == '"' + plain + "#\"|1|");  // one bit beside a quote
  }
}

TEST_CASE("JSON from outside is refused by its code") {
  struct Row {
    std::string_view name;
    std::string text;
    Error error;
  };

  const std::array rows{
      Row{"nothing", "", {Code::bad_json}},
      Row{"cut", R"({"a":)", {Code::bad_json}},
      Row{"two documents", "{} {}", {Code::bad_json}},
      Row{"a comment", "{/*no*/}", {Code::bad_json}},
      Row{"a trailing comma", "[1,]", {Code::bad_json}},
      Row{"a key twice", R"({"a":1,"a":2})", {Code::bad_json, "duplicate_key"}},
      Row{"a key twice, once escaped", R"({"a":1,"\u0061":2})", {Code::bad_json, "duplicate_key"}},
      Row{"a key twice further in", R"([{"b":{"a":1,"a":1}}])", {Code::bad_json, "duplicate_key"}},
      Row{"a lone high surrogate", R"(["\ud842"])", {Code::bad_json}},
      Row{"a lone low surrogate", R"(["\udfb7"])", {Code::bad_json}},
      Row{"a number beyond double", "[1e999]", {Code::bad_json}},
      Row{"NaN", "[NaN]", {Code::bad_json}},
      Row{"Infinity", "[Infinity]", {Code::bad_json}},
      Row{"a leading zero", "[01]", {Code::bad_json}},
      Row{"a raw control character", "[\"\x01\"]", {Code::bad_json}},
      Row{"a raw NUL", std::string("[\"\0\"]", 5), {Code::bad_json}},
      Row{"a NUL behind it", std::string("[]\0", 3), {Code::bad_json}},
      Row{"more behind a NUL", std::string("[]\0[]", 5), {Code::bad_json}},
      Row{"an overlong form", "[\"\xC0\xAF\"]", {Code::bad_utf8}},
      Row{"a raw surrogate", "[\"\xED\xA1\x82\"]", {Code::bad_utf8}},
      Row{"a cut character", "[\"\xE5\xB7\"]", {Code::bad_utf8}},
      Row{"too deep", nested(33), {Code::json_too_deep, "32"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto parsed = parse_json(row.text);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error() == row.error);
  }
}

TEST_CASE("JSON that is fine keeps every character") {
  CHECK(parse_json(R"(["\ud842\udfb7"])").value()[0] == "𠮷");
  CHECK(parse_json("[\"𠮷田，张㛃\"]").value()[0] == "𠮷田，张㛃");
  CHECK(parse_json(R"([{"a":1},{"a":2}])").ok());  // the same key in two objects
  CHECK(parse_json(R"({"a":{"a":1}})").ok());
  CHECK(parse_json(" \r\n\t[] ").ok());
}

TEST_CASE("whole numbers are taken within ±(2^53 − 1) and nothing else is one") {
  struct Row {
    const char* text;
    std::optional<std::int64_t> value;
  };

  constexpr std::int64_t kMost = 9007199254740991;
  constexpr std::array rows{
      Row{"0", 0},
      Row{"-1", -1},
      Row{"9007199254740991", kMost},
      Row{"-9007199254740991", -kMost},
      Row{"9007199254740992", std::nullopt},
      Row{"-9007199254740992", std::nullopt},
      Row{"9223372036854775807", std::nullopt},
      Row{"-9223372036854775808", std::nullopt},
      Row{"18446744073709551615", std::nullopt},
      Row{"18446744073709551616", std::nullopt},
      Row{"1.0", std::nullopt},
      Row{"1e3", std::nullopt},
      Row{"\"1\"", std::nullopt},
      Row{"true", std::nullopt},
      Row{"null", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto object = parse_json(std::string(R"({"n":)") + row.text + '}');
    REQUIRE(object.ok());
    CHECK(integer_at(object.value(), "n") == row.value);
    CHECK(integer_at(object.value(), "m") == std::nullopt);
  }
}

TEST_CASE("an object is cut into raw members") {
  struct Row {
    const char* text;
    std::string_view want;
  };

  constexpr std::array rows{
      Row{"{}", ""},
      Row{" { } ", ""},
      Row{R"({"a":1})", "a=1|"},
      Row{R"( {"a" : 1 , "b":[1, {"c":2}] } )", R"(a=1|b=[1, {"c":2}]|)"},
      Row{R"({"a":"},{\"","b":null})", R"(a="},{\""|b=null|)"},
      Row{R"({"a":{},"b":[]})", "a={}|b=[]|"},
      Row{R"({"a":-1.5e3,"b":true})", "a=-1.5e3|b=true|"},
      Row{"", "bad_json"},
      Row{"{", "bad_json"},
      Row{"}", "bad_json"},
      Row{"[]", "bad_json"},
      Row{"{]", "bad_json"},
      Row{"{,}", "bad_json"},
      Row{"{a:1}", "bad_json"},
      Row{R"({"a"})", "bad_json"},
      Row{R"({"a":})", "bad_json"},
      Row{R"({"a"1})", "bad_json"},
      Row{R"({"a":1,})", "bad_json"},
      Row{R"({"a":1, })", "bad_json"},
      Row{R"({"a":1 "b":2})", "bad_json"},
      Row{R"({"a":1,,"b":2})", "bad_json"},
      Row{R"({"a":"never closed})", "bad_json"},
      Row{R"({"a":[1})", "bad_json"},
      Row{R"({"a":1}})", "bad_json"},
      Row{R"({"a":]})", "bad_json"},
      Row{R"({"a\)", "bad_json"},
      Row{R"({"a":"\)", "bad_json"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(split(row.text) == row.want);
  }
}

TEST_CASE("an array is cut into raw elements") {
  struct Row {
    const char* text;
    std::string_view want;
  };

  constexpr std::array rows{
      Row{"[]", ""},
      Row{"[ ]", ""},
      Row{R"([{"a":"]"},{}])", R"({"a":"]"}|{}|)"},
      Row{"[1,2 , 3]", "1|2|3|"},
      Row{R"(["a,b","c\\"])", R"("a,b"|"c\\"|)"},
      Row{"[1,]", "bad_json"},
      Row{"[1, ]", "bad_json"},
      Row{"[,1]", "bad_json"},
      Row{"[{}{}]", "bad_json"},
      Row{"[{]", "bad_json"},
      Row{"[", "bad_json"},
      Row{"[[]", "bad_json"},
      Row{"[]]", "bad_json"},
      Row{"{}", "bad_json"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(cut(row.text) == row.want);
  }
}

TEST_CASE("hostile text neither breaks nor fools the cutting (seeded)") {
  SeededRandom random(20261122);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random);
    CAPTURE(text);
    const bool shallow = check_depth(text).ok();
    const auto parsed = parse_json(text);
    const auto members = split_object(text);
    const auto values = split_array(text);
    if (!parsed) continue;
    CHECK(shallow);
    // What is JSON is cut, and each slice is the JSON of its element.
    if (parsed.value().is_object()) {
      REQUIRE(members.ok());
      CHECK(members.value().size() == parsed.value().size());
    }
    if (parsed.value().is_array()) {
      REQUIRE(values.ok());
      REQUIRE(values.value().size() == parsed.value().size());
      for (std::size_t k = 0; k < values.value().size(); ++k) {
        CHECK(parse_json(values.value()[k]).value() == parsed.value()[k]);
      }
    }
  }
}

TEST_CASE("a random document is cut at every level into what it was made of (seeded)") {
  SeededRandom random(7);
  for (int i = 0; i < 500; ++i) {
    nlohmann::json object = nlohmann::json::object();
    const std::uint64_t size = random.pick(6);
    for (std::uint64_t k = 0; k < size; ++k) {
      object["k" + std::to_string(k)] = {random.pick(2) == 0, random.pick(1000),
                                         "a]}\"\\,:{[" + std::to_string(k)};
    }
    const std::string text = object.dump(static_cast<int>(random.pick(3)) - 1);
    const auto members = split_object(text);
    REQUIRE(members.ok());
    CHECK(members.value().size() == object.size());
    for (const auto& [key, raw] : members.value()) {
      CHECK(parse_json(raw).value() == object[std::string(key)]);
      CHECK(member(members.value(), key) == raw);
      CHECK(split_array(raw).value().size() == 3);
    }
    CHECK(member(members.value(), "none").empty());
  }
}

TEST_CASE("text for JSON is quoted, and bytes that are no text are replaced") {
  CHECK(json_quoted("a\"b\\c\n") == R"("a\"b\\c\n")");
  CHECK(json_quoted("𠮷") == "\"𠮷\"");
  CHECK(json_quoted("\xFF") == "\"\xEF\xBF\xBD\"");
}

}  // namespace huidan::core

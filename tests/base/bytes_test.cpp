#include "sync/base/bytes.hpp"

#include <doctest/doctest.h>

#include <array>

namespace huidan {

TEST_CASE("hex is lower case, two digits a byte, and nothing else is read") {
  CHECK(to_hex(std::string_view("\x00\x0f\xa5\xff", 4)) == "000fa5ff");
  CHECK(to_hex("").empty());
  CHECK(from_hex("000fa5ff") == std::string("\x00\x0f\xa5\xff", 4));
  CHECK(from_hex("") == std::string());
  for (const std::string_view bad : {"0", "0g", "A5", " a5", "a5 ", "0x"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_hex(bad));
  }
}

TEST_CASE("base64 gives the vectors of RFC 4648 both ways") {
  struct Row {
    std::string_view bytes;
    std::string_view text;
  };

  constexpr std::array rows{
      Row{"", ""},
      Row{"f", "Zg=="},
      Row{"fo", "Zm8="},
      Row{"foo", "Zm9v"},
      Row{"foob", "Zm9vYg=="},
      Row{"fooba", "Zm9vYmE="},
      Row{"foobar", "Zm9vYmFy"},
      Row{"\xff\xfe\xfd", "//79"},
      Row{"\xfb\xef\xbe", "++++"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(to_base64(row.bytes) == row.text);
    CHECK(from_base64(row.text) == std::string(row.bytes));
  }
}

TEST_CASE("base64 has one spelling: every other one is refused") {
  for (const std::string_view bad :
       {"Zg", "Zg=", "Zg===", "Z", "Zm9v\n", "Zm 9v",
        "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "-_-_", "Zm9vZg=a", "=Zg=", "Zm=v"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_base64(bad));
  }
}

TEST_CASE("UTF-8 is what Unicode's table 3-7 says, no more") {
  struct Row {
    std::string_view name;
    std::string_view text;
    bool well_formed;
  };

  constexpr std::array rows{
      Row{"ASCII", "a", true},
      Row{"NUL", std::string_view("\0", 1), true},
      Row{"first of two bytes", "\xC2\x80", true},
      Row{"first of three bytes", "\xE0\xA0\x80", true},
      Row{"last before the surrogates", "\xED\x9F\xBF", true},
      Row{"first after the surrogates", "\xEE\x80\x80", true},
      Row{"first of four bytes", "\xF0\x90\x80\x80", true},
      Row{"U+20BB7", "\xF0\xA0\xAE\xB7", true},
      Row{"U+10FFFF", "\xF4\x8F\xBF\xBF", true},
      Row{"overlong slash in two", "\xC0\xAF", false},
      Row{"overlong in two", "\xC1\xBF", false},
      Row{"overlong in three", "\xE0\x9F\xBF", false},
      Row{"overlong in four", "\xF0\x8F\xBF\xBF", false},
      Row{"high surrogate", "\xED\xA0\x80", false},
      Row{"low surrogate", "\xED\xBF\xBF", false},
      Row{"above U+10FFFF", "\xF4\x90\x80\x80", false},
      Row{"five bytes", "\xF8\x88\x80\x80\x80", false},
      Row{"lone continuation", "\x80", false},
      Row{"cut in two", "\xC3", false},
      Row{"cut in three", "\xE4\xB8", false},
      Row{"cut in four", "\xF0\xA0\xAE", false},
      Row{"lead in place of a continuation", "\xE4\xC3\xA9", false},
      Row{"GB18030 bytes", "\xB1\xE0\xBA\xC5", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(is_utf8(row.text) == row.well_formed);
  }
}

TEST_CASE("a code point survives the way to UTF-8 and back at each length") {
  for (const char32_t code : {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\x56DE',
                              U'\xFFFD', U'\x10000', U'\x20BB7', U'\x10FFFF'}) {
    CAPTURE(static_cast<std::uint32_t>(code));
    std::string text;
    append_utf8(text, code);
    CHECK(is_utf8(text));
    std::size_t at = 0;
    CHECK(next_code_point(text, at) == code);
    CHECK(at == text.size());
  }
}

TEST_CASE("control characters are seen in all three blocks, tab and newline are not counted") {
  for (const std::string_view plain : {"", "line\n\ttab", "\xC2\xA0", "\xE5\x9B\x9E\xE5\x8D\x95"}) {
    CAPTURE(plain);
    CHECK_FALSE(has_control_character(plain));
  }
  for (const std::string_view bad :
       {std::string_view("a\0b", 3), std::string_view("\x1B[2J"), std::string_view("\r"),
        std::string_view("\x7F"), std::string_view("\xC2\x80"), std::string_view("\xC2\x9F")}) {
    CAPTURE(to_hex(bad));
    CHECK(has_control_character(bad));
  }
}

TEST_CASE("trimming takes white space of both scripts off both ends and none from the middle") {
  CHECK(trimmed("  a b\t\r\n") == "a b");
  CHECK(trimmed("\xE3\x80\x80 \xE5\x9B\x9E\xE3\x80\x80\xE5\x8D\x95 \xE3\x80\x80") ==
        "\xE5\x9B\x9E\xE3\x80\x80\xE5\x8D\x95");
  CHECK(trimmed(" \xE3\x80\x80\n").empty());
  CHECK(trimmed("").empty());
}

}  // namespace huidan

#include "sync/model/sheet_code.hpp"

#include <doctest/doctest.h>

#include <array>

namespace huidan {

TEST_CASE("a sheet's code says order, copy, print and content, and is read as it was written") {
  const std::string hash = "0123456789abcdef";
  const std::array codes{SheetCode{"WX-20261122-0001", "customer", 1, hash},
                         SheetCode{"WX-20261122-0001", "desk", 1, hash},
                         SheetCode{"东:1:D", "desk", 500, hash},
                         SheetCode{"W:S0123456789ab", "customer", 2, hash, "a1b2c3d4e5f6"}};
  const std::array<std::string_view, 4> texts{"WO1:WX-20261122-0001:C:0123456789abcdef",
                                              "WO1:WX-20261122-0001:D:0123456789abcdef",
                                              "WO1:东:1:D:D500:0123456789abcdef",
                                              "WO1:W:S0123456789ab:C2:0123456789abcdef"
                                              ":Sa1b2c3d4e5f6"};
  for (std::size_t i = 0; i < codes.size(); ++i) {
    CHECK(sheet_code_text(codes.at(i)) == texts.at(i));
    const auto read = read_sheet_code(texts.at(i));
    REQUIRE(read.ok());
    CHECK(read.value() == codes.at(i));
  }
  CHECK(read_sheet_code(" WO1:W:D1:0123456789abcdef\r\n").value().print == 1);
}

TEST_CASE("what is no code of a sheet is refused, whatever it is") {
  for (const std::string_view text : {"",
                                      "WO1:",
                                      "WO1::::",
                                      "WO1::D:0123456789abcdef",
                                      "WO1:N:D:0123456789abcde",
                                      "WO1:N:D:0123456789ABCDEF",
                                      "WO1:N:E:0123456789abcdef",
                                      "WO1:N:D0:0123456789abcdef",
                                      "WO1:N:D501:0123456789abcdef",
                                      "WO1:N:D-1:0123456789abcdef",
                                      "WO1:N:D1x:0123456789abcdef",
                                      "WO1:N:D99999999999999999999:0123456789abcdef",
                                      "WO1:0123456789abcdef",
                                      "https://a.b/c",
                                      "WO1:\xff:D:0123456789abcdef",
                                      "WO1",
                                      "WO1:D:0123456789abcdef",
                                      "WO1:N:D:0123456789abcdef:S",
                                      "WO1:N:D:0123456789abcdef:Sa1b2c3d4e5f",
                                      "WO1:N:D:0123456789abcdef:SA1B2C3D4E5F6",
                                      "WO1:N:D:0123456789abcdef:a1b2c3d4e5f6",
                                      "WO1:N:D:0123456789abcdef:Sa1b2c3d4e5f6:Sa1b2c3d4e5f6",
                                      "WO1:N:D:Sa1b2c3d4e5f6"}) {
    CAPTURE(text);
    const auto read = read_sheet_code(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == Code::bad_sheet);
  }
  CHECK_FALSE(read_sheet_code("WO1:" + std::string(401, 'N') + ":D:0123456789abcdef").ok());
}

TEST_CASE("a signature is short by its first digits, and what is none has none") {
  CHECK(short_signature("AQIDBAUGBwg=") == "010203040506");
  CHECK(short_signature("").empty());
  CHECK(short_signature("no base64").empty());
}

}  // namespace huidan

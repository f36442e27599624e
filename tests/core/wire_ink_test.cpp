#include "sync/core/wire_ink.hpp"

#include <doctest/doctest.h>

#include <array>

#include "sync/base/limits.hpp"
#include "sync/core/canon.hpp"

namespace huidan::core {
namespace {

struct File {
  std::string_view name;
  std::string text;
};

std::string strokes_file(std::string_view strokes) {
  return R"({"w":600,"h":200,"strokes":)" + std::string(strokes) + '}';
}

/// So many points, each a little further.
std::string long_stroke(int points) {
  std::string text = "[[";
  for (int i = 0; i < points; ++i) {
    const std::string at = std::to_string(i % 600);
    text += (i == 0 ? "[" : ",[") + at + ',' + at + ']';
  }
  return strokes_file(text + "]]");
}

}  // namespace

TEST_CASE("ink comes out of its columns as it went in, byte for byte") {
  const std::array<File, 16> files{
      {{"one point", strokes_file("[[[10,20,0]]]")},
       {"no pressure, no time", strokes_file("[[[10,20],[11,22]]]")},
       {"pressure", strokes_file("[[[10,20,0,0.5],[11,22,16,0.625],[11,23,33,1]]]")},
       {"it goes back", strokes_file("[[[500,190,0],[3,1,16],[500,190,17]],[[0,0,900]]]")},
       {"beyond the canvas", strokes_file("[[[-600,-200,0],[1200,400,1000000000]]]")},
       {"parts of a dot", strokes_file("[[[10.25,-0.5,0],[-10.125,0,16.7]]]")},
       {"a canvas of parts", R"({"w":600.5,"h":0.25,"strokes":[[[1,2]]]})"},
       {"a stroke of nothing", strokes_file("[[],[[1,2,3]],[]]")},
       {"no stroke", strokes_file("[]")},
       {"one number a point", strokes_file("[[[1],[2]]]")},
       {"the largest number", strokes_file("[[[1000000000000000,-1000000000000000]]]")},
       {"from one end to the other",
        strokes_file("[[[500000000000000,0],[-500000000000000,0],[500000000000000,0]]]")},
       {"nine decimals", strokes_file("[[[0.123456789,-0.000000001]]]")},
       {"as many points as an ink may have", long_stroke(limits::kStrokePoints_max)},
       {"negative sizes", R"({"w":-1,"h":-200,"strokes":[[[1,2]]]})"},
       {"a long way in small steps", long_stroke(500)}}};
  for (const File& file : files) {
    CAPTURE(file.name);
    const auto packed = pack_ink(file.text);
    REQUIRE(packed.has_value());
    CHECK(unpack_ink(*packed).value() == file.text);
  }
  CHECK(pack_ink(files[15].text)->size() * 4 < files[15].text.size());
}

TEST_CASE("a strokes file written otherwise travels as it is") {
  const std::array<File, 21> files{
      {{"spaces", R"({"w": 600,"h":200,"strokes":[[[1,2]]]})"},
       {"another order", R"({"h":200,"strokes":[[[1,2]]],"w":600})"},
       {"more members", R"({"w":600,"h":200,"strokes":[[[1,2]]],"dpi":96})"},
       {"something behind", strokes_file("[[[1,2]]]") + "\n"},
       {"points of unlike length", strokes_file("[[[1,2,3],[1,2]]]")},
       {"points that grow", strokes_file("[[[1,2],[1,2,3]]]")},
       {"five numbers", strokes_file("[[[1,2,3,0,5]]]")},
       {"a point of none", strokes_file("[[[]]]")},
       {"an exponent", strokes_file("[[[1e2,2]]]")},
       {"a zero behind", strokes_file("[[[1.50,2]]]")},
       {"a zero before", strokes_file("[[[01,2]]]")},
       {"nothing below zero", strokes_file("[[[-0,2]]]")},
       {"a plus", strokes_file("[[[+1,2]]]")},
       {"ten decimals", strokes_file("[[[0.1234567891,2]]]")},
       {"too large", strokes_file("[[[1000000000000001,2]]]")},
       {"too large with its decimals", strokes_file("[[[100000000000000,2],[0.25,2]]]")},
       {"a step that is too large", strokes_file("[[[1000000000000000],[-1000000000000000]]]")},
       {"one point more than an ink may have", long_stroke(limits::kStrokePoints_max + 1)},
       {"no bracket", R"({"w":600,"h":200,"strokes":[[[1,2]])"},
       {"no number", strokes_file("[[[1,]]]")},
       {"nothing", ""}}};
  for (const File& file : files) {
    CAPTURE(file.name);
    CHECK_FALSE(pack_ink(file.text).has_value());
  }
}

TEST_CASE("columns that are none are refused with a code, whatever they promise") {
  struct Row {
    std::string_view name;
    std::string packed;
    Code code = Code::bad_strokes;
  };

  const std::string many(limits::kStrokes_bytes, 'A');
  const std::array<Row, 19> rows{{{"nothing", ""},
                                  {"no strokes", "AwlBgM"},
                                  {"one column too many", "AAA.C.AA.AA.AA.AA.AA"},
                                  {"a letter that is none", "AAA.C.A!.AA"},
                                  {"a number cut off", "AAA.C.AA.Ag"},
                                  {"a number without end", "AAA.C.AA.Agggggggggggg"},
                                  {"more places than there are", "AAA.C.UA.AA"},
                                  {"fewer than no places", "AAA.C.BA.AA"},
                                  {"a canvas of one side", "AA.C.AA.AA"},
                                  {"a canvas of three sides", "AAAA.C.AA.AA"},
                                  {"a canvas beyond all", "AggggggggggPA.C.AA.AA"},
                                  {"fewer points than said", "AAA.E.AA.AAA"},
                                  {"more points than said", "AAA.C.AAA.AA"},
                                  {"fewer than no points", "AAA.B.A.A"},
                                  {"points without columns", "AAA.C"},
                                  {"more points than an ink may have", "AAA.-_____P.A"},
                                  {"points beyond counting", "AAA.g________P.A.A"},
                                  {"a step beyond all", "AAA.C.AggggggggggP.AA"},
                                  {"more than a strokes file may say", "AAA." + many}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto ink = unpack_ink(row.packed);
    REQUIRE_FALSE(ink.ok());
    CHECK(ink.error().code == row.code);
    CHECK(ink.error().field == "strokes");
  }
  // Short to say, long to write: every stroke of nothing is two brackets and a comma.
  CHECK(unpack_ink("AAA." + many.substr(0, many.size() / 2)).error().code == Code::too_large);
}

}  // namespace huidan::core

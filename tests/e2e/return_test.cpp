// S2-7.5 with the real programs: printed, carried, scanned askew and dirty, registered.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"
#include "tests/support/scanned.hpp"

namespace huidan::e2e {
namespace {

struct Slips : Ready {
  const Desk& d = site.desk;
  const Laptop& l = site.laptop;
  const std::string& no = site.nos[0];

  std::string print(const Program& on, const std::string& copies, bool blank = false) {
    const std::string pdf = (folder.path() / "form.pdf").string();
    Words words{"print", no, "--copies", copies, "--out", pdf};
    if (blank) words.emplace_back("--blank");
    static_cast<void>(on.does(words));
    return pdf;
  }

  /// The page at 150 dpi, 2 degrees askew, with noise.
  std::string scan(const std::string& pdf, std::uint64_t seed) {
    const std::string stem = (folder.path() / "page").string();
    REQUIRE(test::run({"pdftoppm", "-r", "150", "-gray", "-singlefile", pdf, stem}).exit == 0);
    test::Scanner scanner;
    scanner.seed = seed;
    scanner.degrees = seed % 2 == 0 ? 2 : -2;
    const std::string dirty = test::scanned(read_bytes(stem + ".pgm"), scanner);
    return file("dirty.pgm", dirty);
  }

  json sheet(const json& order, const std::string& copy, int print) {
    for (const json& each : order["copies"]) {
      if (each["copy"] == copy && each["print"] == print) return each;
    }
    return {};
  }
};

}  // namespace

TEST_CASE_FIXTURE(Slips, "first print, blank and reprint come home by an image of each") {
  int print = 0;
  for (const bool blank : {true, false, false}) {
    const std::string image =
        scan(this->print(l, "both", blank), static_cast<std::uint64_t>(print));
    ++print;
    static_cast<void>(l.does({"sync"}));
    CHECK(sheet(d.does({"order", "show", no}), "desk", print)["holder"] == "engineer1");
    const json order = d.does({"return", "scan", image});
    CHECK(sheet(order, "desk", print)["state"] == "returned");
    CHECK(sheet(order, "desk", print)["holder"] == "");
    CHECK(sheet(order, "customer", print)["state"] == "with_engineer");
    CHECK(d.refuses({"return", "scan", image}).code == "already_returned");
  }
  static_cast<void>(l.does({"sync"}));
  CHECK(l.does({"show", no}) == d.does({"order", "show", no}));
}

TEST_CASE_FIXTURE(Slips,
                  "a page printed, rasterised at 150 dpi, rotated by 2°, with noise, restores its "
                  "order from the QR alone") {
  const Worked worked = work_order(l, {l.does({"show", no}), "engineer1", 1, folder.path()});
  const json here = l.does({"show", no});
  std::filesystem::remove_all(l.data());  // and it never had a network
  CHECK(d.does({"order", "show", no})["treatment"] == "");
  CHECK(d.does({"order", "show", no})["parts"] == json::array());
  const json order = d.does({"return", "scan", scan(worked.form.string(), 2)});
  for (const char* field :
       {"kind", "reporter_unit", "reported_at", "reporter", "phone", "service_unit", "serviced_at",
        "equipment", "treatment", "test_result", "remarks"}) {
    CAPTURE(field);
    CHECK(here[field] != "");
    CHECK(order[field] == here[field]);
  }
  REQUIRE(order["parts"].size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char* column : {"name", "model", "unit", "qty", "note"}) {
      CHECK(order["parts"][i][column] == worked.facts["parts"][i][column]);
    }
  }
  CHECK(sheet(order, "desk", 1)["state"] == "returned");
  CHECK(sheet(order, "desk", 1)["form_hash"] == sheet(here, "desk", 1)["form_hash"]);
}

TEST_CASE_FIXTURE(
    Slips, "what a blank sheet knows comes home; what does not fit its dense code is named") {
  std::string words;
  for (int i = 0; i < 400; ++i) words += std::to_string(i * 7919) + "号绝缘子，";
  const std::string treatment = "更换光模块(样例)\xEE\x80\x80";  // U+E000, which no font has
  static_cast<void>(l.does({"set", no, "remarks=" + words, "treatment=" + treatment}));
  const std::string pdf = (folder.path() / "form.pdf").string();
  const json printed = l.does({"print", no, "--copies", "desk", "--blank", "--out", pdf});
  const json& left = printed["left_out"];
  CHECK(std::find(left.begin(), left.end(), "remarks") != left.end());
  CHECK(std::find(left.begin(), left.end(), "treatment") == left.end());
  CHECK(printed["missing"] == json::array({"U+E000"}));
  CHECK(sheet(l.does({"show", no}), "desk", 1)["missing"] == "U+E000");
  // The laptop dies without having synced: the sheet says at the desk what it brings, and what not.
  const json home = d.does({"return", "scan", scan(pdf, 2)});
  CHECK(home["left_out"] == left);
  CHECK(home["restored"] == json::array({"treatment"}));
  CHECK(home["treatment"] == treatment);
  CHECK(home["remarks"] == "");
}

TEST_CASE_FIXTURE(Slips, "what is no image of a sheet is refused, and what is no file") {
  CHECK(
      d.refuses({"return", "scan", file("noise.png", "\x89PNG\r\n\x1a\n and then nothing")}).code ==
      "bad_sheet");
  CHECK(d.refuses({"return", "scan", file("empty.pgm", "")}).code == "bad_sheet");
  CHECK(d.refuses({"return", "scan", file("huge.pgm", "P5\n60000 60000\n255\n")}).code ==
        "bad_sheet");
  // A bomb: within what a file may have, and gigabytes once it is decoded.
  const std::string bomb = file("bomb.pbm", "P4\n16000 16000\n");
  std::filesystem::resize_file(bomb, 32'000'015);
  CHECK(d.refuses({"return", "scan", bomb}).code == "bad_sheet");
  std::filesystem::resize_file(bomb, 70'000'000);
  CHECK(d.refuses({"return", "scan", bomb}).code == "too_large");
  CHECK(d.refuses({"return", "scan", (folder.path() / "nowhere.png").string()}).code ==
        "not_found");
  CHECK(d.refuses({"return", "scan", "WO1:" + no + ":D:0123456789abcdef"}).code == "not_found");
}

TEST_CASE_FIXTURE(Slips, "the desk gives a sheet away and says why one is missing") {
  static_cast<void>(print(d, "desk"));
  json order = d.does({"return", "mark", no, "D", "with_engineer", "--holder", "engineer1"});
  CHECK(sheet(order, "desk", 1)["holder"] == "engineer1");
  order = d.does({"return", "mark", no, "D", "missing", "--why", "遗失(样例)"});
  CHECK(sheet(order, "desk", 1)["reason"] == "遗失(样例)");
  CHECK(d.refuses({"return", "mark", no, "D", "missing"}).code == "missing_value");
}

}  // namespace huidan::e2e

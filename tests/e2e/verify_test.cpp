// INTERFACES, verify FILE.pdf: what a laptop's print proves at the desk and on the laptop itself,
// before and after a byte of it was changed.
#include <doctest/doctest.h>

#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

json verified(const Program& program, const std::string& pdf, int exit) {
  const test::Ran ran = program.runs({"verify", pdf});
  CAPTURE(ran.err);
  CHECK(ran.exit == exit);
  return json::parse(ran.out);
}

}  // namespace

TEST_CASE_FIXTURE(Ready,
                  "a print that nobody has signed yet is proven by the laptop that made it") {
  const std::string pdf = (folder.path() / "form.pdf").string();
  static_cast<void>(site.laptop.does({"print", site.nos[0], "--out", pdf}));
  for (const Program* program :
       {static_cast<const Program*>(&site.desk), static_cast<const Program*>(&site.laptop)}) {
    const json said = verified(*program, pdf, 0);
    CHECK(said["valid"] == true);
    REQUIRE(said["signed_by"].size() == 1);
    CHECK(said["signed_by"][0]["role"] == "printer");
    CHECK(said["signed_by"][0]["state"] == "holds");
  }
}

TEST_CASE_FIXTURE(Ready, "both programs prove a signed print, and see that a byte of it changed") {
  const std::string& no = site.nos[0];
  const Worked worked =
      work_order(site.laptop, {site.laptop.does({"show", no}), "engineer1", 1, folder.path()});
  static_cast<void>(site.laptop.does({"sync"}));
  const std::string pdf = worked.form.string();
  for (const Program* program :
       {static_cast<const Program*>(&site.desk), static_cast<const Program*>(&site.laptop)}) {
    const json said = verified(*program, pdf, 0);
    CHECK(said["valid"] == true);
    CHECK(said["no"] == no);
    CHECK(said["changed"] == json::array());
    CHECK(said["seals"] == json::array());
    REQUIRE(said["signed_by"].size() == 2);
    for (const json& by : said["signed_by"]) CHECK(by["state"] == "holds");
  }
  std::string bytes = read_bytes(pdf);
  const std::size_t record = bytes.find("/application#2Fjson");
  REQUIRE(record != std::string::npos);
  bytes[bytes.find("stream", record) + 40] ^= 1;
  write_bytes(pdf, bytes);
  CHECK(verified(site.desk, pdf, 3)["changed"] == json{"file"});
  CHECK(verified(site.laptop, pdf, 3)["valid"] == false);
}

}  // namespace huidan::e2e

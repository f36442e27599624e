// S2-7.8 with the real programs: an order that was worked, signed in ink, checked and archived, and
// what both programs say of its sealed file in three languages, before and after a byte of it
// turned.
#include <doctest/doctest.h>

#include <array>

#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

struct Language {
  std::string code;
  Words means;         // of ink, of a device's signature, of the seal
  std::string holds;   // of the desk's seal, at the desk
  std::string whole;   // of the same seal where its certificate is not known
  std::string broken;  // of the file
};

const std::array kSpoken{
    Language{"zh-Hans",
             {"不能证明是谁所写", "不能证明当时是谁在操作", "不能证明所写内容属实"},
             "印章成立",
             "印章完整",
             "不成立"},
    Language{"zh-Hant",
             {"不能證明是誰所寫", "不能證明當時是誰在操作", "不能證明所寫內容屬實"},
             "印章成立",
             "印章完整",
             "不成立"},
    Language{"en",
             {"does not prove who", "neither who sat before the device",
              "does not prove that what it says is true"},
             "The seal holds",
             "The seal is whole",
             "does NOT hold"}};

/// `verify` as a person reads it; stdout.
std::string words_of(const Program& program, const std::string& pdf, const std::string& language,
                     int exit) {
  Words words = program.command({"verify", pdf}, language);
  words.erase(words.begin() + 1);  // --json
  const test::Ran ran = test::run(words);
  CAPTURE(ran.err);
  CHECK(ran.exit == exit);
  return ran.out;
}

bool says(const std::string& words, const std::string& what) {
  return words.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(
    Ready,
    "S2-7.8: from both signatures in ink to the sealed file, and one flipped byte is found") {
  const std::string& no = site.nos[0];
  const Desk& desk = site.desk;
  static_cast<void>(desk.does({"user", "add", "seat1", "--roles", "seat"}));
  const Worked worked =
      work_order(site.laptop, {site.laptop.does({"show", no}), "engineer1", 1, folder.path()});
  static_cast<void>(site.laptop.does({"sync"}));
  CHECK(desk.refuses({"archive", no}).code == "bad_move");  // nobody has checked it yet
  static_cast<void>(
      desk.does({"order", "set", no, "status=in_check", "facts=confirmed", "call_back=done"}));
  CHECK(desk.refuses({"archive", no}).code == "not_complete");  // its sheet is not home
  static_cast<void>(desk.does({"return", "mark", no, "D", "returned"}));

  for (const Language& language : kSpoken) {
    CAPTURE(language.code);
    const Refused refused = desk.refuses({"order", "set", no, "status=archived"}, language.code);
    CHECK(refused.code == "not_sealed");
    CHECK(says(refused.message, "huidan-server archive"));
    CHECK(says(refused.message, no));
  }
  const std::string pdf = (folder.path() / "sealed.pdf").string();
  const json done = desk.does({"archive", no, "--out", pdf, "--as", "seat1"});
  CHECK(done["status"] == "archived");
  CHECK(done["missing"] == json::array());
  const json order = desk.does({"order", "show", no});
  CHECK(order["status"] == "archived");
  CHECK(order["photos"][0]["sha"] == done["sha"]);
  const std::string again = (folder.path() / "again.pdf").string();
  CHECK(desk.does({"archive", no, "--out", again})["before"] == true);
  CHECK(read_bytes(again) == read_bytes(pdf));

  for (const Language& language : kSpoken) {
    CAPTURE(language.code);
    const std::string at_desk = words_of(desk, pdf, language.code, 0);
    const std::string at_laptop = words_of(site.laptop, pdf, language.code, 0);
    CHECK(says(at_desk, language.holds));
    CHECK(says(at_laptop, language.whole));
    for (const std::string& words : {at_desk, at_laptop}) {
      for (const std::string& meaning : language.means) CHECK(says(words, meaning));
    }
  }
  CHECK(desk.does({"verify", pdf})["signed_by"].size() == 2);
  CHECK(desk.does({"verify", pdf})["seals"][0]["state"] == "holds");

  std::string bytes = read_bytes(pdf);
  bytes[bytes.size() / 3] ^= 1;
  write_bytes(pdf, bytes);
  for (const Language& language : kSpoken) {
    CAPTURE(language.code);
    CHECK(says(words_of(desk, pdf, language.code, 3), language.broken));
    CHECK(says(words_of(site.laptop, pdf, language.code, 3), language.broken));
  }
  static_cast<void>(site.laptop.does({"sync"}));
  CHECK(site.laptop.does({"show", no})["status"] == "archived");
}

}  // namespace huidan::e2e

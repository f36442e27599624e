// Both programs, from a signature to the desk's word about it: stale, amended, accepted; a dispute
// settled on the laptop; and the receipts that two people can compare on the phone.
#include <doctest/doctest.h>

#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

/// The first order signed by the customer, with one part, and synced.
struct Signed : Ready {
  const Desk& d = site.desk;
  const Laptop& l = site.laptop;
  const std::string& no = site.nos[0];

  Signed() {
    static_cast<void>(d.does({"user", "add", "seat1", "--roles", "seat"}));
    static_cast<void>(l.does({"stamp", no, "arrived"}));
    static_cast<void>(l.does({"set", no, "treatment=更换"}));
    static_cast<void>(l.does({"part", no, "add", "name=模块", "qty=1"}));
    static_cast<void>(l.does({"sign", no, "--role", "customer", "--name", "例", "--strokes",
                              file("ink.json", strokes(1))}));
    sync();
  }

  json sync() const { return l.does({"sync"}); }

  [[nodiscard]] json at_desk() const { return d.does({"order", "show", no}); }

  [[nodiscard]] json at_laptop() const { return l.does({"show", no}); }
};

}  // namespace

TEST_CASE_FIXTURE(Signed, "a signature goes stale with its paths, and the desk accepts it") {
  CHECK(at_desk()["signoffs"][0]["state"] == "signed");
  static_cast<void>(d.does({"order", "set", no, "treatment=更换并清洁", "--as", "seat1"}));
  const std::string part = at_laptop()["parts"][0]["id"];
  const Words remove{"part", no, "remove", part.substr(0, 30)};
  CHECK(l.refuses(remove).code == "form_signed");
  CHECK(l.refuses({"set", no, "treatment=擦拭"}).code == "form_signed");
  Words correct = remove;
  correct.insert(correct.end(), {"--correct", "模块未换"});
  const json corrected = l.does(correct);
  CHECK(corrected["signoffs"][0]["state"] == "stale");
  CHECK(corrected["notes"][0]["text"] == "更正：模块未换");
  sync();
  const json order = at_desk();
  CHECK(order["signoffs"][0]["state"] == "stale");
  CHECK(order["signoffs"][0]["changed"] == json{"fields.treatment", "parts[0].removed"});
  REQUIRE(order["amendments"].size() == 2);
  CHECK(order["amendments"][0]["by"] == "seat1");
  CHECK(order["amendments"][1]["by"] == "engineer1");
  CHECK(at_laptop() == order);

  const Words accept{"order", "accept", no, "--role", "customer", "--why", "电话确认"};
  const auto as = [&](const char* who) {
    Words words = accept;
    words.insert(words.end(), {"--as", who});
    return words;
  };
  CHECK(d.refuses(accept).exit == kUsage);  // somebody must stand behind it
  CHECK(d.refuses(as("engineer1")).code == "forbidden");
  const json accepted = d.does(as("seat1"));
  CHECK(accepted["signoffs"][0]["state"] == "signed");
  CHECK(accepted["acceptances"][0]["by"] == "seat1");
  CHECK(d.refuses(as("seat1")).code == "bad_choice");
  sync();
  CHECK(at_laptop() == at_desk());

  const json print = d.does({"print", no, "--out", (folder.path() / "form.pdf").string()});
  CHECK(print["stale"] == true);
  CHECK(print["changed"] == order["signoffs"][0]["changed"]);
}

TEST_CASE_FIXTURE(Signed,
                  "both programs' prints carry the signed form and what the device signed") {
  const std::string mine = (folder.path() / "mine.pdf").string();
  const std::string theirs = (folder.path() / "theirs.pdf").string();
  const json print = l.does({"print", no, "--out", mine});
  CHECK(d.does({"print", no, "--out", theirs})["form_hash"] == print["form_hash"]);
  const auto attached = [&](const std::string& pdf, const char* number) {
    const std::string out = pdf + number;
    CHECK(test::run({"pdfdetach", "-save", number, "-o", out, pdf}).exit == 0);
    return read_file(path_from_utf8(out), 1 << 20).value();
  };
  CHECK(sha256_hex(attached(mine, "1")) == print["form_hash"]);
  CHECK(attached(theirs, "1") == attached(mine, "1"));
  const json signatures = json::parse(attached(theirs, "2"))["signatures"];
  REQUIRE(signatures.size() == 1);
  const std::string statement = signatures[0]["statement"];
  CHECK(json::parse(statement)["form"] == print["form_hash"]);
  CHECK(signatures[0]["ed25519"].get<std::string>().size() == 88);
  CHECK(attached(mine, "2") == attached(theirs, "2"));
}

TEST_CASE_FIXTURE(Signed, "a dispute is settled on the laptop by how its id begins") {
  static_cast<void>(d.does({"order", "set", no, "remarks=服务台所填"}));
  static_cast<void>(l.does({"set", no, "remarks=现场所填", "--correct", "客户补充"}));
  CHECK(sync()["parked"] == 1);
  const json disputes = l.does({"disputes"})["disputes"];
  REQUIRE(disputes.size() == 1);
  const std::string id = disputes[0]["id"];
  CHECK(l.refuses({"disputes", "settle", "D-x", "mine"}).code == "not_found");
  const json settled = l.does({"disputes", "settle", id.substr(0, 6), "mine"});
  CHECK(settled["remarks"] == "现场所填");
  CHECK(l.does({"disputes"})["disputes"].empty());
  CHECK(d.does({"disputes", "list"})["disputes"].size() == 1);  // it was done offline
  sync();
  CHECK(d.does({"disputes", "list"})["disputes"].empty());
  CHECK(at_desk()["remarks"] == "现场所填");
}

TEST_CASE_FIXTURE(Signed, "a receipt is the same by its number on both ends") {
  const json status = l.does({"status"});
  const std::string number = status["last_receipt"]["id"];
  const json mine = l.does({"receipts", number})["receipts"];
  REQUIRE(mine.size() == 1);
  CHECK(mine[0]["proven"] == true);
  CHECK(mine[0]["last_n"] == 4);
  CHECK(mine[0]["ops"] == 4);
  CHECK(d.does({"device", "receipts", number})["receipts"] == mine);
  const std::string device = status["device"];
  CHECK(d.does({"device", "receipts", device})["receipts"] == l.does({"receipts"})["receipts"]);
  CHECK(l.refuses({"receipts", "HZ-20260101-0000-0001"}).code == "not_found");
  CHECK(d.refuses({"device", "receipts", "HZ-20260101-0000-0001"}).code == "not_found");
  CHECK(d.refuses({"device", "receipts", "nowhere"}).code == "not_found");
  sync();
  CHECK(l.does({"receipts"})["receipts"] == mine);  // an idle sync gives none
}

}  // namespace huidan::e2e

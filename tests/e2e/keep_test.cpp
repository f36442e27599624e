// `huidan sync --keep`: what is written beside it and what the desk writes both arrive without
// another command, the desk's absence included.
#include <doctest/doctest.h>

#include <csignal>

#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

constexpr int kHang_ms = 120'000;  // a hang guard, never a measure

/// The program's lines until one of them is `wanted`, which is the answer.
template <typename Wanted>
json line_of(test::Child& keeping, Wanted wanted) {
  for (;;) {
    const std::string line = keeping.next_line(kHang_ms);
    REQUIRE_FALSE(line.empty());
    json document = json::parse(line);
    if (wanted(document)) return document;
  }
}

json pushed(test::Child& keeping) {
  return line_of(keeping, [](const json& line) { return line.value("pushed", 0) > 0; });
}

}  // namespace

TEST_CASE_FIXTURE(Ready, "a laptop that is kept in step needs no other command") {
  const std::string no = site.nos[0];
  test::Child keeping(site.laptop.command({"sync", "--keep"}));
  CHECK(line_of(keeping, [](const json&) { return true; }).contains("pushed"));

  static_cast<void>(site.laptop.does({"note", no, "第一条(样例)"}));
  CHECK(pushed(keeping)["applied"] == 1);
  CHECK(site.desk.does({"order", "show", no})["notes"].size() == 1);

  CHECK(site.desk.stop() == 0);
  static_cast<void>(site.laptop.does({"note", no, "第二条(样例)"}));
  const json failed =
      line_of(keeping, [](const json& line) { return line.contains("error"); })["error"];
  CHECK(failed["code"] == "no_network");
  CHECK_FALSE(failed["message"].get<std::string>().empty());

  site.desk.start();
  CHECK(pushed(keeping)["applied"] == 1);
  CHECK(site.desk.does({"order", "show", no})["notes"].size() == 2);
  CHECK(site.laptop.does({"status"})["unsent_ops"] == 0);

  keeping.signal(SIGTERM);
  const test::Ran& ran = keeping.wait();
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  CHECK(ran.out.ends_with('\n'));
}

TEST_CASE_FIXTURE(Ready, "a laptop that is kept in step ends when it is nobody's any more") {
  static_cast<void>(site.desk.does({"device", "revoke", site.laptop.does({"status"})["device"]}));
  test::Child keeping(site.laptop.command({"sync", "--keep"}));
  const test::Ran& ran = keeping.wait();
  CHECK(ran.exit == 1);
  CHECK(json::parse(ran.out)["error"]["code"] == "device_lost");
  CHECK(site.laptop.refuses({"sync", "--keep"}).code == "not_enrolled");
}

}  // namespace huidan::e2e

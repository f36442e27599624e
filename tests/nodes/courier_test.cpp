// A desk on PostgreSQL takes a courier's bundles like any other.
#include <doctest/doctest.h>

#include <stdlib.h>

#include "tests/support/leased_schema.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::e2e {

TEST_CASE("a day by courier alone comes home to PostgreSQL, a second time changes nothing") {
  const test::LeasedSchema schema(test::Tables::none);
  ::setenv("HUIDAN_STORE", schema.url().c_str(), 1);
  const Folder folder;
  SmallSite site(folder.path(), 1, Made::here);
  site.laptop.enrol(site.desk, "engineer1");
  CHECK(site.desk.stop() == 0);
  const std::string& no = site.nos[0];
  const std::string out = (folder.path() / "out.hdb").string();
  const std::string answer = (folder.path() / "answer.hdb").string();
  const Words taking{"bundle", out, "--out", answer};
  const auto exchange = [&] {
    static_cast<void>(site.laptop.does({"bundle", "out", out}));
    const json taken = site.desk.does(taking);
    CHECK(taken["rejected"] == 0);
    static_cast<void>(site.laptop.does({"bundle", "in", answer}));
    return taken;
  };
  static_cast<void>(exchange());
  CHECK(site.laptop.does({"orders"})["orders"].size() == 1);
  write_bytes(folder.path() / "photo.png", test::png_of(640, 480, 40'000));
  static_cast<void>(site.laptop.does({"note", no, "现场记录"}));
  static_cast<void>(site.laptop.does({"photo", no, (folder.path() / "photo.png").string()}));
  const json taken = exchange();
  CHECK(taken["applied"] == 2);
  CHECK(taken["photos"] == 1);
  CHECK(site.desk.does(taking)["duplicate"] == 2);
  static_cast<void>(exchange());
  const json there = site.desk.does({"order", "show", no});
  CHECK(there == site.laptop.does({"show", no}));
  CHECK(there["notes"].size() == 1);
  CHECK(there["photos"][0]["state"] == "ready");
  CHECK(site.laptop.does({"status"})["unsent_blobs"] == 0);
  CHECK(site.laptop.does({"receipts"})["receipts"].size() == 1);
  ::unsetenv("HUIDAN_STORE");
}

}  // namespace huidan::e2e

// A day whose every exchange is carried by hand, and what goes wrong with files on sticks.
#include <doctest/doctest.h>

#include "sync/base/crypto.hpp"
#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::e2e {
namespace {

/// What both ways of a day must agree in: no ids, no moments of keeping.
json day_of(const Program& program, const Words& show) {
  json facts = facts_of(program.does(show));
  facts.erase("id");
  for (json& visit : facts["visits"]) visit.erase("completed_at");
  return facts;
}

/// Three orders, one engineer, and a way for what is exchanged.
class Day {
 public:
  Day() {
    site.laptop.enrol(site.desk, "engineer1");
    std::filesystem::create_directory(paper());
  }

  virtual ~Day() = default;
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;
  Day(Day&&) = delete;
  Day& operator=(Day&&) = delete;

  /// Both ways, once.
  virtual json exchange() = 0;

  void work() {
    CHECK(exchange()["pulled"] == 3);
    for (std::size_t i = 0; i < 2; ++i) {
      const json before = site.laptop.does({"show", site.nos[i]});
      static_cast<void>(work_order(site.laptop, {before, "engineer1", i, paper()}));
    }
    const std::string photo = (folder.path() / "photo.png").string();
    write_bytes(photo, test::png_of(800, 600, 50'000));
    static_cast<void>(site.laptop.does({"photo", site.nos[1], photo}));
    // One edit that meets the engineer's, one that does not.
    static_cast<void>(site.desk.does({"order", "set", site.nos[0], "treatment=服务台的说法"}));
    static_cast<void>(site.desk.does({"order", "set", site.nos[2], "contact=改为拨打总机"}));
    CHECK(exchange()["rejected"] == 0);
    static_cast<void>(site.laptop.does({"note", site.nos[2], "明日再来"}));
    CHECK(exchange()["applied"] == 1);
  }

  [[nodiscard]] json end() const {
    json all;
    for (const std::string& no : site.nos) {
      const json here = site.laptop.does({"show", no});
      CHECK(here == site.desk.does({"order", "show", no}));
      all[no] = day_of(site.desk, {"order", "show", no});
    }
    const json photo = site.desk.does({"order", "show", site.nos[1]})["photos"][0];
    CHECK(photo["state"] == "ready");
    CHECK(site.laptop.does({"status"})["unsent_ops"] == 0);
    CHECK(site.laptop.does({"status"})["unsent_blobs"] == 0);
    return all;
  }

  [[nodiscard]] std::filesystem::path paper() const { return folder.path() / "paper"; }

  Folder folder;
  SmallSite site{folder.path(), 3};
};

class ByNetwork : public Day {
 public:
  json exchange() override { return site.laptop.does({"sync"}); }
};

class ByCourier : public Day {
 public:
  json exchange() override {
    out();
    desk_takes();
    return in();
  }

  json out() const { return site.laptop.does({"bundle", "out", going.string()}); }

  json desk_takes() const {
    return site.desk.does({"bundle", going.string(), "--out", coming.string()});
  }

  json in() const { return site.laptop.does({"bundle", "in", coming.string()}); }

  std::filesystem::path going = folder.path() / "去程.hdb";
  std::filesystem::path coming = folder.path() / "回程.hdb";
};

TEST_CASE("a day by courier alone ends like the same day by network") {
  ByNetwork network;
  network.work();
  ByCourier courier;
  CHECK(courier.site.desk.stop() == 0);  // no desk answers anybody
  courier.work();
  CHECK(json::diff(network.end(), courier.end()) == json::array());
  CHECK(courier.site.laptop.does({"receipts"})["receipts"].size() == 2);
}

TEST_CASE("a bundle that is lost, late or taken twice loses and doubles nothing") {
  ByCourier day;
  const std::string& no = day.site.nos[0];
  const Laptop& laptop = day.site.laptop;
  CHECK(day.exchange()["pulled"] == 3);
  const auto note = [&](const char* text) { static_cast<void>(laptop.does({"note", no, text})); };
  note("第一条");
  CHECK(day.out()["ops"] == 1);
  CHECK(day.desk_takes()["applied"] == 1);
  note("第二条，写于带出之后");
  // The answer is lost; the next bundle holds both.
  CHECK(day.out()["ops"] == 2);
  const std::string late = read_bytes(day.going);
  CHECK(day.desk_takes()["duplicate"] == 1);
  CHECK(day.in()["pushed"] == 2);
  CHECK(day.in()["old"] == true);  // the same file once more
  // The network is faster than the courier.
  note("第三条");
  CHECK(day.out()["ops"] == 1);
  CHECK(laptop.does({"sync"})["pushed"] == 1);
  static_cast<void>(day.desk_takes());
  CHECK(day.in()["old"] == true);
  // A stick from yesterday.
  write_bytes(day.going, late);
  static_cast<void>(day.desk_takes());
  CHECK(day.in()["old"] == true);
  note("第四条");
  CHECK(day.exchange()["pushed"] == 1);
  const json here = laptop.does({"show", no});
  CHECK(here == day.site.desk.does({"order", "show", no}));
  CHECK(here["notes"].size() == 4);
  CHECK(laptop.does({"sync"})["forks"] == 0);
}

TEST_CASE("a bundle that somebody changed, or that is another's, is refused whole") {
  ByCourier day;
  const SmallSite& site = day.site;
  CHECK(day.exchange()["pulled"] == 3);
  static_cast<void>(site.laptop.does({"note", site.nos[0], "现场记录"}));
  static_cast<void>(day.out());
  const std::string going = read_bytes(day.going);
  static_cast<void>(site.desk.does({"user", "add", "engineer2", "--roles", "engineer"}));
  const Laptop other(day.folder.path() / "other");
  other.enrol(site.desk, "engineer2");
  const std::string text = day.going.string();
  const auto desk = [&](const char* name) {
    return Refusal{
        name, site.desk, {"bundle", text, "--out", day.coming.string()}, kRefused, "bad_bundle"};
  };
  for (const std::size_t at :
       {std::size_t{3}, std::size_t{17}, going.size() / 2, going.size() - 1}) {
    CAPTURE(at);
    std::string changed = going;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_bytes(day.going, changed);
    check_refusals(site, {desk("one bit is another")});
  }
  write_bytes(day.going, going.substr(0, going.size() - 40));
  check_refusals(site, {desk("its end is cut off")});
  write_bytes(day.going, "not a bundle at all\n");
  check_refusals(site, {desk("it is none")});
  CHECK(!std::filesystem::exists(day.coming.string() + ".part"));

  write_bytes(day.going, going);
  static_cast<void>(day.desk_takes());
  check_refusals(site,
                 {{"the desk's answer to another laptop",
                   other,
                   {"bundle", "in", day.coming.string()},
                   kRefused,
                   "bad_bundle"},
                  {"a bundle going the other way",
                   site.laptop,
                   {"bundle", "in", text},
                   kRefused,
                   "bad_bundle"},
                  {"no file", site.laptop, {"bundle", "in", text + "x"}, kRefused, "not_found"},
                  {"no file at the desk",
                   site.desk,
                   {"bundle", text + "x", "--out", day.coming.string()},
                   kRefused,
                   "not_found"}});
  CHECK(day.in()["pushed"] == 1);
}

}  // namespace
}  // namespace huidan::e2e

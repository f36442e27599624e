// An unfinished order passes from laptop to laptop without a network (issue: courier): by file and
// code, and comes home once, by whichever way, as one history.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/refusal.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::e2e {
namespace {

/// A desk, an engineer who has begun an order and one who goes on with it.
class Shift {
 public:
  Shift() {
    site.enrol();
    static_cast<void>(site.desk.does({"user", "add", "engineer2", "--roles", "engineer"}));
    second.enrol(site.desk, "engineer2");
    static_cast<void>(second.does({"sync"}));
    static_cast<void>(first.does({"stamp", no, "departed"}));
    static_cast<void>(first.does({"note", no, "钥匙在门卫"}));
    static_cast<void>(first.does({"set", no, "treatment=拆下旧模块", "cause=电容老化"}));
    static_cast<void>(
        first.does({"part", no, "add", "name=电源模块", "model=PM-240", "unit=只", "qty=1"}));
  }

  json hand(const Laptop& from, const std::string& to, const std::string& name) const {
    return from.does({"bundle", "out", path(name), "--order", no, "--engineer", to});
  }

  json take(const Laptop& laptop, const std::string& name, const std::string& code) const {
    return laptop.does({"bundle", "in", path(name), "--code", code});
  }

  /// The first hands it over, the second takes it and goes on.
  void pass() {
    const json out = hand(first, "engineer2", "hand.hdb");
    CHECK(take(second, "hand.hdb", out["code"])["no"] == no);
    const json shown = second.does({"show", no});
    CHECK(shown["notes"].size() == 1);
    CHECK(shown["treatment"] == "拆下旧模块");
    CHECK(shown["assignee"] == "engineer2");
    static_cast<void>(second.does({"stamp", no, "arrived"}));
    static_cast<void>(second.does({"set", no, "treatment=更换电源模块"}));
    static_cast<void>(second.does({"note", no, "接着做"}));
    static_cast<void>(second.does({"part", no, "add", "name=保险", "qty=2"}));
  }

  /// By courier: `laptop`'s bundle to the desk and the answer back.
  void carry(const Laptop& laptop, int refused = 0) {
    static_cast<void>(laptop.does({"bundle", "out", path("up.hdb")}));
    const json taken = site.desk.does({"bundle", path("up.hdb"), "--out", path("down.hdb")});
    CHECK(taken["rejected"] == 0);
    CHECK(taken["parked"] == 0);
    CHECK(taken["handed_refused"] == refused);
    static_cast<void>(laptop.does({"bundle", "in", path("down.hdb")}));
  }

  static void sync(const Laptop& laptop) {
    const json report = laptop.does({"sync"});
    CHECK(report["rejected"] == 0);
    CHECK(report["parked"] == 0);
    CHECK(report["forks"] == 0);
  }

  /// One history, nothing doubled, nothing disputed, everybody his own words.
  void check_home() {
    json there = site.desk.does({"order", "show", no});
    there.erase("recall_pending");  // the giver's laptop has not asked yet
    CHECK(json::diff(second.does({"show", no}), there) == json::array());
    CHECK(there["assignee"] == "engineer2");
    CHECK(there["treatment"] == "更换电源模块");
    CHECK(there["cause"] == "电容老化");
    CHECK(there["parts"].size() == 2);
    CHECK(there["disputes"].empty());
    REQUIRE(there["notes"].size() == 2);
    CHECK(there["notes"][0]["text"] == "钥匙在门卫");
    CHECK(there["notes"][0]["by"] == "engineer1");
    CHECK(there["notes"][1]["text"] == "接着做");
    CHECK(there["notes"][1]["by"] == "engineer2");
    CHECK(second.does({"status"})["unsent_ops"] == 0);
    static_cast<void>(site.desk.does({"verify"}));
  }

  /// The giver's laptop learns that its words are home, and that the order has left.
  void check_giver() {
    sync(first);
    CHECK(first.does({"status"})["unsent_ops"] == 0);
    CHECK(first.refuses({"show", no}).code == "unknown_order");
    CHECK(first.does({"receipts"})["receipts"].size() >= 1);
  }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder.path() / name).string();
  }

  Folder folder{};
  SmallSite site{folder.path(), 1};
  const Laptop& first = site.laptop;
  Laptop second{folder.path() / "second"};
  const std::string no = site.nos[0];
};

}  // namespace

TEST_CASE_FIXTURE(Shift, "an order handed over comes home by whoever syncs first") {
  pass();

  SUBCASE("who took it over, alone") {
    sync(second);
    check_home();
  }
  SUBCASE("who gave it, first") {
    sync(first);
    sync(second);
    check_home();
  }
  SUBCASE("who took it over, by courier") {
    CHECK(site.desk.stop() == 0);
    carry(second);
    check_home();
    site.desk.start();
  }
  SUBCASE("both by courier, the giver first") {
    CHECK(site.desk.stop() == 0);
    carry(first);
    carry(second);
    check_home();
    site.desk.start();
  }
  SUBCASE("the desk writes meanwhile what nobody has seen") {
    static_cast<void>(site.desk.does({"order", "set", no, "contact=改为拨打总机"}));
    sync(second);
    CHECK(site.desk.does({"order", "show", no})["contact"] == "改为拨打总机");
    check_home();
  }
  sync(second);
  check_home();
  check_giver();
  sync(second);
  check_home();
}

TEST_CASE_FIXTURE(Shift, "what the desk wrote meanwhile is disputed as ever, not written over") {
  static_cast<void>(site.desk.does({"order", "set", no, "treatment=服务台的说法"}));
  pass();
  static_cast<void>(second.does({"sync"}));
  const json there = site.desk.does({"order", "show", no});
  CHECK(there["treatment"] == "服务台的说法");
  CHECK(there["disputes"].size() == 2);  // the giver's word and his who went on
  CHECK(there["notes"].size() == 2);
}

TEST_CASE_FIXTURE(Shift, "the file is idempotent, sealed, for one person, and locks the giver's") {
  const json out = hand(first, "engineer2", "hand.hdb");
  CHECK(out["photos_here"] == 0);
  const std::string bytes = read_bytes(path("hand.hdb"));
  CHECK(bytes.find("钥匙") == std::string::npos);
  CHECK(bytes.find(no) == std::string::npos);
  const Words taking{"bundle", "in", path("hand.hdb"), "--code"};
  const auto with = [&](const std::string& code) {
    Words words = taking;
    words.push_back(code);
    return words;
  };
  check_refusals(site,
                 {{"given away", first, {"note", no, "还想写"}, kRefused, "forbidden"},
                  {"another code", second, with("AAAA-BBBB-CCCC-DDDD"), kRefused, "wrong_code"},
                  {"no code", second, {"bundle", "in", path("hand.hdb")}, kRefused, "wrong_code"},
                  {"to himself",
                   first,
                   {"bundle", "out", path("self.hdb"), "--order", no, "--engineer", "engineer1"},
                   kRefused,
                   "forbidden"},
                  {"to nobody",
                   first,
                   {"bundle", "out", path("self.hdb"), "--order", no},
                   kRefused,
                   "missing_value",
                   "to"},
                  {"his own file", first, with(out["code"]), kRefused, "forbidden"}});
  for (const std::size_t at : {std::size_t{20}, std::size_t{60}, bytes.size() - 1}) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_bytes(path("hand.hdb"), changed);
    const Refused refused = second.refuses(with(out["code"]));
    CHECK((refused.code == "wrong_code" || refused.code == "bad_bundle"));
  }
  write_bytes(path("hand.hdb"), bytes);
  CHECK(take(second, "hand.hdb", out["code"])["old"] == false);
  CHECK(take(second, "hand.hdb", out["code"])["old"] == true);
  // The stick was lost: another file, another code, the same hand-over.
  const json again = hand(first, "engineer2", "again.hdb");
  CHECK(again["code"] != out["code"]);
  CHECK(take(second, "again.hdb", again["code"])["old"] == true);
  sync(second);
  CHECK(take(second, "hand.hdb", out["code"])["old"] == true);
  CHECK(second.does({"show", no})["notes"].size() == 1);
  CHECK(site.desk.does({"order", "show", no})["notes"].size() == 1);
}

TEST_CASE_FIXTURE(Shift, "it goes from hand to hand and back, and the last brings all of it home") {
  pass();
  static_cast<void>(site.desk.does({"user", "add", "engineer3", "--roles", "engineer"}));
  const Laptop third(folder.path() / "third");
  third.enrol(site.desk, "engineer3");
  json out = hand(second, "engineer3", "two.hdb");
  static_cast<void>(take(third, "two.hdb", out["code"]));
  static_cast<void>(third.does({"note", no, "夜班"}));
  static_cast<void>(third.does({"set", no, "treatment=夜班换好"}));
  out = hand(third, "engineer1", "three.hdb");
  static_cast<void>(take(first, "three.hdb", out["code"]));
  CHECK(first.does({"show", no})["notes"].size() == 3);
  static_cast<void>(first.does({"note", no, "早班收尾"}));
  static_cast<void>(first.does({"set", no, "treatment=早班复核"}));
  CHECK(first.does({"show", no})["notes"].size() == 4);
  for (int i = 0; i < 2; ++i) sync(first);
  json there = site.desk.does({"order", "show", no});
  there.erase("recall_pending");
  CHECK(json::diff(first.does({"show", no}), there) == json::array());
  CHECK(there["assignee"] == "engineer1");
  CHECK(there["treatment"] == "早班复核");
  CHECK(there["disputes"].empty());
  std::vector<std::string> notes;
  for (const json& note : there["notes"]) notes.push_back(note["text"]);
  CHECK(notes == std::vector<std::string>{"钥匙在门卫", "接着做", "夜班", "早班收尾"});
  for (const Laptop* each : {static_cast<const Laptop*>(&second), &third}) {
    sync(*each);
    CHECK(each->does({"status"})["unsent_ops"] == 0);
    CHECK(each->refuses({"show", no}).code == "unknown_order");
  }
  static_cast<void>(site.desk.does({"verify"}));
}

TEST_CASE_FIXTURE(Shift, "a desk of another life takes what was carried, whoever comes first") {
  pass();
  static_cast<void>(site.desk.does({"backup", path("old")}));
  const int port = site.desk.port();
  site.desk.kill();
  Desk again(folder.path() / "again");
  static_cast<void>(again.does({"restore", path("old")}));
  again.start(port);
  const json report = second.does({"sync"});
  CHECK(report["handed_refused"] == "");
  CHECK(report["rejected"] == 0);
  CHECK(report["parked"] == 0);
  static_cast<void>(first.does({"sync"}));
  json there = again.does({"order", "show", no});
  CHECK(there["assignee"] == "engineer2");
  CHECK(there["treatment"] == "更换电源模块");
  CHECK(there["notes"].size() == 2);
  CHECK(there["parts"].size() == 2);
  CHECK(there["disputes"].empty());
  static_cast<void>(second.does({"sync"}));
  there.erase("recall_pending");
  CHECK(json::diff(second.does({"show", no}), there) == json::array());
  CHECK(first.refuses({"show", no}).code == "unknown_order");
  static_cast<void>(again.does({"verify"}));
}

TEST_CASE_FIXTURE(Shift, "who takes an order over sees which photos its giver holds") {
  const std::string photo = path("photo.png");
  write_bytes(photo, test::png_of(800, 600, 50'000));
  static_cast<void>(first.does({"photo", no, photo}));
  const json out = hand(first, "engineer2", "hand.hdb");
  CHECK(out["photos_here"] == 1);
  static_cast<void>(take(second, "hand.hdb", out["code"]));
  const json shown = second.does({"show", no})["photos"];
  REQUIRE(shown.size() == 1);
  CHECK(shown[0]["by"] == "engineer1");
  CHECK(shown[0]["state"] == "pending");
  sync(second);  // their words are home; the bytes are with the giver, and come with him
  CHECK(site.desk.does({"order", "show", no})["photos"][0]["state"] == "pending");
  CHECK(first.does({"sync"})["blobs_up"] == 1);
  CHECK(site.desk.does({"order", "show", no})["photos"][0]["state"] == "ready");
  sync(second);
  const std::string got = path("got.png");
  static_cast<void>(second.does({"photo", no, "--get", shown[0]["id"], "--out", got}));
  CHECK(read_bytes(got) == read_bytes(photo));
}
}  // namespace huidan::e2e

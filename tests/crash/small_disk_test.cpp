// A disk that is nearly full, at every level: what no longer fits is refused and said, what can be
// read still is, and with room again both programs go on as if nothing had been (RELIABILITY P5).
#include "tests/support/small_disk.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "tests/support/small_site.hpp"

namespace huidan::crash {
namespace {

using e2e::json;

constexpr std::uintmax_t kLeft_bytes_max = 400 << 10;  // more than any verb here needs

int levels() {
  return std::getenv("HUIDAN_SOAK") == nullptr ? 10 : 200;
}

class Nearly {
 public:
  explicit Nearly(const e2e::SmallDisk& disk) : disk_(disk), site_(disk.path(), 2) {
    site_.enrol();
  }

  void try_level(int level, std::uintmax_t left_bytes) {
    const std::string text = "t" + std::to_string(level) + "t" + std::string(5000, 'x');
    disk_.fill_but(left_bytes);
    const bool noted = tries("note", site_.laptop, {"note", site_.nos[0], text});
    tries("sync", site_.laptop, {"sync"});
    const std::string value = "d" + std::to_string(level) + std::string(5000, 'y');
    if (tries("set", site_.desk, {"order", "set", site_.nos[1], "description=" + value})) {
      description_ = value;
    }
    CHECK(site_.desk.does({"order", "list"})["orders"].size() == site_.nos.size());
    CHECK(site_.laptop.does({"orders"})["orders"].size() == site_.nos.size());
    disk_.give_back();
    if (noted) acknowledged_.insert(text);
  }

  /// Without a restart of anything.
  void check_healed() {
    static_cast<void>(site_.laptop.does({"sync"}));
    const json here = site_.laptop.does({"show", site_.nos[0]});
    CHECK(here == site_.desk.does({"order", "show", site_.nos[0]}));
    std::map<std::string, int> found;
    for (const json& note : here["notes"]) ++found[note["text"]];
    for (const std::string& text : acknowledged_) CHECK(found[text] == 1);
    CHECK(site_.desk.does({"order", "show", site_.nos[1]})["description"] == description_);
    CHECK(site_.desk.stop() == 0);
  }

  std::map<std::string, int> results;

 private:
  bool tries(const std::string& what, const e2e::Program& program, const e2e::Words& words) {
    const test::Ran ran = program.runs(words);
    ++results[what + (ran.exit == 0 ? " done" : " refused")];
    if (ran.exit == 0) return true;
    CAPTURE(ran.out);
    CHECK(ran.exit == e2e::kDisk);
    CHECK(json::parse(ran.out, nullptr, false)["error"]["code"] == "disk_full");
    return false;
  }

  const e2e::SmallDisk& disk_;
  e2e::SmallSite site_;
  std::set<std::string> acknowledged_;
  std::string description_ = "样例故障";
};

TEST_CASE("at every level of a nearly full disk nothing acknowledged is lost, and all goes on") {
  const e2e::SmallDisk disk(64);  // room for both logs at their longest
  if (!disk.mounted()) {
    MESSAGE("this machine allows no mount");
    return;
  }
  const int count = levels();
  Nearly nearly(disk);
  for (int level = 0; level < count; ++level) {
    nearly.try_level(level, kLeft_bytes_max * static_cast<std::uintmax_t>(level) /
                                static_cast<std::uintmax_t>(count));
  }
  nearly.check_healed();
  std::printf("%d levels of a disk that is nearly full:", count);
  for (const auto& [result, times] : nearly.results) std::printf(" %s %d", result.c_str(), times);
  std::printf("\n");
  CHECK(nearly.results["note refused"] > 0);
  CHECK(nearly.results["note done"] > 0);
}

}  // namespace
}  // namespace huidan::crash

// The desk's disk is destroyed while laptops sync, and a backup of any age comes back: nothing that
// was acknowledged is lost or doubled as long as its laptop lives, also of orders that the backup
// does not hold. The same for a laptop that is
// copied, or set back to an old backup of itself.
#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "tests/support/pictures.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOrders = 4;
constexpr int kSyncs_max = 8;

int disasters() {
  return std::getenv("HUIDAN_SOAK") == nullptr ? 3 : 50;
}

std::vector<std::string> notes_of(const json& order) {
  std::vector<std::string> texts;
  for (const json& note : order["notes"]) texts.push_back(note["text"]);
  return texts;
}

/// A desk and two laptops of one engineer, and every note that a command said was kept.
class Ward {
 public:
  explicit Ward(std::uint64_t seed) : chance_(seed) {
    site_.enrol();
    second_.enrol(site_.desk, "engineer1");
    static_cast<void>(second_.does({"sync"}));
    desk_ = std::make_unique<Desk>(std::move(site_.desk));
  }

  [[nodiscard]] Desk& desk() { return *desk_; }

  [[nodiscard]] std::uint64_t draw(std::uint64_t below) { return chance_() % below; }

  [[nodiscard]] const Laptop& laptop(std::uint64_t which) const {
    return which == 0 ? site_.laptop : second_;
  }

  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }

  [[nodiscard]] const std::string& no(std::uint64_t which) const { return site_.nos.at(which); }

  void note(const Laptop& laptop, const std::string& no) {
    const std::string text = "记录 " + std::to_string(++count_);
    static_cast<void>(laptop.does({"note", no, text}));
    notes_[no].push_back(text);
  }

  void write_some(const Laptop& laptop) {
    for (std::uint64_t i = 0; i <= draw(3); ++i) note(laptop, no(draw(site_.nos.size())));
  }

  /// A new order, which one laptop at least has pulled and worked on before the disk goes.
  void take_in() {
    const std::string no = "YL-" + std::to_string(200 + lives_);
    const json order{{"no", no},
                     {"reporter_unit", "样例供电所"},
                     {"description", "样例故障"},
                     {"group", "样例组"}};
    write_bytes(path("new.jsonl"), order.dump() + '\n');
    static_cast<void>(desk().does({"order", "import", path("new.jsonl").string()}));
    static_cast<void>(desk().does({"order", "assign", no, "engineer1"}));
    const Laptop& first = laptop(draw(2));
    static_cast<void>(first.does({"sync"}));
    note(first, no);
    if (draw(2) == 0) static_cast<void>(first.does({"sync"}));
    taken_in_.push_back(no);
  }

  void back_up() {
    backups_.push_back(path("backup" + std::to_string(backups_.size())));
    static_cast<void>(desk().does({"backup", backups_.back().string()}));
  }

  /// The disk is gone under load, whichever backup is at hand comes back.
  void destroy_and_restore() {
    test::Child syncing(laptop(draw(2)).command({"sync"}));
    std::this_thread::sleep_for(std::chrono::microseconds(draw(15000)));
    const int port = desk().port();
    desk().kill();
    syncing.wait();
    fs::remove_all(desk().data());
    const std::string backup = backups_.at(draw(backups_.size())).string();
    desk_ = std::make_unique<Desk>(path("desk" + std::to_string(++lives_)));
    static_cast<void>(desk().does({"restore", backup}));
    desk().start(port);
  }

  void come_to_rest() {
    for (int i = 0; i < kSyncs_max; ++i) {
      bool moved = false;
      for (const std::uint64_t which : {0U, 1U}) {
        const json report = laptop(which).does({"sync"});
        CHECK(report["rejected"] == 0);
        moved = moved || report["pushed"] != 0 || report["pulled"] != 0;
      }
      if (moved) continue;
      std::ranges::move(taken_in_, std::back_inserter(site_.nos));  // both have them now
      return taken_in_.clear();
    }
    FAIL("the laptops do not come to rest");
  }

  void check() {
    for (const std::string& no : site_.nos) {
      CAPTURE(no);
      const json there = desk().does({"order", "show", no});
      auto want = notes_[no];
      auto have = notes_of(there);
      std::ranges::sort(want);
      std::ranges::sort(have);
      CHECK(have == want);
      for (const std::uint64_t which : {0U, 1U}) {
        CHECK(json::diff(laptop(which).does({"show", no}), there) == json::array());
      }
    }
    static_cast<void>(desk().does({"verify"}));
  }

  [[nodiscard]] std::size_t notes() const { return static_cast<std::size_t>(count_); }

 private:
  std::mt19937_64 chance_;
  Folder folder_;
  SmallSite site_{folder_.path(), kOrders};
  Laptop second_{folder_.path() / "laptop2"};
  std::unique_ptr<Desk> desk_{};  // the present one
  std::vector<fs::path> backups_;
  std::map<std::string, std::vector<std::string>> notes_;
  std::vector<std::string> taken_in_;  // since the laptops last came to rest
  int count_ = 0;
  int lives_ = 0;
};

TEST_CASE("the desk's disk is destroyed and an old backup restored: nothing is lost or doubled") {
  const std::uint64_t seed = test::seed_of_run();
  std::printf("HUIDAN_SEED=%llu\n", static_cast<unsigned long long>(seed));
  CAPTURE(seed);
  Ward ward(seed);
  ward.back_up();
  for (int i = 0; i < disasters(); ++i) {
    CAPTURE(i);
    for (std::uint64_t step = 0; step <= ward.draw(3); ++step) {
      const Laptop& laptop = ward.laptop(ward.draw(2));
      ward.write_some(laptop);
      static_cast<void>(laptop.does({"sync"}));
      if (ward.draw(3) == 0) ward.back_up();
    }
    for (const std::uint64_t which : {0U, 1U}) ward.write_some(ward.laptop(which));
    ward.take_in();
    ward.destroy_and_restore();
    ward.come_to_rest();
    ward.check();
  }
  std::printf("  %d disasters, %zu notes, none lost, none doubled\n", disasters(), ward.notes());
}

TEST_CASE("a photo whose order has left comes back to a desk that lost it") {
  Folder folder;
  SmallSite site(folder.path(), 1);
  site.enrol();
  const std::string& no = site.nos[0];
  static_cast<void>(site.desk.does({"backup", (folder.path() / "old").string()}));
  write_bytes(folder.path() / "photo.png", test::png_of(640, 480, 70'000));
  static_cast<void>(site.laptop.does({"photo", no, (folder.path() / "photo.png").string()}));
  CHECK(site.laptop.does({"sync"})["blobs_up"] == 1);
  static_cast<void>(site.laptop.does({"sync"}));
  static_cast<void>(site.desk.does({"user", "add", "engineer2", "--roles", "engineer"}));
  static_cast<void>(site.desk.does({"order", "assign", no, "engineer2"}));
  CHECK(site.laptop.does({"sync"})["left"] == 1);
  const int port = site.desk.port();
  site.desk.kill();
  Desk again(folder.path() / "again");
  static_cast<void>(again.does({"restore", (folder.path() / "old").string()}));
  again.start(port);
  static_cast<void>(site.laptop.does({"sync"}));
  CHECK(site.laptop.does({"sync"})["blobs_pending"] == 0);
  CHECK(again.does({"order", "show", no})["photos"][0]["state"] == "ready");
  CHECK(again.does({"verify"})["counts"]["photos"] == 1);
}

TEST_CASE("a laptop that joined after the backup is taken back with all its work") {
  Folder folder;
  SmallSite site(folder.path(), 1);
  static_cast<void>(site.desk.does({"backup", (folder.path() / "old").string()}));
  site.enrol();
  static_cast<void>(site.laptop.does({"note", site.nos[0], "一"}));
  static_cast<void>(site.laptop.does({"sync"}));
  static_cast<void>(site.laptop.does({"note", site.nos[0], "二"}));
  const int port = site.desk.port();
  site.desk.kill();
  Desk again(folder.path() / "again");
  static_cast<void>(again.does({"restore", (folder.path() / "old").string()}));
  again.start(port);
  CHECK(site.laptop.refuses({"sync"}).code == "unknown_device");
  const std::string device = site.laptop.does({"status"})["device"];
  // Another engineer's code would give the work to him.
  static_cast<void>(again.does({"user", "add", "engineer2", "--roles", "engineer"}));
  const std::string his = again.does({"device", "code", "engineer2"})["code"];
  CHECK(site.laptop.refuses({"enrol", "--server", again.url(), "--code", his}).code ==
        "wrong_code");
  site.laptop.enrol(again, "engineer1");
  CHECK(site.laptop.does({"status"})["device"] == device);
  static_cast<void>(site.laptop.does({"sync"}));
  const std::vector<std::string> both{"一", "二"};
  CHECK(notes_of(again.does({"order", "show", site.nos[0]})) == both);
  // A desk of another key takes nothing that was this one's.
  Desk other(folder.path() / "other");
  static_cast<void>(other.does({"user", "add", "engineer1", "--roles", "engineer"}));
  other.start();
  const std::string code = other.does({"device", "code", "engineer1"})["code"];
  CHECK(site.laptop.refuses({"enrol", "--server", other.url(), "--code", code}).code ==
        "already_enrolled");
}

TEST_CASE("a copied laptop and one set back to an old backup lose and double nothing") {
  Ward ward(test::seed_of_run());
  const Laptop& laptop = ward.laptop(0);
  ward.note(laptop, ward.no(0));
  static_cast<void>(laptop.does({"sync"}));
  static_cast<void>(laptop.does({"backup", ward.path("laptop-backup").string()}));
  ward.note(laptop, ward.no(0));  // written before the copy was made: both hold it
  fs::copy(laptop.data(), ward.path("copy"), fs::copy_options::recursive);
  const Laptop copy(ward.path("copy"));
  for (const Laptop* each : {&laptop, &copy}) {
    ward.note(*each, ward.no(1));
    static_cast<void>(each->does({"sync"}));
  }
  ward.come_to_rest();
  static_cast<void>(copy.does({"sync"}));
  ward.check();

  const Laptop back(ward.path("back"));
  const json restored = back.does({"restore", ward.path("laptop-backup").string()});
  CHECK(restored["counts"]["unsent"] == 0);
  ward.note(back, ward.no(2));
  ward.note(laptop, ward.no(2));
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(back.does({"sync"}));
    static_cast<void>(laptop.does({"sync"}));
  }
  ward.come_to_rest();
  ward.check();
  CHECK(back.refuses({"restore", ward.path("laptop-backup").string()}).code == "not_empty");
}

TEST_CASE("a backup under load holds one moment") {
  Folder folder;
  SmallSite site(folder.path(), 1);
  site.enrol();
  const std::string& no = site.nos[0];
  std::atomic<bool> enough{false};
  int written = 0;
  std::thread engineer([&] {
    while (!enough) {
      static_cast<void>(site.laptop.does({"note", no, std::to_string(++written)}));
      static_cast<void>(site.laptop.does({"sync"}));
    }
  });
  std::vector<fs::path> backups;
  for (int i = 0; i < 4; ++i) {
    backups.push_back(folder.path() / ("backup" + std::to_string(i)));
    static_cast<void>(site.desk.does({"backup", backups.back().string()}));
  }
  enough = true;
  engineer.join();
  for (const fs::path& backup : backups) {
    Desk old(backup.string() + ".restored");
    const json said = old.does({"restore", backup.string()});
    static_cast<void>(old.does({"verify"}));
    const auto notes = notes_of(old.does({"order", "show", no}));
    std::vector<std::string> first;  // what had been written by then, without a gap
    for (std::size_t i = 1; i <= notes.size(); ++i) first.push_back(std::to_string(i));
    CHECK(notes == first);
    CHECK(said["counts"]["receipts"] == notes.size());
  }
}

TEST_CASE("what is no sound backup is refused with 65 and changes nothing") {
  Folder folder;
  SmallSite site(folder.path(), 1);
  const fs::path file = folder.path() / "backup";
  const fs::path to = folder.path() / "restored";
  static_cast<void>(site.desk.does({"backup", file.string()}));
  const std::string sound = read_bytes(file);
  const Desk desk(to);

  std::string flipped = sound;
  flipped[sound.size() / 2] = static_cast<char>(flipped[sound.size() / 2] ^ 4);

  struct Row {
    const char* name;
    std::string bytes;
  };

  for (const Row& row : {Row{"a bit has turned", flipped},
                         Row{"its end is missing", sound.substr(0, sound.size() - 1)},
                         Row{"cut between two chunks", sound.substr(0, 65536 + 17 + 23 + 24)},
                         Row{"something stands behind it", sound + "x"}, Row{"empty", ""},
                         Row{"another file", "PK\x03\x04 a zip, say\n"}}) {
    CAPTURE(row.name);
    write_bytes(file, row.bytes);
    const Refused refused = desk.refuses({"restore", file.string()});
    CHECK(refused.code == "bad_backup");
    CHECK(refused.exit == 65);
    CHECK_FALSE(fs::exists(to));
    CHECK(desk.refuses({"verify", file.string()}).exit == 65);
  }
  const Refused none = desk.refuses({"restore", (folder.path() / "none").string()});
  CHECK(none.code == "not_found");
}

}  // namespace
}  // namespace huidan::e2e

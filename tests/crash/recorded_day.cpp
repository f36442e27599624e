#include "tests/crash/recorded_day.hpp"

#include "sync/base/crypto.hpp"
#include "tests/crash/tapped.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::crash {
namespace {

using e2e::json;
using On = Promise::On;

// So that a day's write-ahead logs are folded into their databases more than once.
constexpr std::size_t kNote_bytes = 9000;
constexpr std::size_t kPhoto_bytes = 30'000;

class Day {
 public:
  explicit Day(const std::filesystem::path& under)
      : under_(under), root_(under / "site"), tapped_(root_, under / "log") {
    std::filesystem::create_directory(under / "site");
  }

  RecordedDay play(int rounds) {
    {
      e2e::SmallSite site(root_, 3, e2e::Made::here);
      for (const std::string& no : site.nos) promise(On::desk, no);
      site.enrol();
      for (const std::string& no : site.nos) promise(On::laptop, no);
      for (int round = 0; round < rounds; ++round) work(site, round);
      static_cast<void>(site.desk.stop());
      site.desk.start();
      sync(site);
      static_cast<void>(site.desk.stop());
    }
    RecordedDay day{root_, e2e::read_bytes(tapped_.log()), {}, promises_};
    day.records = records_of(day.log);
    for (std::size_t i = 0; i < day.records.size(); ++i) {
      if (day.records[i].kind != 'm') continue;
      day.promises[static_cast<std::size_t>(day.records[i].off)].record = i;
    }
    return day;
  }

 private:
  void promise(On on, std::string text, std::string photo = {}) {
    tapped_.mark(static_cast<std::int64_t>(promises_.size()));
    promises_.push_back({on, std::move(text), std::move(photo), 0});
  }

  void work(e2e::SmallSite& site, int round) {
    const std::string& no = site.nos[static_cast<std::size_t>(round) % site.nos.size()];
    const std::string name = "t" + std::to_string(round) + "t";
    const std::string text = name + std::string(kNote_bytes, 'x');
    static_cast<void>(site.laptop.does({"note", no, text}));
    promise(On::laptop, name);
    unsent_.push_back(name);
    if (round % 4 == 1) photo(site, no, round);
    if (round % 3 == 1) {
      const std::string edit = "d" + std::to_string(round) + "d";
      static_cast<void>(site.desk.does({"order", "set", no, "remarks=" + edit}));
      promise(On::desk, edit);
    }
    if (round % 3 == 2) sync(site);
  }

  void photo(e2e::SmallSite& site, const std::string& no, int round) {
    const std::string bytes =
        test::png_of(640, 480, kPhoto_bytes, static_cast<std::uint32_t>(round));
    const auto path = under_ / "photo.png";
    e2e::write_bytes(path, bytes);
    static_cast<void>(site.laptop.does({"photo", no, path.string()}));
    const std::string sha = sha256_hex(bytes);
    promise(On::laptop, sha, sha);
    unsent_photos_.push_back(sha);
  }

  void sync(e2e::SmallSite& site) {
    static_cast<void>(site.laptop.does({"sync"}));
    for (std::string& text : unsent_) promise(On::desk, std::move(text));
    for (const std::string& sha : unsent_photos_) promise(On::desk, sha, sha);
    unsent_.clear();
    unsent_photos_.clear();
  }

  std::filesystem::path under_;
  std::filesystem::path root_;
  Tapped tapped_;
  std::vector<Promise> promises_;
  std::vector<std::string> unsent_;
  std::vector<std::string> unsent_photos_;
};

}  // namespace

RecordedDay record_day(const std::filesystem::path& under, int rounds) {
  return Day(under).play(rounds);
}

}  // namespace huidan::crash

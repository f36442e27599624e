// Wrong clocks are harmless (RELIABILITY P6): laptop and desk jump by years, against each other and
// while the desk serves. What is written comes home once and in order, nothing is disputed, and
// both the laptop's status and its departure check say what is off.
#include <doctest/doctest.h>

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

constexpr std::int64_t kDay_s = std::int64_t{24} * 3600;
constexpr std::int64_t kYear_s = 365 * kDay_s + kDay_s / 4;
constexpr const char* kPreload = "LD_PRELOAD";
constexpr const char* kClock = "HUIDAN_TEST_CLOCK";

bool soak() {
  return std::getenv("HUIDAN_SOAK") != nullptr;
}

/// The clock of one machine: programs started within a Wearing have it.
class MachineClock {
 public:
  explicit MachineClock(std::filesystem::path file) : file_(std::move(file)) { set(0); }

  /// No system's clock goes back beyond 1970.
  void set(std::int64_t off_s) {
    off_s_ = std::max<std::int64_t>(off_s, 60 - std::time(nullptr));
    write_bytes(file_, std::to_string(off_s_));
  }

  [[nodiscard]] std::int64_t off_s() const { return off_s_; }

  class Wearing {
   public:
    explicit Wearing(const MachineClock& clock) {
      ::setenv(kClock, clock.file_.c_str(), 1);
      ::setenv(kPreload, CLOCK_SHIM, 1);
    }

    Wearing(const Wearing&) = delete;
    Wearing& operator=(const Wearing&) = delete;
    Wearing(Wearing&&) = delete;
    Wearing& operator=(Wearing&&) = delete;

    ~Wearing() {
      ::unsetenv(kPreload);
      ::unsetenv(kClock);
    }
  };

 private:
  std::filesystem::path file_;
  std::int64_t off_s_ = 0;
};

/// A desk and a laptop, each by its own clock.
class Skewed {
 public:
  Skewed() {
    CHECK(site_.desk.stop() == 0);
    restart_desk();
    const MachineClock::Wearing wearing(here);
    site_.enrol();
  }

  void restart_desk() {
    const MachineClock::Wearing wearing(there);
    if (site_.desk.serving()) CHECK(site_.desk.stop() == 0);
    site_.desk.start();
  }

  json laptop(const Words& words) {
    const MachineClock::Wearing wearing(here);
    return site_.laptop.does(words);
  }

  json desk(const Words& words) {
    const MachineClock::Wearing wearing(there);
    return site_.desk.does(words);
  }

  /// Notes and a field by the engineer, a field by the desk, and home.
  void work() {
    ++rounds_;
    const std::string text = "第 " + std::to_string(rounds_) + " 条";
    static_cast<void>(laptop({"note", no(), text}));
    notes_.push_back(text);
    treatment_ = "处理 " + std::to_string(rounds_);
    static_cast<void>(laptop({"set", no(), "treatment=" + treatment_}));
    contact_ = "转告 " + std::to_string(rounds_);
    static_cast<void>(desk({"order", "set", no(), "contact=" + contact_}));
    sync();
  }

  void sync() {
    const json report = laptop({"sync"});
    CHECK(report["rejected"] == 0);
    CHECK(report["parked"] == 0);
    CHECK(report["late"] == 0);
    CHECK(report["forks"] == 0);
  }

  void check() {
    const json shown = laptop({"show", no()});
    CHECK(json::diff(shown, desk({"order", "show", no()})) == json::array());
    std::vector<std::string> notes;
    for (const json& note : shown["notes"]) notes.push_back(note["text"]);
    CHECK(notes == notes_);
    CHECK(shown["treatment"] == treatment_);
    CHECK(shown["contact"] == contact_);
    CHECK(shown["disputes"].empty());
    CHECK(laptop({"status"})["unsent_ops"] == 0);
  }

  /// What the engineer is told of it.
  void check_hint() {
    const std::int64_t off_s = there.off_s() - here.off_s();
    const double told_s = laptop({"status"})["clock_offset_ms"].get<double>() / 1000;
    CHECK(std::abs(told_s - static_cast<double>(off_s)) < 60);
    const MachineClock::Wearing wearing(here);
    const test::Ran ran = site_.laptop.runs({"ready"});
    for (const json& check : json::parse(ran.out)["checks"]) {
      if (check["name"] == "clock") CHECK(check["ok"].get<bool>() == (std::abs(off_s) <= 120));
    }
  }

  [[nodiscard]] const std::string& no() const { return site_.nos[0]; }

  [[nodiscard]] int rounds() const { return rounds_; }

  Folder folder{};
  MachineClock here{folder.path() / "laptop.clock"};
  MachineClock there{folder.path() / "desk.clock"};

 private:
  SmallSite site_{folder.path(), 1};
  std::vector<std::string> notes_;
  std::string treatment_;
  std::string contact_;
  int rounds_ = 0;
};

std::vector<std::int64_t> jumps() {
  const std::int64_t now_s = std::time(nullptr);
  constexpr std::int64_t kEnd_of_32_bits_s = 0x7FFFFFFF;
  std::vector<std::int64_t> all{-10 * kYear_s, 10 * kYear_s, 60 - now_s, kEnd_of_32_bits_s - now_s};
  if (!soak()) return all;
  for (const std::int64_t each : {-kYear_s, kYear_s, 60 * kYear_s, -kDay_s, kDay_s, kDay_s / 24}) {
    all.push_back(each);
  }
  return all;
}

TEST_CASE("clocks that jump by years lose nothing, double nothing, dispute nothing, and are told") {
  Skewed site;
  site.work();
  for (const std::int64_t jump : jumps()) {
    CAPTURE(jump);
    // The laptop alone; it comes back; the desk alone, while it serves; both, away from each other.
    site.here.set(jump);
    site.work();
    site.check_hint();
    site.here.set(0);
    site.work();
    site.there.set(jump);
    site.work();
    site.check_hint();
    site.restart_desk();
    site.here.set(-jump);
    site.work();
    site.check();
    site.there.set(0);
    site.restart_desk();
    site.here.set(0);
    site.work();
    site.check_hint();
  }
  site.check();
  std::printf("  %d rounds between clocks that jumped\n", site.rounds());
}

}  // namespace
}  // namespace huidan::e2e

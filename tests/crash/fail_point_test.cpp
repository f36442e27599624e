// Every call to the disk that a program makes fails once, with EIO and with ENOSPC: the error is
// said, nothing that was acknowledged is lost, nothing comes twice (RELIABILITY P4).
#include <doctest/doctest.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "tests/crash/tapped.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::crash {
namespace {

using e2e::json;

constexpr int kPoints_max = 2000;  // far more than any verb has

/// Every how-manieth point is tried: all of them in a soak.
int stride() {
  return std::getenv("HUIDAN_SOAK") == nullptr ? 3 : 1;
}

/// What came of it, for people to read.
using Results = std::map<std::string, int>;

void print(const char* what, const Results& results) {
  std::printf("%s:", what);
  for (const auto& [result, count] : results) std::printf(" %s %d", result.c_str(), count);
  std::printf("\n");
}

/// The notes of an order, and how often each is there.
std::map<std::string, int> notes_of(const e2e::Program& program, const e2e::Words& show) {
  std::map<std::string, int> found;
  const json order = program.does(show);
  for (const json& note : order["notes"]) ++found[note["text"].get<std::string>()];
  return found;
}

struct Broken {
  Broken() : site(folder.path(), 1) { site.enrol(); }

  e2e::Folder folder;
  e2e::SmallSite site;
  std::vector<std::string> acknowledged;
  std::vector<std::string> refused;
  Results results;

  const std::string& no() const { return site.nos[0]; }

  /// Nothing that was acknowledged is missing and nothing is there twice, on both sides.
  void check_all() {
    static_cast<void>(site.laptop.does({"sync"}));
    const auto here = notes_of(site.laptop, {"show", no()});
    const auto there = notes_of(site.desk, {"order", "show", no()});
    CHECK(here == there);
    for (const std::string& text : acknowledged) {
      CAPTURE(text);
      CHECK(here.contains(text));
    }
    for (const auto& [text, count] : here) {
      CAPTURE(text);
      CHECK(count == 1);
    }
  }

  /// Runs a verb of the laptop; what it says of an error is kept with its exit code.
  bool tries(const e2e::Words& words) {
    const test::Ran ran = site.laptop.runs(words);
    if (ran.exit == 0) {
      ++results["done"];
      return true;
    }
    const json said = json::parse(ran.out, nullptr, false);
    CAPTURE(ran.out);
    CAPTURE(ran.err);
    REQUIRE(said.is_object());
    const std::string code = said["error"]["code"];
    CHECK(ran.exit == e2e::kDisk);
    CHECK((code == "disk_error" || code == "disk_full"));
    ++results[code];
    return false;
  }
};

TEST_CASE_FIXTURE(Broken, "each call of the laptop to its disk fails once") {
  const auto photo = folder.path() / "photo.png";
  int number = 0;
  for (const char* const verb : {"note", "photo", "sync"}) {
    for (const int error : {EIO, ENOSPC}) {
      const Tapped tapped(site.laptop.data(), folder.path() / "log");
      for (int n = 1; n < kPoints_max; n += stride()) {
        const std::string text = "第 " + std::to_string(++number) + " 条";
        e2e::Words words{verb};
        if (verb != std::string_view("sync")) words.push_back(no());
        if (verb == std::string_view("note")) words.push_back(text);
        if (verb == std::string_view("photo")) {
          e2e::write_bytes(photo, test::png_of(64, 48, 900, static_cast<std::uint32_t>(number)));
          words.push_back(photo.string());
        }
        tapped.forget();
        tapped.fail_at(0, 0);
        if (verb == std::string_view("sync")) {
          static_cast<void>(site.laptop.does({"note", no(), text}));
          acknowledged.push_back(text);
          tapped.forget();
        }
        tapped.fail_at(n, error);
        const bool done = tries(words);
        // A photo's name is on disk only once its folder is.
        if (std::filesystem::is_directory(tapped.failed()) && verb == std::string_view("photo")) {
          CHECK_MESSAGE(!done, tapped.failed());
          ++results["of a folder"];
        }
        if (verb == std::string_view("note")) (done ? acknowledged : refused).push_back(text);
        if (tapped.failed().empty()) break;
      }
    }
  }
  check_all();
  print("calls of the laptop that failed once", results);
  if (stride() == 1) CHECK(results["of a folder"] > 0);
}

TEST_CASE_FIXTURE(Broken, "each call of the desk to its disk fails once") {
  const Tapped tapped(site.desk.data(), folder.path() / "log");
  int number = 0;
  int ended = 0;
  const auto stop = [&] {
    if (!site.desk.serving()) return;
    const int exit = site.desk.stop();
    CHECK((exit == 0 || exit == e2e::kDisk));
    ended += exit == e2e::kDisk ? 1 : 0;
  };
  for (const int error : {EIO, ENOSPC}) {
    for (int n = 1; n < kPoints_max; n += stride()) {
      const std::string text = "第 " + std::to_string(++number) + " 条";
      static_cast<void>(site.laptop.does({"note", no(), text}));
      acknowledged.push_back(text);
      stop();
      tapped.forget();
      tapped.fail_at(n, error);
      bool serving = true;
      try {
        site.desk.start();
      } catch (const std::runtime_error&) {
        serving = false;
        ++results["the desk did not start"];
      }
      if (serving) {
        const test::Ran ran = site.laptop.runs({"sync"});
        CAPTURE(ran.out);
        CHECK((ran.exit == 0 || ran.exit == e2e::kDisk || ran.exit == e2e::kNoNetwork));
        const json said = json::parse(ran.out, nullptr, false);
        REQUIRE(said.is_object());
        ++results[ran.exit == 0 ? "done" : said["error"]["code"].get<std::string>()];
      }
      tapped.fail_at(0, 0);
      if (tapped.failed().empty()) break;
    }
  }
  stop();
  results["ended with 74"] = ended;
  site.desk.start();
  check_all();
  print("calls of the desk that failed once", results);
}

}  // namespace
}  // namespace huidan::crash

// The runs worth keeping: each file under tests/scenarios/ says why at its head, what happens, and
// what must come of it. Every invariant is judged at the end as after a seed.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "sync/base/file.hpp"
#include "tests/simulation/run.hpp"

namespace huidan::sim {
namespace {

constexpr std::uintmax_t kScenario_bytes = 1 << 16;

std::vector<std::filesystem::path> scenarios() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(HUIDAN_SOURCE_DIR "/tests/scenarios")) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("every scenario ends as it says") {
  Disks disks;
  for (const auto& path : scenarios()) {
    CAPTURE(path.filename().string());
    const std::string text = read_file(path, kScenario_bytes).value();
    CHECK(text.starts_with("# "));
    CHECK(text.find("expect ") != std::string::npos);
    const auto script = script_of(text);
    CHECK_MESSAGE(script.ok(), (script.ok() ? "" : script.error().detail));
    if (!script) continue;
    Tally tally;
    const auto verdict = run(script.value(), disks, tally);
    CHECK((verdict ? verdict->text : "") == "");
  }
}

TEST_CASE("a script reads back as it was written") {
  const std::string text =
      "laptops e1 e2\norders e1\npage 2000\nlaptop 1 sets order 1 cause = \"two words\"\n"
      "laptop 1 syncs, reply 2 cut at 500\nseat 1 assigns order 1 to e2\n"
      "laptop 2 has a clock off by -400 days\n";
  const auto script = script_of(text);
  REQUIRE(script.ok());
  CHECK(text_of(script.value()) == text);
  CHECK(script.value().steps.at(0).words == std::vector<std::string>{"cause", "two words"});
  CHECK(script_of("laptop 1 dances\n").error().detail == "laptop 1 dances");
}

}  // namespace huidan::sim

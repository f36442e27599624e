// A desk and its laptops under every fault, from seeds. HUIDAN_SEED=n replays one seed and says
// what it does, HUIDAN_SEEDS=n runs so many, HUIDAN_FROM=n from there on, HUIDAN_BRIEF=1
// cuts nothing down.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <thread>

#include "sync/base/file.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/run.hpp"

namespace huidan::sim {
namespace {

constexpr std::uint64_t kSeeds = 3000;          // about a minute of one core
constexpr std::uint64_t kSeeds_telling = 1000;  // fewer need not meet everything
constexpr std::size_t kThreads = 2;

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
  const std::string value = environment(name);
  return value.empty() ? otherwise : std::stoull(value);
}

/// What to read when a seed fails: why, and the shortest run that fails alike.
std::string account(const Script& script, const Verdict& verdict, Disks& disks) {
  if (!environment("HUIDAN_BRIEF").empty()) {  // whoever runs mutations knows why already
    return "HUIDAN_SEED=" + std::to_string(script.seed) + "\n" + verdict.text + '\n';
  }
  const Script shortest = shrunk(script, verdict.invariant, disks);
  Tally tally;
  const auto still = run(shortest, disks, tally);
  return "HUIDAN_SEED=" + std::to_string(script.seed) + "\n" + verdict.text + "\nshortest, " +
         std::to_string(shortest.steps.size()) + " of " + std::to_string(script.steps.size()) +
         " steps: " + (still ? still->text : "(it holds)") + '\n' + text_of(shortest);
}

/// Says which seeds were under way when an assert of the engine ends the program.
std::array<std::atomic<std::uint64_t>, kThreads> under_way;

extern "C" void say_seeds(int /*signal*/) {
  for (const auto& seed : under_way) {
    std::fprintf(stderr, "HUIDAN_SEED=%llu was under way\n",
                 static_cast<unsigned long long>(seed.load()));
  }
}

std::atomic<bool> somebody_failed;  // one failure is enough to look at

struct Worker {
  Tally tally;
  std::string failed;

  void work(std::size_t me, std::uint64_t first, std::uint64_t last) {
    Disks disks;
    for (std::uint64_t seed = first + me; seed <= last && !somebody_failed; seed += kThreads) {
      under_way.at(me) = seed;
      const Script script = draw(seed);
      const auto verdict = run(script, disks, tally);
      if (!verdict) continue;
      somebody_failed = true;
      failed = account(script, *verdict, disks);
    }
  }
};

}  // namespace

TEST_CASE("whatever fails and whoever writes, nothing is lost, doubled or overwritten unseen") {
  const std::uint64_t only = number_of("HUIDAN_SEED", 0);
  const std::uint64_t first = only != 0 ? only : number_of("HUIDAN_FROM", 1);
  const std::uint64_t last = only != 0 ? only : first - 1 + number_of("HUIDAN_SEEDS", kSeeds);
  std::array<Worker, kThreads> workers;
  std::signal(SIGABRT, say_seeds);
  const std::clock_t begin = std::clock();
  {
    std::array<std::jthread, kThreads> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.at(i) = std::jthread([&, i] { workers.at(i).work(i, first, last); });
    }
  }
  const double core_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  Tally tally;
  for (const Worker& worker : workers) {
    tally.add(worker.tally);
    CHECK(worker.failed == "");
  }
  std::printf("%s  %.1f seeds a second and core\n", tally.text().c_str(),
              static_cast<double>(tally.seeds) / core_s);
  if (last - first + 1 < kSeeds_telling) return;
  CHECK(tally.ops >= 50 * tally.seeds);
  for (std::size_t i = 0; i < kCounts; ++i) {
    const auto count = static_cast<Count>(i);
    CAPTURE(name_of(count));
    CHECK(tally.of(count) > 0);
  }
}

TEST_CASE("a run that fails is cut down to the steps that matter") {
  Script script = draw(1);
  const auto wrong = script_of(
      "laptop 1 syncs\nlaptop 1 notes on order 1 \"x\"\nlaptop 1 syncs\n"
      "expect order 1 has 0 notes\n");
  REQUIRE(wrong.ok());
  for (Step step : wrong.value().steps) {
    step.id = static_cast<int>(script.steps.size()) + 1;
    script.steps.push_back(std::move(step));
  }
  script.setup.orders = {script.setup.laptops.front()};
  script.setup.page_bytes = script.setup.push_max = 0;
  Disks disks;
  const Script shortest = shrunk(script, "expected", disks);
  CHECK(shortest.steps.size() <= 3);
  Tally tally;
  const auto verdict = run(shortest, disks, tally);
  REQUIRE(verdict);
  CHECK(verdict->invariant == "expected");
}

}  // namespace huidan::sim

#include "tests/simulation/run.hpp"

#include <algorithm>

#include "tests/simulation/oracle.hpp"

namespace huidan::sim {
namespace {

constexpr int kTries_max = 3000;

}  // namespace

std::optional<Verdict> run(const Script& script, Disks& disks, Tally& tally) {
  disks.give_all_back();
  std::string last = "set up";
  try {
    World world(script, disks, tally);
    for (const Step& step : script.steps) {
      last = text_of(step);
      world.run(step);
    }
    last = "the end";
    world.heal();
    judge(world);
  } catch (const Violation& violation) {
    return Verdict{violation.invariant(), std::string(violation.what()) + "\n  at: " + last};
  } catch (const Failure& failure) {
    return Verdict{"failure", std::string(failure.what()) + "\n  at: " + last};
  } catch (const std::exception& wrong) {
    return Verdict{"exception", std::string(wrong.what()) + "\n  at: " + last};
  }
  ++tally.seeds;
  return std::nullopt;
}

Script shrunk(Script script, const std::string& invariant, Disks& disks) {
  int tries = 0;
  Tally tally;
  std::size_t chunk = std::max<std::size_t>(script.steps.size() / 2, 1);
  while (tries < kTries_max) {
    bool cut = false;
    for (std::size_t at = 0; at < script.steps.size() && tries < kTries_max; ++tries) {
      Script shorter = script;
      const auto begin = shorter.steps.begin() + static_cast<std::ptrdiff_t>(at);
      const std::size_t count = std::min(chunk, shorter.steps.size() - at);
      shorter.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
      const auto verdict = run(shorter, disks, tally);
      if (verdict && verdict->invariant == invariant) {
        script = std::move(shorter);
        cut = true;
      } else {
        at += chunk;
      }
    }
    if (!cut && chunk == 1) break;
    if (!cut) chunk = std::max<std::size_t>(chunk / 2, 1);
  }
  return script;
}

}  // namespace huidan::sim

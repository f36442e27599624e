#pragma once
// Runs a script and says what it violated; cuts one that does down to the steps that matter.

#include <optional>

#include "tests/simulation/disk.hpp"
#include "tests/simulation/step.hpp"
#include "tests/simulation/tally.hpp"

namespace huidan::sim {

struct Verdict {
  std::string invariant;
  std::string text;
};

/// Nothing when every invariant held.
[[nodiscard]] std::optional<Verdict> run(const Script& script, Disks& disks, Tally& tally);

/// The same violation with as few steps as delta debugging finds.
[[nodiscard]] Script shrunk(Script script, const std::string& invariant, Disks& disks);

}  // namespace huidan::sim

#pragma once
// Judges a run by the invariants of SYNC §4, from what the onlooker noted and what stands at the
// end.

#include "tests/simulation/world.hpp"

namespace huidan::sim {

/// Throws Violation. The world has healed.
void judge(World& world);

}  // namespace huidan::sim

#pragma once
// Draws a run from a seed. It guesses who holds what, so that most steps find something to do, but
// looks at nothing: a script is whole before the first step is taken.

#include "tests/simulation/step.hpp"

namespace huidan::sim {

[[nodiscard]] Script draw(std::uint64_t seed);

}  // namespace huidan::sim

#pragma once
// Draws a run from a seed. It guesses who holds what, so that most steps find something to do, but
// looks at nothing: a script is whole before the first step is taken.

#include "tests/simulation/step.hpp"

namespace huidan::sim {

/// What the engine can do so far; an axis that is off is drawn by no seed.
struct Axes {
  bool copies = false;          // a laptop copied, or set back to an old backup
  bool desk_restored = false;   // the desk set back to an old backup
  bool retention = false;       // longer away than the feed remembers who left
  bool spoilt_rows = false;     // a shadow that no longer says what the desk said
  bool paged_documents = true;  // documents of an order that changed while its reader turned pages
};

inline constexpr Axes kAxes{};

[[nodiscard]] Script draw(std::uint64_t seed);

}  // namespace huidan::sim

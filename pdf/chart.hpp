#pragma once
// Bars and lines with their words, as marks.

#include "pdf/report.hpp"
#include "pdf/typeset.hpp"

namespace huidan::pdf {

/// Draws `chart` into `box`: its title, an axis from 0 in round steps, and a label for each value,
/// or for every nth where all would touch each other.
void draw_chart(Marks& marks, const Chart& chart, const Box& box, Typesetter& typesetter);

/// The round step (1, 2 or 5 times a power of ten) that divides 0 to `highest` into at most
/// `parts`.
[[nodiscard]] double round_step(double highest, int parts);

}  // namespace huidan::pdf

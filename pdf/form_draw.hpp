#pragma once
// A page of rows as marks: rules, words, boxes to tick, ink.

#include "pdf/flow.hpp"

namespace huidan::pdf {

/// Draws `rows` with the table's top edge at `top`.
void draw_table(Marks& marks, const PageRows& rows, const Style& style, double top);

}  // namespace huidan::pdf

#pragma once
// A drawn signature as curves that fit a box.

#include <optional>

#include "pdf/marks.hpp"
#include "sync/model/ink.hpp"

namespace huidan::pdf {

/// The ink scaled into `box`, its shape kept, centred and clipped there; nothing when it holds no
/// usable point. Points closer to their neighbours' line than 0.2 pt are left out: nobody sees
/// them, and a signature costs half as many bytes.
[[nodiscard]] std::optional<PathMark> ink_mark(const Ink& ink, const Box& box);

}  // namespace huidan::pdf

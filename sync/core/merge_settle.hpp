#pragma once
// What a settlement comes to. It has a base as any other edit (SYNC §2.3): whoever settles chooses
// between what he had seen, and writes over nothing that he had not.

#include <string>

#include "sync/core/merge_pen.hpp"

namespace huidan::core {

/// Settles `dispute`, an open one of `state`, with `value`, which its writer may choose; or leaves
/// it open, where somebody wrote on it behind his back. `clean` is the verdict when nothing is in
/// his way; `pen` writes for `op`, the settlement.
[[nodiscard]] Outcome settled(OrderState& state, const Op& op, const Author& author, MergePen& pen,
                              Dispute& dispute, const std::string& value, Verdict clean);

}  // namespace huidan::core

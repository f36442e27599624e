#pragma once
// What a settlement comes to. It has a base as any other edit (SYNC §2.3): whoever settles chooses
// between what he had seen, and writes over nothing that he had not.

#include <string>

#include "sync/core/merge_pen.hpp"

namespace huidan::core {

/// All but `clean` outlive the settlement.
struct Settling {
  OrderState& state;
  const Op& op;  // the settlement
  const Author& author;
  MergePen& pen;  // writes for `op`
  Verdict clean;  // when nothing is in its way
};

/// Settles `dispute`, an open one of the order, with `value`, which its writer may choose; or
/// leaves it open, where somebody wrote on it behind his back.
[[nodiscard]] Outcome settled(const Settling& at, Dispute& dispute, const std::string& value);

}  // namespace huidan::core

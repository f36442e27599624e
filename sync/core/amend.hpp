#pragma once
// Amendments (SYNC §2.8): what a form said when somebody signed it, and was written over since, is
// kept in the order as rows of its own. The desk's merge and the laptop's view write them alike.

#include <functional>

#include "sync/core/merge.hpp"

namespace huidan::core {

/// Whether somebody has signed the current visit's form, in ink or on paper.
[[nodiscard]] bool signed_by_anybody(const WorkOrder& order) noexcept;

/// Adds to `after` a row for each value of the form that `op` has changed. The rows' ids come of
/// the op's, so that every end that takes it gives them the same.
void note_amendments(const WorkOrder& before, WorkOrder& after, const Op& op, const Writer& writer);

/// Lets `judge` change `state` by `op` and notes what that amends. An order that has as many
/// amendments as it may stays as it was: rejected, too_many.
[[nodiscard]] Outcome amending(OrderState& state, const Op& op, const Writer& writer,
                               const std::function<Outcome()>& judge);

}  // namespace huidan::core

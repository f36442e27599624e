#pragma once
// How the desk itself writes: through the same journal as every laptop, as one more device (HOUSE,
// "One door for writes"). Each person at the desk has a device of his own, so that two seats who
// have not seen each other's edit get a dispute like anybody else.

#include <string>
#include <string_view>
#include <vector>

#include "server/store/desk.hpp"
#include "server/store/hand.hpp"
#include "sync/model/policy.hpp"

namespace huidan::server {

/// One edit, on top of the version of the order that its writer saw.
struct Edit {
  OrderId order;
  std::int64_t base = 0;
  core::OpBody body;
};

/// Writes `edits` in turn within the caller's transaction and gives the result of each; an edit
/// that was rejected is journalled with its reason like any other.
[[nodiscard]] std::vector<core::OpResult> write_edits(Records& records, const Hand& hand,
                                                      std::vector<Edit> edits,
                                                      const core::Moment& moment);

/// The first rejection among results as an Error, so that a verb can refuse with it.
[[nodiscard]] Refusable all_taken(const std::vector<core::OpResult>& results);

/// The order of that number; unknown_order.
[[nodiscard]] Result<core::OrderState> find_order(Records& records, std::string_view no);

/// `hand` as policy sees him, from one order.
[[nodiscard]] Actor actor_of(const Hand& hand, const WorkOrder& order);

/// The order of that number as `hand` may see it; unknown_order where he may not.
[[nodiscard]] Result<core::OrderState> find_visible(Records& records, const Hand& hand,
                                                    std::string_view no);

}  // namespace huidan::server

#pragma once
// The parts of the oracle that stand in files of their own. All throw Violation.

#include <map>

#include "tests/simulation/world.hpp"

namespace huidan::sim {

using Orders = std::map<OrderId, WorkOrder>;

/// I9: what is shown as there is there, byte for byte; what anybody still has came home; and a
/// laptop keeps the bytes of what no backup holds, and no others.
void judge_photos(World& world, const Orders& orders);

/// I4: who holds an order sees what the desk sees, and nobody holds or is shown more.
void judge_agreement(World& world);

/// I1: what stood on a laptop when the desk went back stands at the desk again.
void judge_lost(World& world, const Orders& orders);

/// I6: what was his when he wrote is never strange to the desk (SYNC §2.6).
void judge_rights(World& world);

/// Nobody's work arrives as somebody else's, also where a laptop went from hand to hand.
void judge_authors(World& world);

}  // namespace huidan::sim

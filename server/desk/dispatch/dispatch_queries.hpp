#pragma once
// The dispatch room's own queries.

#include <string_view>

namespace huidan::server::dispatch {

inline constexpr std::string_view kOrdersBefore =
    "SELECT id, no FROM work_order WHERE no < $1 AND ($2 = '' OR status = $2) "
    "ORDER BY no DESC LIMIT $3";

}  // namespace huidan::server::dispatch

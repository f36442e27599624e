#pragma once
// What the numbers are counted from.

#include <string_view>

namespace huidan::server::operations {

inline constexpr std::string_view kOrders =
    "SELECT count(*), COALESCE(sum(disputes), 0) FROM work_order";
inline constexpr std::string_view kWaiting =
    "SELECT count(*) FROM journal j WHERE j.detail = 'handed' AND j.state = 'parked' AND "
    "NOT EXISTS (SELECT 1 FROM work_order w WHERE w.id = j.order_id)";
inline constexpr std::string_view kDevices =
    "SELECT d.id, d.pending, COALESCE((SELECT r.at FROM receipt r WHERE r.device_id = d.id "
    "ORDER BY r.number DESC LIMIT 1), ''), d.created_at FROM device d "
    "WHERE d.public_key <> '' AND d.revoked = '' ORDER BY d.id";

}  // namespace huidan::server::operations

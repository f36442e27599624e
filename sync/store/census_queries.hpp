#pragma once
// What a census reads at the desk, and of either end's schema; whole constants.

#include <string_view>

namespace huidan::store::census {

inline constexpr std::string_view kSchema =
    "SELECT part, version FROM schema_version ORDER BY part";

inline constexpr std::string_view kOrders =
    "SELECT id, no, version, seq, status, assignee, documents, disputes, floor, digest, doc, "
    "stamps "
    "FROM work_order ORDER BY seq";
inline constexpr std::string_view kSets =
    "SELECT p.person_id, p.orders, p.digest, o.digest FROM person_set p "
    "LEFT JOIN order_grant g ON g.person_id = p.person_id AND g.to_seq IS NULL "
    "LEFT JOIN work_order o ON o.id = g.order_id ORDER BY p.person_id";
inline constexpr std::string_view kJournal =
    "SELECT device_id, incarnation, n, op_id, order_id, bytes FROM journal "
    "ORDER BY device_id, incarnation, n";
inline constexpr std::string_view kReceipts =
    "SELECT id, at, signature, device_id, incarnation, last_n, chain, ops, number FROM receipt "
    "ORDER BY device_id, number";
inline constexpr std::string_view kDocuments = "SELECT hash, order_id, bytes FROM document";
inline constexpr std::string_view kBlobs = "SELECT sha FROM blob ORDER BY sha";
inline constexpr std::string_view kPersonCount = "SELECT count(*) FROM person";
inline constexpr std::string_view kDeviceCount = "SELECT count(*) FROM device";

}  // namespace huidan::store::census

#pragma once
// What a census reads on a laptop, whole constants.

#include <string_view>

namespace huidan::store::census {

inline constexpr std::string_view kShadows =
    "SELECT order_id, no, version, digest, doc FROM shadow ORDER BY order_id";
inline constexpr std::string_view kOutbox =
    "SELECT n, op_id, bytes, link, made_version FROM outbox ORDER BY n";
inline constexpr std::string_view kSent = "SELECT op_id, bytes FROM sent_op ORDER BY n";
inline constexpr std::string_view kLaptopReceiptCount = "SELECT count(*) FROM receipt";
inline constexpr std::string_view kOwnBlobs =
    "SELECT DISTINCT sha FROM blob_queue WHERE state <> 'refused' ORDER BY sha";

}  // namespace huidan::store::census

#pragma once
// The people room's own queries.

#include <string_view>

namespace huidan::server::people {

inline constexpr std::string_view kPutPassword =
    "INSERT INTO password (person_id, hash, changed_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
inline constexpr std::string_view kPassword = "SELECT hash FROM password WHERE person_id = $1";

inline constexpr std::string_view kAddCode =
    "INSERT INTO enrol_code (hash, person_id, expires_ms) VALUES ($1, $2, $3)";
inline constexpr std::string_view kCode =
    "SELECT person_id, expires_ms, device_id FROM enrol_code WHERE hash = $1";
inline constexpr std::string_view kUseCode = "UPDATE enrol_code SET device_id = $2 WHERE hash = $1";
inline constexpr std::string_view kForgetUsedCodes =
    "DELETE FROM enrol_code WHERE device_id <> '' AND expires_ms < $1";

inline constexpr std::string_view kAddSession =
    "INSERT INTO session (hash, person_id, created_ms, seen_ms) VALUES ($1, $2, $3, $3)";
inline constexpr std::string_view kSession =
    "SELECT person_id, created_ms, seen_ms FROM session WHERE hash = $1";
inline constexpr std::string_view kTouchSession = "UPDATE session SET seen_ms = $2 WHERE hash = $1";
inline constexpr std::string_view kDropSession = "DELETE FROM session WHERE hash = $1";
inline constexpr std::string_view kDropSessionsOf = "DELETE FROM session WHERE person_id = $1";

}  // namespace huidan::server::people

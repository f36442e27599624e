#pragma once
// The intake room's own queries.

#include <string_view>

namespace huidan::server::intake {

inline constexpr std::string_view kSaid = "SELECT version, said FROM import_row WHERE no = $1";
inline constexpr std::string_view kPutSaid =
    "INSERT INTO import_row (no, version, said) VALUES ($1, $2, $3) "
    "ON CONFLICT (no) DO UPDATE SET version = excluded.version, said = excluded.said";

}  // namespace huidan::server::intake

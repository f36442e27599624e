#pragma once
// A table for tests of the door alone.

#include <string_view>

#include "sync/store/database.hpp"

namespace huidan::store {

inline constexpr std::string_view kMake = "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)";
inline constexpr std::string_view kPut = "INSERT INTO t (k, v) VALUES ($1, $2)";
inline constexpr std::string_view kCount = "SELECT count(*) FROM t";

inline std::int64_t count(Database& database) {
  Rows rows = database.query(kCount);
  return rows.next() ? rows.integer(0) : -1;
}

}  // namespace huidan::store

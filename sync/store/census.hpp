#pragma once
// What a database holds, counted while everything in it is held against itself: pages and indices,
// rows against their digests, every chain of edits against the receipts given for it. Run over a
// snapshot before a backup is kept, over a restored desk before it lives, and by `verify`.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/store/database.hpp"
#include "sync/store/desk_store.hpp"

namespace huidan::store {

struct Census {
  std::map<std::string, std::int64_t> schema{};  // part -> version
  std::map<std::string, std::int64_t> counts{};  // "orders", "edits" …
  std::string epoch{};                           // of the feed, or of the laptop's cursor
  std::int64_t seq = 0;                          // its head, or where the cursor stands
  std::vector<DurableMark> marks{};              // a desk's: what it holds of each device
  std::vector<std::string> photos{};             // whose bytes must be there, by SHA-256

  friend bool operator==(const Census&, const Census&) = default;
};

/// On one snapshot. `desk_key` is the desk's raw public key, with which its receipts are proven.
/// Throws Failure{db_corrupt} naming the table and row that does not hold.
[[nodiscard]] Census desk_census(Database& database, std::string_view desk_key);
[[nodiscard]] Census laptop_census(Database& database);

}  // namespace huidan::store

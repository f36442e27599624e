#pragma once
// Who wrote each value last, and who else before: what tells a concurrent edit from a later one
// (SYNC §2.3). Writers are branches: a copied laptop is a stranger to its original. Besides the
// last writer's version the newest version by any other branch is kept; the two slots answer "what
// is the newest write that is not mine" for every branch.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sync/base/id.hpp"

namespace huidan::core {

struct Stamp {
  std::int64_t version = 0;
  BranchId by;
  std::int64_t other_version = 0;
  BranchId other;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

class Stamps {
 public:
  /// The stamp of "field" or "<row>/column". One that was never written since its row was born has
  /// its row's stamp ("<row>"), and a row that was born with the order has the order's ("").
  [[nodiscard]] Stamp of(std::string_view key) const;

  void wrote(const std::string& key, std::int64_t version, const BranchId& branch);

  [[nodiscard]] const std::map<std::string, Stamp, std::less<>>& all() const noexcept {
    return stamps_;
  }

  void put(std::string key, Stamp stamp) { stamps_[std::move(key)] = std::move(stamp); }

  friend bool operator==(const Stamps&, const Stamps&) = default;

 private:
  std::map<std::string, Stamp, std::less<>> stamps_;
};

}  // namespace huidan::core

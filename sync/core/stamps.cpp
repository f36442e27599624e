#include "sync/core/stamps.hpp"

namespace huidan::core {

Stamp Stamps::of(std::string_view key) const {
  if (const auto exact = stamps_.find(key); exact != stamps_.end()) return exact->second;
  const std::size_t slash = key.find('/');
  if (slash != std::string_view::npos) return of(key.substr(0, slash));
  return key.empty() ? Stamp{} : of("");
}

void Stamps::wrote(const std::string& key, std::int64_t version, const BranchId& branch) {
  Stamp stamp = of(key);
  if (stamp.by != branch) {
    stamp.other = stamp.by;
    stamp.other_version = stamp.version;
  }
  stamp.by = branch;
  stamp.version = version;
  stamps_[key] = stamp;
}

}  // namespace huidan::core

#pragma once
// What a store wrote itself must read back; where it does not, the file is corrupt and nothing of
// it may be served.

#include <string>
#include <string_view>
#include <utility>

#include "sync/base/result.hpp"

namespace huidan::store {

/// The decoded value; throws Failure{db_corrupt} naming `where` it stood.
template <typename T>
[[nodiscard]] T whole(Result<T> decoded, std::string_view where) {
  if (!decoded) throw Failure({Code::db_corrupt, std::string(where)});
  return std::move(decoded).value();
}

}  // namespace huidan::store

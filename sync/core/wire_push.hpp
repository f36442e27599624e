#pragma once
// The ops of one request as they travel. Most that an op says stands in the op before it or in the
// last of its kind: it is left out, and ink goes as columns. What is hashed, chained and kept comes
// out byte for byte, or the op travels as it is.

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// The elements of `push.ops`. `cursor` is the request's: it says where the first op was written.
[[nodiscard]] std::vector<std::string> short_ops(const std::vector<std::string>& ops,
                                                 const Cursor& cursor);

/// The ops that the elements stand for. One that cannot be told comes as far as it can: its reader
/// refuses it. Error: too_large beyond limits::kInflated_bytes in all.
[[nodiscard]] Result<std::vector<std::string>> whole_ops(
    const std::vector<std::string_view>& elements, const Cursor& cursor);

}  // namespace huidan::core

#pragma once
// Times as people and the wire write them: RFC 3339 with an offset, to the second. A time is kept
// in the offset it was written in, because that is what the form and the signature show.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan {

/// Minutes east of UTC. Asia/Shanghai, the default zone of a desk, has had no summer time since
/// 1991.
inline constexpr int kShanghaiOffset_min = 8 * 60;

/// Reads RFC 3339 ("2026-11-22T09:05:00+08:00", "…Z", fractions dropped) and gives it back in the
/// one canonical spelling: 'T', seconds, numeric offset. Years 1970 to 2199.
[[nodiscard]] Result<std::string> canonical_time(std::string_view text);

/// Milliseconds since 1970 UTC of a time in RFC 3339.
[[nodiscard]] Result<std::int64_t> time_to_ms(std::string_view text);

/// The canonical spelling of an instant in the given offset.
[[nodiscard]] std::string time_from_ms(std::int64_t wall_ms, int offset_min = kShanghaiOffset_min);

/// "2026-11-22 09:05": what a form shows of a canonical time; other text is given back as it is.
[[nodiscard]] std::string time_for_people(std::string_view canonical);

/// "90s", "30m", "24h" or "7d" in milliseconds; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> duration_ms(std::string_view text);

/// "20261122" of an instant in the given offset: the date inside an order's number.
[[nodiscard]] std::string compact_date(std::int64_t wall_ms, int offset_min = kShanghaiOffset_min);

}  // namespace huidan

#pragma once
// Ids are types, so that an order's id cannot be passed where an engineer's is wanted. Each is the
// text form of a UUIDv7 (RFC 9562 §5.7): sortable by birth, minted where the thing is born.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace huidan {

class Clock;
class Random;

template <typename Tag>
struct Id {
  std::string value{};

  Id() = default;

  explicit Id(std::string text) : value(std::move(text)) {}

  [[nodiscard]] bool empty() const noexcept { return value.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;
};

using OrderId = Id<struct OrderTag>;
using PersonId = Id<struct PersonTag>;
using DeviceId = Id<struct DeviceTag>;
using BranchId = Id<struct BranchTag>;  // a device within one incarnation
using OpId = Id<struct OpTag>;
using RowId = Id<struct RowTag>;  // a part, a visit, a note, a sign-off or a print within an order
using DisputeId = Id<struct DisputeTag>;

/// 36 characters, lower case; `wall_ms` is milliseconds since 1970-01-01 UTC.
[[nodiscard]] std::string new_uuid7(std::int64_t wall_ms, Random& random);

/// The 16 bytes of a UUID, for where its text is too long, and back. `bytes` are 16; nothing for a
/// text that is none.
[[nodiscard]] std::string uuid_text(std::string_view bytes);
[[nodiscard]] std::optional<std::string> uuid_bytes(std::string_view text);

/// True for the 36-character lower-case form of any UUID.
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;

}  // namespace huidan

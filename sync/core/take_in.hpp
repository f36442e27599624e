#pragma once
// The one door for writes at the desk: everything that changes an order passes through take_in,
// whether it came from a laptop, from the desk's own seats or from an import.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/desk_store.hpp"

namespace huidan::core {

/// What take_in did, in the order of its ops.
struct TakenIn {
  std::vector<OpResult> results;
  std::int64_t head_seq = 0;  // 0 when nothing changed
};

/// The instant and the chance of one exchange; the core itself reads no clock.
struct Moment {
  std::int64_t wall_ms = 0;
  Random& random;  // the caller's, outlives the call
};

/// The witness of a transaction of the feed at that moment.
[[nodiscard]] Salt new_salt(const Moment& moment);

/// Ops as a device hands them over.
struct Push {
  const std::vector<std::string>& ops;  // bytes, oldest first
  std::string_view previous_link;       // of the chain, before the first of them
  std::int64_t proven_seq = 0;          // how far the device has shown that it had pulled
  bool apart = false;                   // they do not go on its chain: its row stays as it is
};

/// What the journal holds of that very op from that device: under its id, or under the digest of
/// its bytes when it could not be taken by its id.
[[nodiscard]] std::optional<JournalRow> journalled(DeskTx& tx, const DeviceId& device,
                                                   const std::string& bytes);

/// Judges and applies a device's ops, writes journal, orders, grants and the device's row, and
/// takes the feed's numbers last. `device` is updated. Error device_fork: the ops do not follow
/// what the desk knows of this device; nothing was applied, and `device` is spoiled.
[[nodiscard]] Result<TakenIn> take_in(DeskTx& tx, DeviceRow& device, const Push& push,
                                      const Moment& moment);

}  // namespace huidan::core

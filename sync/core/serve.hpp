#pragma once
// The desk's side of an exchange. Everything that changes an order passes through take_in, whether
// it came from a laptop, from the desk's own seats or from an import: there is one door for writes.

#include <string>
#include <string_view>
#include <vector>

#include "sync/core/desk_store.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// The witness of one transaction of the feed.
[[nodiscard]] std::string new_salt(Random& random);

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

/// Judges and applies a device's ops, writes journal, orders, grants and the device's row, and
/// takes the feed's numbers last. `device` is updated. Error device_fork: the ops do not follow
/// what the desk knows of this device; nothing was applied.
[[nodiscard]] Result<TakenIn> take_in(DeskTx& tx, DeviceRow& device,
                                      const std::vector<std::string>& ops,
                                      std::string_view previous_link, const Moment& moment);

/// Answers a laptop. `secret_key` signs the receipt. Errors: unknown_device, device_revoked,
/// device_fork, history_diverged (the detail is the desk's epoch).
[[nodiscard]] Result<SyncReply> serve(const SyncRequest& request, DeskTx& tx, const Moment& moment,
                                      std::string_view secret_key);

/// True when `request` can be answered without writing anything.
[[nodiscard]] bool reads_only(const SyncRequest& request) noexcept;

}  // namespace huidan::core

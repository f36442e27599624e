#pragma once
// Keeps a laptop in step with its desk for as long as a program runs: when to sync is core's
// (pace), how is drive's; here the clock is read, and other programs' edits are noticed.

#include <functional>

#include "client/drive.hpp"
#include "sync/base/waiting.hpp"

namespace huidan::client {

/// Hears of each sync, or why there was none.
using Told = std::function<void(const Result<SyncRun>&)>;

/// Syncs at once and then whenever it is due, until `waiting` is over: Done. No network, a desk
/// that refuses and a disk that is full are told and tried again. Errors, which are not told: those
/// that no waiting mends (not_enrolled, device_lost, bad_config, insecure_server); Done as well
/// once the laptop was retired and wiped. Throws Failure for data that cannot be read. `clock`
/// gives the pace, `waiting` waits by it.
[[nodiscard]] Refusable keep_in_step(Device& device, const Clock& clock, const Waiting& waiting,
                                     const Told& told);

}  // namespace huidan::client

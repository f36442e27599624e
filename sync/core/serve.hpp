#pragma once
// The desk's side of an exchange: who is asking, whether both have lived through the same history,
// what becomes of the ops, and what has changed for the laptop since it last asked.

#include <string>
#include <string_view>

#include "sync/core/desk_store.hpp"
#include "sync/core/take_in.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// Answers a laptop. `secret_key` signs the receipt. Errors: unknown_device, device_revoked,
/// device_lost. A laptop or a desk that has lost part of its history is no error: the reply says
/// `again` (SYNC §2.2, §2.11).
[[nodiscard]] Result<SyncReply> serve(const SyncRequest& request, DeskTx& tx, const Moment& moment,
                                      std::string_view secret_key);

/// True when `request` is answered without writing anything: an idle sync is a read (SYNC §3).
[[nodiscard]] bool reads_only(const SyncRequest& request, DeskTx& tx);

}  // namespace huidan::core

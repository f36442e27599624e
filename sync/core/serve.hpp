#pragma once
// The desk's side of an exchange: who is asking, whether both have lived through the same history,
// what becomes of the ops, and what has changed for the laptop since it last asked.

#include <optional>
#include <string>
#include <string_view>

#include "sync/core/desk_store.hpp"
#include "sync/core/handover.hpp"
#include "sync/core/take_in.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// Answers a laptop. `secret_key` signs the receipt. Errors: unknown_device, device_revoked,
/// device_lost. A laptop or a desk that has lost part of its history is no error: the reply says
/// `again` (SYNC §2.2, §2.11).
[[nodiscard]] Result<SyncReply> serve(const SyncRequest& request, DeskTx& tx, const Moment& moment,
                                      std::string_view secret_key);

/// The same for an exchange that writes nothing, as an idle one does (SYNC §3). Nothing: it has to
/// write, and serve() must do it.
[[nodiscard]] Result<std::optional<SyncReply>> serve_reading(const SyncRequest& request, DeskTx& tx,
                                                             const Moment& moment);

/// Another laptop has carried that request of `request.device` here, for the sake of the hand-over
/// in it: its ops are taken once, by their ids. They go on its chain where they meet it. Where they
/// do not, their writer must speak first (error device_fork), for he may have more to say that
/// comes before; once he has said all he has, or can say nothing any more, this is the only copy.
[[nodiscard]] Result<HandedOver> take_carried(const SyncRequest& request, const OpId& given,
                                              DeskTx& tx, const Moment& moment);

}  // namespace huidan::core

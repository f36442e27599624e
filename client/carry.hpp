#pragma once
// Performs what the courier decides: moves photos between this laptop's files and its desk, each
// request proven, a chunk at a time.

#include <string>

#include "client/device.hpp"
#include "client/peer.hpp"
#include "sync/base/waiting.hpp"
#include "sync/core/blob_courier.hpp"
#include "sync/core/proof.hpp"

namespace huidan::client {

/// One way to the desk and who goes it; all outlive the call.
struct Way {
  Device& device;
  Peer& peer;
  const core::Prover& prover;
  const Waiting& waiting;
};

struct Carried {
  core::BlobReport report;
  Refusable stopped = Done{};  // no_network and others: what was not carried stays for next time
};

/// Sends what the desk wants and this laptop holds.
[[nodiscard]] Carried carry_up(const Way& way, const std::vector<core::BlobWant>& want);

/// The photo's bytes, from this laptop or from the desk; what came of them before goes on where it
/// was cut. Errors: not_found (the desk has none yet, or `photo` is refused), no_network and others
/// of Peer, verification_failed.
[[nodiscard]] Result<std::string> photo_bytes(Device& device, const std::string& no,
                                              const Photo& photo,
                                              const Waiting& waiting = Waiting());

}  // namespace huidan::client

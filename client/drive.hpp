#pragma once
// Performs what a session decides: posts its requests, proven as this laptop's, and hands it the
// answers. All waiting and all of the network are here.

#include <cstddef>

#include "client/carry.hpp"
#include "client/device.hpp"
#include "client/peer.hpp"
#include "sync/core/session.hpp"

namespace huidan::client {

/// What one sync did, and what it cost on the wire (bodies only, photos aside).
struct SyncRun {
  core::SyncReport report;
  std::size_t bytes_up = 0;
  std::size_t bytes_down = 0;
  Carried photos;                  // after everything else: they never keep an edit waiting
  std::int64_t waiting_blobs = 0;  // photos that the desk has not confirmed
  Refusable handed = Done{};       // what the desk said to hand-overs that were brought
};

/// One whole sync; photos wait between their tries as `waiting` does. Errors: not_enrolled,
/// no_network and the others of Peer, whatever the desk refuses with; nothing that was written here
/// is lost by any of them.
[[nodiscard]] Result<SyncRun> sync_once(Device& device, const Waiting& waiting = Waiting());

}  // namespace huidan::client

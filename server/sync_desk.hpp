#pragma once
// The server's side of a sync, without HTTP: proves who asks, opens the frame, lets the core serve
// it in one transaction, and packs what it says.

#include <string>
#include <string_view>

#include "server/heard.hpp"
#include "server/proof.hpp"
#include "sync/core/frame.hpp"

namespace huidan::server {

/// A request as it arrived.
struct Packed {
  std::string_view proof;  // of core::sync_statement, as the header says it
  std::string_view content_type;
  std::string body;
};

class SyncDesk {
 public:
  /// Both outlive it.
  SyncDesk(Desk& desk, Proofs& proofs) : desk_(desk), proofs_(proofs) {}

  /// Errors: unknown_device, bad_signature, device_revoked; what unpack, decode_request and serve
  /// refuse.
  [[nodiscard]] Result<core::Frame> exchange(Packed request);

  /// The same for a body that is proven to be `device`'s in another way. Errors: those but the
  /// proof's.
  [[nodiscard]] Result<core::SyncReply> answer(const DeviceId& device,
                                               std::string_view content_type, std::string packed);

  /// Who has been here.
  [[nodiscard]] const Heard& heard() const noexcept { return heard_; }

 private:
  Desk& desk_;
  Proofs& proofs_;
  Heard heard_{};
};

}  // namespace huidan::server

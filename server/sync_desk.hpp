#pragma once
// The server's side of a sync, without HTTP: proves who asks, opens the frame, lets the core serve
// it in one transaction, and packs what it says.

#include <string>
#include <string_view>

#include "server/store/desk.hpp"
#include "sync/core/frame.hpp"

namespace huidan::server {

/// A request as it arrived.
struct Packed {
  std::string_view device;     // its id
  std::string_view signature;  // base64, over core::request_statement
  std::string_view content_type;
  std::string body;
};

class SyncDesk {
 public:
  explicit SyncDesk(Desk& desk) : desk_(desk) {}

  /// Errors: unknown_device, bad_signature, device_revoked; what unpack, decode_request and serve
  /// refuse.
  [[nodiscard]] Result<core::Frame> exchange(Packed request);

 private:
  [[nodiscard]] Refusable proven(const Packed& request);

  Desk& desk_;
};

}  // namespace huidan::server

#pragma once
// Which laptop asks: a request is a laptop's own when its device's key signed the statement of it,
// and counts while it is not lost and its person is in use.

#include <string_view>

#include "server/store/desk.hpp"

namespace huidan::server {

struct Laptop {
  core::DeviceRow device;
  Person person;
};

/// The device of that id when it has a key. Error: unknown_device.
[[nodiscard]] Result<core::DeviceRow> find_laptop(Records& records, std::string_view device);

/// `signature` is base64 over `statement`. Error: bad_signature. Costs more than all that is read
/// for it: outside a transaction where that is possible.
[[nodiscard]] Refusable signed_by(const core::DeviceRow& device, std::string_view signature,
                                  std::string_view statement);

/// `signature` is base64 over `statement`. A retired laptop is still one.
/// Errors: unknown_device, bad_signature, device_lost, device_revoked (its person is not in use).
[[nodiscard]] Result<Laptop> prove(Records& records, std::string_view device,
                                   std::string_view signature, std::string_view statement);

}  // namespace huidan::server

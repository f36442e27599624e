#pragma once
// Which laptop asks: a request is a laptop's own when the proof of it holds under the key that this
// desk shares with the device, and counts while it is not lost and its person is in use.

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/store/desk.hpp"
#include "sync/core/proof.hpp"

namespace huidan::server {

struct Laptop {
  core::DeviceRow device;
  Person person;
};

/// Checks proofs. The keys are derived once and kept: a device's own key is written with its row
/// and never again, so a kept one cannot go stale. From any thread.
class Proofs {
 public:
  explicit Proofs(Desk& desk) : desk_(desk) {}

  /// The device whose proof of `statement` the header is; it may be out of use. Not within a
  /// transaction. Errors: bad_signature, unknown_device.
  [[nodiscard]] Result<DeviceId> device(std::string_view header, std::string_view statement);

 private:
  [[nodiscard]] Result<std::string> key_of(const DeviceId& device);

  Desk& desk_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> keys_;  // by the device's id
};

/// The laptop that was proven; a retired one is still one. Errors: unknown_device, device_lost,
/// device_revoked (its person is not in use).
[[nodiscard]] Result<Laptop> laptop_of(Records& records, const DeviceId& device);

}  // namespace huidan::server

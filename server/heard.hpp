#pragma once
// When this process last heard of each laptop. In memory: an exchange in which nothing happens
// writes nothing, and what was before a restart the receipts tell as well as they can.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sync/base/id.hpp"

namespace huidan::server {

class Heard {
 public:
  struct At {
    std::int64_t any_ms = 0;                 // the last exchange
    std::optional<std::int64_t> whole_ms{};  // the last in which it had nothing more to send
  };

  // From many threads at once.

  void note(const DeviceId& device, std::int64_t now_ms, bool whole) {
    const std::lock_guard lock(mutex_);
    At& at = at_[device.value];
    at.any_ms = now_ms;
    if (whole) at.whole_ms = now_ms;
  }

  [[nodiscard]] std::optional<At> of(const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto found = at_.find(device);
    return found == at_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_{};
  std::map<std::string, At> at_{};  // of the desk's laptops, which are few
};

}  // namespace huidan::server

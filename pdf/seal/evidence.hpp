#pragma once
// Weighs a printed file: the seal over all of it, and what devices signed of the record inside.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/model/evidence.hpp"

namespace huidan::seal {

/// What whoever asks knows of others.
struct Knowledge {
  /// The device's raw public key; nothing for a stranger.
  std::function<std::optional<std::string>(std::string_view device)> key_of;
  /// Whether a certificate of that fingerprint is the desk's.
  std::function<bool(std::string_view fingerprint)> ours;
  /// Whether that is all of them, so that any other is a stranger's.
  bool all_of_them = false;
};

/// Of any bytes at all.
[[nodiscard]] Evidence weigh(std::string_view file, const Knowledge& knowledge);

}  // namespace huidan::seal

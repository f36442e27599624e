#pragma once
// How often somebody may be wrong. Whoever guesses is counted at the account and at his own
// address, so that a stranger can close neither an account nor the door to those who come from
// elsewhere (RELIABILITY §4.16).

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace huidan::server {

/// Failures within limits::kLoginWindow_ms, kept in memory: a restart forgives.
class Tries {
 public:
  /// At which account, "" where there is none, and from which address, as the host gives it.
  struct Who {
    std::string_view account;
    std::string_view peer;
  };

  /// After how many seconds the next try is let in; 0: now.
  [[nodiscard]] std::int64_t wait_s(const Who& who, std::int64_t now_ms);
  void failed(const Who& who, std::int64_t now_ms);

 private:
  void forget_old(std::int64_t now_ms);

  std::mutex mutex_{};
  std::map<std::string, std::vector<std::int64_t>> tries_{};
};

/// What one customer of a network has to himself: an IPv4 address, the first half of an IPv6 one.
[[nodiscard]] std::string network_of(std::string_view peer);

}  // namespace huidan::server

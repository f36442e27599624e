#pragma once
// Which hosts are this machine alone: the only ones that may be spoken to, or listened on, in the
// clear.

#include <algorithm>
#include <string_view>

namespace huidan {

/// True for 127.0.0.0/8 in four groups of digits, ::1 (without brackets) and localhost.
[[nodiscard]] inline bool is_loopback(std::string_view host) noexcept {
  if (host == "localhost" || host == "::1") return true;
  const bool digits = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return digits && host.starts_with("127.") && std::ranges::count(host, '.') == 3;
}

}  // namespace huidan

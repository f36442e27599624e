#include "sync/model/evidence.hpp"

#include <algorithm>

namespace huidan {

bool Evidence::valid() const noexcept {
  const auto holds = [](const auto& each) { return each.state == "holds"; };
  return changed.empty() &&
         (std::ranges::any_of(seals, holds) || std::ranges::any_of(signed_by, holds));
}

}  // namespace huidan

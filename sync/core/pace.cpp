#include "sync/core/pace.hpp"

#include <algorithm>

namespace huidan::core {

bool was_cut(const Error& error) {
  return error.code == Code::no_network && error.detail != "connect" && error.detail != "dns" &&
         error.detail != "over";
}

/// A fifth to either side: laptops that lost one desk together must not all come back together.
std::int64_t Pace::jittered(std::int64_t wait_ms) {
  const auto spread = static_cast<std::uint64_t>(wait_ms / 5 * 2 + 1);
  return wait_ms - wait_ms / 5 + static_cast<std::int64_t>(random_.pick(spread));
}

void Pace::synced(std::int64_t now_ms, std::int64_t again_ms) {
  wait_ms_ = 0;
  const std::int64_t asked = again_ms == 0 ? limits::kSyncEvery_ms : again_ms;
  due_ms_ = now_ms + jittered(std::clamp(asked, limits::kSyncSoon_ms, limits::kSyncRarest_ms));
}

void Pace::failed(std::int64_t now_ms) {
  wait_ms_ = std::clamp(wait_ms_ * 2, retry_ms_, limits::kSyncRarest_ms);
  due_ms_ = now_ms + jittered(wait_ms_);
}

void Pace::wrote(std::int64_t now_ms) {
  if (wait_ms_ == 0) due_ms_ = std::min(due_ms_, now_ms + limits::kSyncSoon_ms);
}

void Pace::network_back(std::int64_t now_ms) {
  wait_ms_ = 0;
  due_ms_ = now_ms;
}

}  // namespace huidan::core

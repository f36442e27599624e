#include "sync/base/waiting.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "sync/base/limits.hpp"

namespace huidan {
namespace {

std::atomic<bool> g_asked_to_end{false};  // a signal handler can reach nothing else
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void ask_to_end(int signal) {
  g_asked_to_end = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void Waiting::wait_ms(std::int64_t wait_ms) const {
  for (std::int64_t left_ms = wait_ms; left_ms > 0 && !over(); left_ms -= limits::kLook_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(left_ms, limits::kLook_ms)));
  }
}

UntilAskedToEnd::UntilAskedToEnd() {
  g_asked_to_end = false;
  std::signal(SIGINT, ask_to_end);
  std::signal(SIGTERM, ask_to_end);
#ifdef SIGBREAK
  std::signal(SIGBREAK, ask_to_end);
#endif
}

bool UntilAskedToEnd::over() const noexcept {
  return g_asked_to_end;
}

}  // namespace huidan

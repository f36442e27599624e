#include "client/keep.hpp"

#include <algorithm>
#include <utility>

#include "sync/base/limits.hpp"
#include "sync/core/pace.hpp"

namespace huidan::client {
namespace {

bool is_for_good(Code code) {
  return code == Code::not_enrolled || code == Code::device_lost || code == Code::bad_config ||
         code == Code::insecure_server;
}

Result<SyncRun> tried(Device& device, const Waiting& waiting) {
  try {
    return sync_once(device, waiting);
  } catch (const Failure& failure) {
    const Code code = failure.error().code;
    const bool passes = code == Code::disk_full || code == Code::disk_error || code == Code::busy;
    if (!passes) throw;
    return failure.error();
  }
}

/// Notices what other programs write while nothing is due.
class Lookout {
 public:
  explicit Lookout(Device& device) : device_(device), seen_(device.changes()) {}

  bool something_new() {
    const std::int64_t before = std::exchange(seen_, device_.changes());
    return before != seen_;
  }

 private:
  Device& device_;
  std::int64_t seen_;
};

}  // namespace

Refusable keep_in_step(Device& device, const Clock& clock, const Waiting& waiting,
                       const Told& told) {
  core::Pace pace(device.random());
  Lookout lookout(device);
  while (!waiting.over()) {
    const std::int64_t left_ms = pace.due_ms() - clock.mono_ms();
    if (left_ms > 0) {
      waiting.wait_ms(std::min(left_ms, limits::kLook_ms));
      if (lookout.something_new()) pace.wrote(clock.mono_ms());
      continue;
    }
    const auto run = tried(device, waiting);
    if (waiting.over() && !run) break;
    if (!run && is_for_good(run.error().code)) return run.error();
    told(run);
    if (run && run.value().report.wiped) break;
    if (run && run.value().photos.stopped.ok()) {
      pace.synced(clock.mono_ms(), run.value().report.again_ms);
    } else {
      pace.failed(clock.mono_ms());
    }
  }
  return Done{};
}

}  // namespace huidan::client

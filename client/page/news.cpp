#include "client/page/news.hpp"

#include <chrono>

#include "sync/base/limits.hpp"

namespace huidan::client {

void News::changed() {
  const std::lock_guard lock(mutex_);
  ++last_.number;
  told_.notify_all();
}

void News::synced(const std::string& at, const Result<SyncRun>& run) {
  const std::lock_guard lock(mutex_);
  last_.sync_at = at;
  last_.sync_error = run ? std::string() : std::string(code_name(run.error().code));
  if (run && !run.value().photos.stopped) {
    last_.sync_error = std::string(code_name(run.value().photos.stopped.error().code));
  }
  // A sync that did not come through says nothing of hand-overs: what was known of them stands.
  if (run) {
    const Refusable& handed = run.value().handed;
    last_.handed_refused = handed ? std::string() : std::string(code_name(handed.error().code));
  }
  last_.pulled = 0;
  last_.total = 0;
  ++last_.number;
  told_.notify_all();
}

void News::pulling(std::int64_t pulled, std::int64_t total) {
  const std::lock_guard lock(mutex_);
  if (total == 0) return;
  last_.pulled = pulled;
  last_.total = total;
  ++last_.number;
  told_.notify_all();
}

void News::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  told_.notify_all();
}

News::Last News::after(std::int64_t seen) {
  std::unique_lock lock(mutex_);
  if (waiting_ >= limits::kNewsWaiters_max) return last_;
  ++waiting_;
  told_.wait_for(lock, std::chrono::milliseconds(limits::kNewsWait_ms),
                 [&] { return closed_ || last_.number != seen; });
  --waiting_;
  return last_;
}

News::Last News::now() {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace huidan::client

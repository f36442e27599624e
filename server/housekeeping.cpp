#include "server/housekeeping.hpp"

#include <chrono>
#include <utility>

namespace huidan::server {

Housekeeping::Housekeeping(std::function<void()> work, int every_ms)
    : thread_([this, work = std::move(work), every_ms] {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
          lock.unlock();
          work();
          lock.lock();
          wake_.wait_for(lock, std::chrono::milliseconds(every_ms), [this] { return stopping_; });
        }
        ended_ = true;
        wake_.notify_all();
      }) {}

bool Housekeeping::ends_within(int wait_ms) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
  return wake_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return ended_; });
}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

}  // namespace huidan::server

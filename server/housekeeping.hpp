#pragma once
// What a serving desk does by itself from time to time.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace huidan::server {

/// Runs `work` at once and then every `every_ms`, on a thread of its own, until the end of the
/// scope. `work` must not throw.
class Housekeeping {
 public:
  Housekeeping(std::function<void()> work, int every_ms);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;
  Housekeeping(Housekeeping&&) = delete;
  Housekeeping& operator=(Housekeeping&&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace huidan::server

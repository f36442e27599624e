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

  /// Begins no further run; false when the one under way has not ended after `wait_ms`. Then the
  /// object must not be destroyed: the program leaves by std::quick_exit.
  [[nodiscard]] bool ends_within(int wait_ms);

  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;
  Housekeeping(Housekeeping&&) = delete;
  Housekeeping& operator=(Housekeeping&&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace huidan::server

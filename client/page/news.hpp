#pragma once
// What the page waits for: a number that grows whenever this laptop's data changed or a sync ended,
// and what the last sync came to.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace huidan::client {

/// From many threads at once.
class News {
 public:
  struct Last {
    std::int64_t number = 1;
    std::string sync_at{};     // when the last try ended, RFC 3339; empty: none yet
    std::string sync_error{};  // its code; empty: it went well
  };

  /// Something changed here.
  void changed();
  /// A sync ended; `error` is the code's name, or empty.
  void synced(const std::string& at, const std::string& error);
  /// Nobody waits any more: the program ends.
  void close();

  /// Waits until the number is another than `seen`, at most limits::kNewsWait_ms. At most
  /// limits::kNewsWaiters_max wait at a time; one more is answered at once.
  [[nodiscard]] Last after(std::int64_t seen);
  [[nodiscard]] Last now();

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  Last last_{};
  int waiting_ = 0;
  bool closed_ = false;
};

}  // namespace huidan::client

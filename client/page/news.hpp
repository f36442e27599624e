#pragma once
// What the page waits for: a number that grows whenever this laptop's data changed or a sync ended,
// and what the last sync came to.
//
// The page asks, and the answer waits up to 20 s (kNewsWait_ms), rather than a stream of events. In
// 62 idle seconds an open page cost 3 requests, 726 bytes down and about 1.8 KB of headers up; the
// program woke 1128 times and took 150 ms of processor, against 1118 and 130 ms with no page open:
// that difference is all that a stream could save. It would hold a connection for ever, need beats
// to notice a program that died, and a way to hear what was missed, which a number has by itself.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "client/drive.hpp"

namespace huidan::client {

/// From many threads at once.
class News {
 public:
  struct Last {
    std::int64_t number = 1;
    std::string sync_at{};     // when the last try ended, RFC 3339; empty: none yet
    std::string sync_error{};  // its code; empty: it went well
    // Why the desk took no hand-over that was brought; empty: it took them all.
    std::string handed_refused{};
    std::int64_t pulled = 0;  // orders that came in the sync under way …
    std::int64_t total = 0;   // … of so many, as the desk counts; 0: it did not say
  };

  /// Something changed here.
  void changed();
  /// A sync ended, or could not begin.
  void synced(const std::string& at, const Result<SyncRun>& run);
  /// A sync is under way and has brought so many orders of the desk's `total`.
  void pulling(std::int64_t pulled, std::int64_t total);
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

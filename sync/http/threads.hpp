#pragma once
// How many things happen at once. A thread is held by each connection while its bytes trickle in,
// so there may be many and they start only when needed; handlers, which do the work, are few.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace huidan::http {

/// Runs jobs on up to `threads_max` threads, each started when a job finds none free.
class Threads {
 public:
  explicit Threads(std::size_t threads_max) : threads_max_(threads_max) {}

  void enqueue(std::function<void()> job);

  /// Runs what is queued, then joins. To be called once, before the destructor.
  void finish();

 private:
  void work();

  std::size_t threads_max_;
  std::mutex mutex_{};
  std::condition_variable wake_{};
  std::deque<std::function<void()>> jobs_{};
  std::vector<std::thread> threads_{};
  std::size_t idle_ = 0;
  bool finishing_ = false;
};

/// At most `count` holders of a Turn at once; the others wait.
class Turns {
 public:
  explicit Turns(int count) : free_(count) {}

  void take();
  void give_back();

 private:
  std::mutex mutex_{};
  std::condition_variable wake_{};
  int free_;
};

class Turn {
 public:
  explicit Turn(Turns& turns) : turns_(turns) { turns_.take(); }

  ~Turn() { turns_.give_back(); }

  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  Turn(Turn&&) = delete;
  Turn& operator=(Turn&&) = delete;

 private:
  Turns& turns_;
};

}  // namespace huidan::http

#pragma once
// Group commit (SYNC §2.1): a commit that is on disk costs the same for one write as for many, so
// writes that wait while another is being committed go into the next transaction together. One
// thread at a time does the work of all who wait, a savepoint for each: what refuses or breaks
// undoes itself alone, and nobody is answered before the disk has it. The order of commits is the
// order of the queue, and with it of the feed's numbers.

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "sync/base/limits.hpp"
#include "sync/store/database.hpp"

namespace huidan::server {

class Writer {
 public:
  /// False: what it did is undone. May run on another caller's thread.
  using Work = std::function<bool()>;

  /// `database` outlives the writer, and nobody else writes with it.
  explicit Writer(store::Database& database) noexcept : database_(database) {}

  /// Comes back when the work is on disk, or is undone; throws what `work` threw, or the Failure
  /// that broke the transaction: after a sync that failed, without having tried. From any thread,
  /// but not from within a Work.
  void run(Work work);

  /// Not before the first run. 1: a transaction for each, as the bench's other side.
  void group_at_most(std::size_t count) noexcept { group_max_ = count; }

  /// How many transactions have been committed: fewer than runs where several shared one.
  [[nodiscard]] std::int64_t commits() const noexcept { return commits_; }

  /// Whether a sync has failed: this process can promise nothing any more and is to end (P4).
  [[nodiscard]] bool sync_failed() const noexcept { return sync_failed_; }

  /// Up to how many writes a group of each size has.
  static constexpr std::array<std::size_t, 7> kSizes{1, 2, 4, 8, 16, 32, 64};

  struct Numbers {
    std::int64_t waiting = 0;  // now
    bool broken = false;       // the last transaction came to nothing
    std::int64_t commits = 0;
    std::int64_t writes = 0;                           // that were kept in them
    std::array<std::int64_t, kSizes.size()> groups{};  // of each size, larger than the one before
  };

  [[nodiscard]] Numbers numbers() const;

 private:
  struct Job {
    Work work;
    bool kept = false;
    bool done = false;
    std::exception_ptr broke{};
    std::condition_variable told{};
  };

  using Group = std::vector<Job*>;

  [[nodiscard]] Group next_group();
  void commit(const Group& group);
  static void refuse(const Group& group);
  [[nodiscard]] bool broken() const;
  void run_within(Job& job);
  void finish(const Group& group);

  store::Database& database_;
  mutable std::mutex mutex_;
  std::deque<Job*> waiting_;
  Numbers numbers_{};  // of those that have finished
  std::size_t group_max_ = limits::kGroupCommit_max;
  bool leading_ = false;  // somebody is working off the queue
  bool broke_ = false;    // the group at work came to nothing; its leader's alone
  std::atomic<bool> sync_failed_{false};
  std::atomic<std::int64_t> commits_{0};
};

}  // namespace huidan::server

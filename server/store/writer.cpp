#include "server/store/writer.hpp"

#include <algorithm>
#include <utility>

namespace huidan::server {
namespace {

constexpr std::string_view kBegin = "SAVEPOINT job";
constexpr std::string_view kKeep = "RELEASE job";
constexpr std::string_view kUndo = "ROLLBACK TO job";

}  // namespace

void Writer::run(Work work) {
  Job job{std::move(work)};
  std::unique_lock lock(mutex_);
  if (sync_failed_) throw Failure({Code::disk_error, std::string(store::kSyncFailed)});
  waiting_.push_back(&job);
  job.told.wait(lock, [&] { return job.done || (!leading_ && waiting_.front() == &job); });
  if (!job.done) {
    leading_ = true;
    const Group group = next_group();
    lock.unlock();
    commit(group);
    lock.lock();
    leading_ = false;
    finish(group);
  }
  lock.unlock();
  if (job.broke) std::rethrow_exception(job.broke);
}

/// The caller is first in line. What comes while the group is at work is the next one's.
Writer::Group Writer::next_group() {
  const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), group_max_));
  Group group(waiting_.begin(), waiting_.begin() + count);
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  return group;
}

void Writer::commit(const Group& group) {
  broke_ = true;
  try {
    store::Transaction transaction(database_, store::Transaction::Kind::write);
    for (Job* job : group) run_within(*job);
    if (std::ranges::any_of(group, &Job::kept)) {
      transaction.commit();
      ++commits_;
      broke_ = false;
    } else {
      broke_ = broken();  // nothing was tried
    }
  } catch (const Failure& failure) {
    if (failure.error().detail == store::kSyncFailed) sync_failed_ = true;
    refuse(group);
  } catch (const std::exception&) {
    refuse(group);
  }
}

/// Nothing of the group is on disk. Whoever knows no reason of his own has the one at hand.
void Writer::refuse(const Group& group) {
  for (Job* job : group) {
    if (!job->broke) job->broke = std::current_exception();
  }
}

bool Writer::broken() const {
  const std::lock_guard lock(mutex_);
  return numbers_.broken;
}

void Writer::run_within(Job& job) {
  database_.send(kBegin);
  try {
    job.kept = job.work();
    if (job.kept) database_.send(kKeep);
    database_.settle();  // what broke is this job's own
  } catch (const std::exception&) {
    job.kept = false;
    job.broke = std::current_exception();
  }
  if (!database_.in_transaction()) {  // SQLite undid the others' work with this one's (SYNC §2.14)
    if (job.broke) std::rethrow_exception(job.broke);
    throw Failure({Code::disk_error, "rolled back"});
  }
  if (job.kept) return;
  database_.run(kUndo);
  database_.run(kKeep);
}

Writer::Numbers Writer::numbers() const {
  const std::lock_guard lock(mutex_);
  Numbers now = numbers_;
  now.waiting = static_cast<std::int64_t>(waiting_.size());
  return now;
}

/// Wakes whoever was served, and whoever is now first in line.
void Writer::finish(const Group& group) {
  numbers_.broken = broke_;
  const auto kept =
      std::ranges::count_if(group, [](const Job* job) { return job->kept && !job->broke; });
  if (kept > 0) {
    ++numbers_.commits;
    numbers_.writes += kept;
    const auto* const size = std::ranges::lower_bound(kSizes, static_cast<std::size_t>(kept));
    if (size != kSizes.end()) ++numbers_.groups.at(static_cast<std::size_t>(size - kSizes.begin()));
  }
  for (Job* job : group) {
    job->done = true;
    job->told.notify_one();
  }
  if (!waiting_.empty()) waiting_.front()->told.notify_one();
}

}  // namespace huidan::server

#include "sync/core/blob_courier.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

constexpr auto kLargest = static_cast<std::int64_t>(limits::kBlobChunk_bytes);
constexpr auto kSmallest = static_cast<std::int64_t>(limits::kBlobChunk_bytes_min);

/// A line that is there and fails is worth smaller bites; one that is not is not worth waiting for.
bool may_recover(const Error& error) {
  return error.code == Code::busy || was_cut(error);
}

/// What the desk says about one file and no other.
bool about_this_file(Code code) {
  return code == Code::not_found || code == Code::unknown_order || code == Code::too_large ||
         code == Code::bad_media_type || code == Code::bad_picture || code == Code::bad_input;
}

}  // namespace

BlobCourier::BlobCourier(std::vector<BlobJob> jobs, Random& random, std::int64_t chunk_bytes)
    : jobs_(std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end())),
      pace_(random, limits::kBlobRetry_ms),
      chunk_bytes_(chunk_bytes) {}

BlobAction BlobCourier::took(const Result<std::int64_t>& off_bytes) {
  assert(!jobs_.empty());
  return off_bytes ? went_well(off_bytes.value()) : failed(off_bytes.error());
}

BlobAction BlobCourier::next() {
  asked_ = false;
  // In its place: GCC 12 under the sanitizers takes a moved Result for one that was never set.
  if (jobs_.empty()) return BlobAction(std::in_place_type<BlobsDone>);
  const BlobJob& job = jobs_.front();
  const bool up = job.no.empty();
  if (up && lost_) {
    asked_ = true;
    return AskOffset{job.sha};
  }
  const std::int64_t to = std::min(job.off_bytes + chunk_bytes_, job.size_bytes);
  if (up) return SendBytes{job.sha, job.off_bytes, to};
  return FetchBytes{job.sha, job.no, job.off_bytes, to};
}

BlobAction BlobCourier::went_well(std::int64_t off_bytes) {
  BlobJob& job = jobs_.front();
  const bool up = job.no.empty();
  const std::int64_t moved = off_bytes - job.off_bytes;
  if (off_bytes < 0 || off_bytes > job.size_bytes || (!asked_ && moved <= 0)) {
    return failed({Code::bad_reply, std::to_string(off_bytes)});
  }
  lost_ = false;
  if (!asked_) {
    failures_ = 0;
    pace_.network_back(0);
    chunk_bytes_ = std::min(chunk_bytes_ * 2, kLargest);
    (up ? report_.up_bytes : report_.down_bytes) += moved;
  }
  job.off_bytes = off_bytes;
  if (off_bytes == job.size_bytes) {
    ++(up ? report_.up : report_.down);
    jobs_.pop_front();
    begun_anew_ = false;
  }
  return next();
}

BlobAction BlobCourier::failed(const Error& error) {
  if (about_this_file(error.code)) return give_up();
  if (error.code == Code::verification_failed) {
    // The bytes did not add up: once more from the start, then it is the file itself.
    if (begun_anew_) return give_up();
    begun_anew_ = true;
    jobs_.front().off_bytes = 0;
    return next();
  }
  const bool elsewhere = error.code == Code::bad_range;  // another try of ours got further
  if ((!elsewhere && !may_recover(error)) || ++failures_ >= limits::kBlobFailures_max) {
    return BlobsDone{error};
  }
  lost_ = true;
  if (elsewhere) return next();
  chunk_bytes_ = std::max(chunk_bytes_ / 2, kSmallest);
  pace_.failed(0);
  return BlobWait{pace_.due_ms()};
}

BlobAction BlobCourier::give_up() {
  ++report_.given_up;
  jobs_.pop_front();
  lost_ = false;
  begun_anew_ = false;
  return next();
}

std::vector<BlobJob> upload_jobs(const std::vector<BlobWant>& want,
                                 const std::vector<HeldBlob>& held) {
  std::vector<BlobJob> jobs;
  for (const BlobWant& blob : want) {
    const auto at = std::ranges::find(held, blob.sha, &HeldBlob::sha);
    if (at == held.end() || at->size_bytes <= 0) continue;
    // An offset beyond the file is asked again; the desk may have said it of another size.
    const std::int64_t off = blob.off_bytes < at->size_bytes ? blob.off_bytes : 0;
    jobs.push_back({blob.sha, at->size_bytes, off});
  }
  return jobs;
}

}  // namespace huidan::core

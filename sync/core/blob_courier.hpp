#pragma once
// Carries photos once the text is through: a machine without file or socket, like the session. It
// says what to do next, is told how it went, goes on where it was cut, and takes smaller bites on a
// line that fails.
//
//   BlobAction next = courier.go_on();
//   while (!done(next)) next = waits(next) ? courier.go_on() : courier.took(perform(next));

#include <cstdint>
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/pace.hpp"

namespace huidan::core {

/// HEAD: how much of `sha` does the desk have? Answered by that offset.
struct AskOffset {
  std::string sha;
};

/// PATCH bytes [from, to) of `sha`. Answered by the offset after them; the one that completes the
/// file succeeds only when the desk has verified it.
struct SendBytes {
  std::string sha;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// GET bytes [from, to) of `sha` in the order `no`, and put them on disk. Answered by the offset
/// after them.
struct FetchBytes {
  std::string sha;
  std::string no;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// Wait so long and go on: the line or the desk was not up to it just now.
struct BlobWait {
  std::int64_t wait_ms = 0;
};

/// Nothing more to do, or not now: `stopped` says why.
struct BlobsDone {
  Refusable stopped = Done{};
};

using BlobAction = std::variant<AskOffset, SendBytes, FetchBytes, BlobWait, BlobsDone>;

/// A file to be sent from `off_bytes`, or fetched when `no` names an order.
struct BlobJob {
  std::string sha;
  std::int64_t size_bytes = 0;
  std::int64_t off_bytes = 0;
  std::string no{};
};

struct BlobReport {
  std::int64_t up = 0;        // files that went home whole
  std::int64_t down = 0;      // files that came whole
  std::int64_t given_up = 0;  // files that the desk would not take, or did not have
  std::int64_t up_bytes = 0;
  std::int64_t down_bytes = 0;
};

class BlobCourier {
 public:
  /// `random` outlives it.
  BlobCourier(std::vector<BlobJob> jobs, Random& random);

  /// At the start and after a wait.
  [[nodiscard]] BlobAction go_on() { return next(); }

  /// How the last action went: the offset it led to, or why not.
  [[nodiscard]] BlobAction took(const Result<std::int64_t>& off_bytes);

  [[nodiscard]] const BlobReport& report() const noexcept { return report_; }

  [[nodiscard]] std::int64_t chunk_bytes() const noexcept { return chunk_bytes_; }

 private:
  BlobAction next();
  BlobAction went_well(std::int64_t off_bytes);
  BlobAction failed(const Error& error);
  BlobAction give_up();

  std::deque<BlobJob> jobs_;  // the first is under way
  Pace pace_;
  BlobReport report_{};
  std::int64_t chunk_bytes_;
  int failures_ = 0;         // in a row
  bool lost_ = false;        // where the desk stands must be asked
  bool asked_ = false;       // the last action was that question
  bool begun_anew_ = false;  // the first job's bytes did not add up once already
};

struct HeldBlob {
  std::string sha;
  std::int64_t size_bytes = 0;
};

/// The jobs of an upload: what the desk wants and this laptop holds.
[[nodiscard]] std::vector<BlobJob> upload_jobs(const std::vector<BlobWant>& want,
                                               const std::vector<HeldBlob>& held);

}  // namespace huidan::core

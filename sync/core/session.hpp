#pragma once
// One sync, seen from the laptop: a machine without clock, socket or file. It is told what happened
// and answers with what to do next; drive() in the client does it, the simulator does it from a
// seed.
//
//   Action next = session.start(now);
//   while (const auto* send = std::get_if<Send>(&next)) next = session.took(post(send->body), now);

#include <cstdint>
#include <string>
#include <variant>

#include "sync/core/laptop_store.hpp"

namespace huidan::core {

struct SyncReport {
  std::int64_t pushed = 0;  // ops that got their final result
  std::int64_t applied = 0;
  std::int64_t late = 0;
  std::int64_t parked = 0;
  std::int64_t rejected = 0;
  std::int64_t pulled = 0;  // orders that came down
  std::int64_t left = 0;    // orders that went out of scope
  std::int64_t requests = 0;
  std::string receipt;           // id of the newest, empty when nothing was pushed
  std::int64_t duplicate = 0;    // of the pushed: the desk had them before
  std::int64_t forks = 0;        // times everything kept was numbered anew
  std::int64_t resets = 0;       // times the desk told everything anew
  std::int64_t diverged = 0;     // times what is held was not what the desk says
  std::int64_t repaired = 0;     // of those, how often the differing orders made it whole
  bool wiped = false;            // the laptop is retired and holds nothing any more
  bool trimmed = false;          // what backups of the desk cover was let go of
  std::int64_t offset_ms = 0;    // the desk's clock minus ours, at the last reply
  std::int64_t again_ms = 0;     // until the next sync, as the desk asks; 0: it did not
  std::vector<BlobWant> want{};  // bytes that the desk still lacks, as it said last
};

/// Post this body to /v1/sync, signed by the device.
struct Send {
  std::string body;
};

struct Finished {
  Result<SyncReport> report;
};

using Action = std::variant<Send, Finished>;

/// The laptop's two clocks at one moment.
struct Now {
  std::int64_t wall_ms = 0;
  std::int64_t mono_ms = 0;
};

class Session {
 public:
  /// Both must outlive the session.
  Session(LaptopStore& store, Random& random) : store_(store), random_(random) {}

  /// Again once it has finished: the report goes on counting.
  [[nodiscard]] Action start(const Now& now);

  /// The desk's answer, unpacked; or why there was none. A no_network ends the session and loses
  /// nothing: the outbox still holds what was sent. A device_lost wipes the laptop.
  [[nodiscard]] Action took(const Result<std::string>& reply, const Now& now);

 private:
  Action send_next(const Now& now);
  Action failed(const Error& error);
  Refusable take_in(const SyncReply& reply, const Now& now);
  [[nodiscard]] bool answers(const SyncReply& reply) const;
  [[nodiscard]] static bool says_something(const SyncReply& reply, const SyncState& state);
  void keep_or_drop(LaptopTx& tx, const SyncReply& reply, const Now& now);
  void keep(LaptopTx& tx, SyncState& state, const SyncReply& reply, const Now& now);
  void keep_acknowledged(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  static void begin_again(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  void compare(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  void take_receipt(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  [[nodiscard]] bool overtaken(const SyncState& state) const;
  void count(const SyncReply& reply);

  LaptopStore& store_;
  Random& random_;
  SyncReport report_;
  std::string asked_;                    // the id of the last request's try
  Cursor asked_from_;                    // and the cursor it had
  std::vector<std::int64_t> in_flight_;  // numbers of the ops in it
  bool more_to_push_ = false;
  bool more_to_pull_ = false;
  bool overtaken_ = false;  // the last reply was dropped
  bool wiped_ = false;      // the laptop has forgotten everything
  bool differs_ = false;    // the desk's digest is not ours: the next request tells what is held
  int repairs_ = 0;         // that were tried since the digests last agreed
  bool tell_anew_ = false;  // repairs did not help: the feed is read again from the start
};

}  // namespace huidan::core

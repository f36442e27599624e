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
  std::int64_t total = 0;   // that a first pull brings, as the desk counts; 0: it did not say
  std::int64_t left = 0;    // orders that went out of scope
  std::int64_t let_go = 0;  // ops that a backup of the desk holds and that went from here
  std::int64_t requests = 0;
  std::string receipt;            // id of the newest, empty when nothing was pushed
  std::int64_t duplicate = 0;     // of the pushed: the desk had them before
  std::int64_t forks = 0;         // times everything kept was numbered anew
  std::int64_t resets = 0;        // times the desk told everything anew
  std::int64_t diverged = 0;      // times what is held was not what the desk says
  std::int64_t brought_back = 0;  // orders that a restored desk had no more
  std::int64_t repaired = 0;      // of those, how often the differing orders made it whole
  bool wiped = false;             // the laptop is retired and holds nothing any more
  std::int64_t offset_ms = 0;     // the desk's clock minus ours, at the last reply
  std::int64_t again_ms = 0;      // until the next sync, as the desk asks; 0: it did not
  std::vector<BlobWant> want{};   // bytes that the desk still lacks, as it said last
};

/// Post this body to /v1/sync, signed by the device.
struct Send {
  std::string body;
};

struct Finished {
  Result<SyncReport> report;
};

using Action = std::variant<Send, Finished>;

/// What a request asked: enough to take in a reply that a courier brings days later.
struct Asked {
  std::string request;  // the id of its try
  Cursor from;
  std::vector<std::int64_t> ops;  // numbers of those in it
};

/// The laptop's two clocks at one moment.
struct Now {
  std::int64_t wall_ms = 0;
  std::int64_t mono_ms = 0;
};

/// How what a session says travels. A line that cuts what is long carries ever smaller pages; a
/// file in somebody's bag has room for a whole exchange.
enum class Carrier { line, courier };

class Session {
 public:
  /// Both must outlive the session.
  Session(LaptopStore& store, Random& random, Carrier carrier = Carrier::line)
      : store_(store), random_(random), carrier_(carrier) {}

  /// Again once it has finished: the report goes on counting.
  [[nodiscard]] Action start(const Now& now);

  /// The desk's answer, unpacked; or why there was none. A no_network ends the session and loses
  /// nothing: the outbox still holds what was sent. A device_lost wipes the laptop.
  [[nodiscard]] Action took(const Result<std::string>& reply, const Now& now);

  /// Of the last request, for resume() in another session: after it, took() goes on as if this one
  /// had waited. What has been synced meanwhile makes the reply an old one, which is dropped.
  [[nodiscard]] Asked asked() const { return {asked_, asked_from_, in_flight_}; }

  void resume(const Asked& asked);

  /// So far.
  [[nodiscard]] const SyncReport& report() const noexcept { return report_; }

  /// Whether the last reply was one that others had overtaken, and nothing of it was kept.
  [[nodiscard]] bool overtaken() const noexcept { return overtaken_; }

 private:
  Action send_next(const Now& now);
  Action failed(const Error& error);
  Refusable take_in(const SyncReply& reply, const Now& now);
  [[nodiscard]] bool answers(const SyncReply& reply) const;
  [[nodiscard]] static bool says_something(LaptopTx& tx, const SyncReply& reply,
                                           const SyncState& state);
  void keep_or_drop(LaptopTx& tx, const SyncReply& reply, const Now& now);
  void keep(LaptopTx& tx, SyncState& state, const SyncReply& reply, const Now& now);
  void keep_acknowledged(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  static void begin_again(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  void bring_back(LaptopTx& tx, SyncState& state, const Now& now);
  void compare(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  void take_receipt(LaptopTx& tx, SyncState& state, const SyncReply& reply);
  [[nodiscard]] bool is_overtaken(const SyncState& state) const;
  void count(const SyncReply& reply);

  LaptopStore& store_;
  Random& random_;
  Carrier carrier_;
  SyncReport report_;
  std::string asked_;                    // the id of the last request's try
  Cursor asked_from_;                    // and the cursor it had
  std::vector<std::int64_t> in_flight_;  // numbers of the ops in it
  bool more_to_push_ = false;
  bool more_to_pull_ = false;
  bool brings_back_ = false;        // orders that the desk has lost, with the next request
  bool overtaken_ = false;          // the last reply was dropped
  bool wiped_ = false;              // the laptop has forgotten everything
  bool written_meanwhile_ = false;  // it must, but something was written since it asked
  bool differs_ = false;    // the desk's digest is not ours: the next request tells what is held
  int repairs_ = 0;         // that were tried since the digests last agreed
  bool tell_anew_ = false;  // repairs did not help: the feed is read again from the start
};

}  // namespace huidan::core

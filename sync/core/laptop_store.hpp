#pragma once
// What the laptop's side of a sync asks of its store, within one transaction: the shadow (what the
// desk last said), the outbox (what is not acknowledged yet) and the little that must survive a
// power cut. "Pending" is derived from the outbox alone (SYNC §2.14).

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sync/core/op.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// Where this laptop stands with its desk.
struct SyncState {
  DeviceId device;
  std::int64_t incarnation = 1;
  std::string token;
  std::string request;  // id of a try whose reply has not been taken in; empty: none
  Cursor cursor;
  std::int64_t last_n = 0;   // of the newest op written here
  std::string acknowledged;  // chain link of the last acknowledged op
  std::int64_t durable_n = 0;
  Receipt receipt;                   // the newest
  std::int64_t clock_offset_ms = 0;  // desk's clock minus ours, at the last reply
  std::int64_t page_bytes = 0;       // what one exchange carries on the present line; 0: the most
  SetDigest set;                     // what was last found equal to the desk's
};

struct OutboxOp {
  std::int64_t n = 0;
  std::string bytes;
};

/// Valid for one transaction. Everything throws Failure when the store breaks.
class LaptopTx {
 public:
  LaptopTx() = default;
  LaptopTx(const LaptopTx&) = delete;
  LaptopTx& operator=(const LaptopTx&) = delete;
  LaptopTx(LaptopTx&&) = delete;
  LaptopTx& operator=(LaptopTx&&) = delete;
  virtual ~LaptopTx() = default;

  [[nodiscard]] virtual SyncState state() = 0;
  virtual void put_state(const SyncState& state) = 0;

  /// Unacknowledged ops, oldest first: at most `ops_max`, and `bytes_max` beyond the first. A group
  /// is never cut; one that is larger comes alone.
  [[nodiscard]] virtual std::vector<OutboxOp> unsent(std::size_t ops_max,
                                                     std::size_t bytes_max) = 0;
  [[nodiscard]] virtual std::int64_t unsent_count() = 0;

  /// Op `n` has its final result. Its bytes stay on the laptop with it; where it changed the order
  /// it also stays in the view until the shadow has caught up with `result.version`.
  virtual void acknowledge(std::int64_t n, const OpResult& result, const std::string& at) = 0;
  /// The chain link after op `n`.
  [[nodiscard]] virtual std::string link_after(std::int64_t n) = 0;

  /// Raw Ed25519 of the desk, from enrolment.
  [[nodiscard]] virtual std::string desk_key() = 0;
  virtual void put_receipt(const Receipt& receipt) = 0;

  /// Throws Failure bad_reply when the order is no JSON, or has another order's number.
  virtual void put_change(const Change& change) = 0;
  virtual void put_document(const Document& document) = 0;
  /// The desk holds these bytes whole: nobody waits for them any more.
  virtual void blob_confirmed(const std::string& sha) = 0;
  /// Whether any bytes here are not known to be at the desk.
  [[nodiscard]] virtual bool has_waiting_blobs() = 0;

  /// Whether an order is shown as it was handed over, though the desk has had the hand-over.
  [[nodiscard]] virtual bool has_handed() = 0;
  /// These orders are no longer this laptop's. One with unsent work stays in limbo, to be read but
  /// not written, until all of it has its final result and its photos are home (SYNC §2.5). Gives
  /// how many went, earlier limbo included.
  virtual std::int64_t drop_left(const std::vector<Left>& left) = 0;

  /// Everything that is kept for the desk, acknowledged and not, goes back into the outbox in its
  /// old order, numbered anew from 1 (SYNC §2.2). What had been acknowledged stays out of the view:
  /// the desk has it, or will tell it. Changes the numbers and links of `state`.
  virtual void send_all_again(SyncState& state) = 0;
  /// Lets go of acknowledged ops up to `durable_n`. Gives how many went.
  virtual std::int64_t trim_sent(std::int64_t durable_n) = 0;

  /// A reset begins: what is held stays in view, but the desk will tell everything anew. `cursor`
  /// is the one it was good for.
  virtual void mark_stale(const Cursor& cursor) = 0;
  /// The feed has been read to its end: orders that were kept for nothing but to be told again, and
  /// edits that the desk took on orders which it did not tell, are shown no more; photos of orders
  /// that left are no longer kept once a backup of the desk holds them. Gives how many orders went.
  virtual std::int64_t end_of_feed() = 0;

  /// At the feed's end: orders of an earlier life of the desk than `epoch` that it did not tell
  /// anew, each ready to be brought back.
  [[nodiscard]] virtual std::vector<std::pair<OrderId, BringBack>> lost_orders(
      const std::string& epoch) = 0;
  /// Writes such an op. Told once in a life is enough: the order counts as one of `epoch` now, and
  /// is in limbo with all it has until the desk tells it, or tells all there is and not this.
  virtual void bring_back(Op op, const std::string& epoch) = 0;

  [[nodiscard]] virtual SetDigest set_digest() = 0;
  [[nodiscard]] virtual std::vector<HeldRow> held() = 0;

  /// Forgets everything: the laptop is retired or lost.
  virtual void wipe() = 0;
};

class LaptopStore {
 public:
  LaptopStore() = default;
  LaptopStore(const LaptopStore&) = delete;
  LaptopStore& operator=(const LaptopStore&) = delete;
  LaptopStore(LaptopStore&&) = delete;
  LaptopStore& operator=(LaptopStore&&) = delete;
  virtual ~LaptopStore() = default;

  /// All or nothing; what `work` throws undoes it and is thrown on.
  virtual void transact(const std::function<void(LaptopTx&)>& work) = 0;
};

}  // namespace huidan::core

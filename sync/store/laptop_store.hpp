#pragma once
// The laptop's records in SQLite: the shadow of what the desk said, the outbox of what it has not
// heard, and the view of both that people work with.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/core/apply.hpp"
#include "sync/core/handover.hpp"
#include "sync/core/laptop_store.hpp"
#include "sync/store/database.hpp"

namespace huidan::store {

/// One open transaction's records; what core's Session asks for and what the commands read.
class LaptopRecords final : public core::LaptopTx {
 public:
  explicit LaptopRecords(Database& database) noexcept : database_(database) {}

  [[nodiscard]] core::SyncState state() override;
  void put_state(const core::SyncState& state) override;
  [[nodiscard]] std::vector<core::OutboxOp> unsent(std::size_t ops_max,
                                                   std::size_t bytes_max) override;
  [[nodiscard]] std::int64_t unsent_count() override;
  void acknowledge(std::int64_t n, const core::OpResult& result, const std::string& at) override;
  [[nodiscard]] std::string link_after(std::int64_t n) override;
  [[nodiscard]] std::string desk_key() override;
  void put_receipt(const Receipt& receipt) override;
  void put_change(const core::Change& change) override;
  void put_document(const core::Document& document) override;
  void blob_confirmed(const std::string& sha) override;
  std::int64_t drop_left(const std::vector<core::Left>& left) override;
  void send_all_again(core::SyncState& state) override;
  std::int64_t trim_sent(std::int64_t durable_n) override;
  void mark_stale(const core::Cursor& cursor) override;
  std::int64_t end_of_feed() override;
  [[nodiscard]] std::vector<std::pair<OrderId, core::BringBack>> lost_orders(
      const std::string& epoch) override;
  void bring_back(core::Op op, const std::string& epoch) override;
  [[nodiscard]] core::SetDigest set_digest() override;
  [[nodiscard]] std::vector<core::HeldRow> held() override;
  void wipe() override;

  /// Gives `op` the next number and writes it to the outbox: from here on it cannot be lost.
  void append(core::Op op);

  /// The order as this laptop sees it: what the desk said, with what it has not heard laid over.
  /// `writer` is this laptop's own. Nothing when neither knows the order.
  [[nodiscard]] std::optional<WorkOrder> view(const OrderId& id, const core::Writer& writer);
  [[nodiscard]] std::optional<WorkOrder> view_by_no(std::string_view no,
                                                    const core::Writer& writer);
  /// All that can be read, in the order of their numbers: one that cannot must not stand between
  /// its engineer and the others.
  [[nodiscard]] std::vector<WorkOrder> views(const core::Writer& writer);
  /// Whether the order has left this laptop and only its unsent work keeps it here.
  [[nodiscard]] bool in_limbo(const OrderId& id);

  [[nodiscard]] std::optional<std::string> document(std::string_view hash, const OrderId& order);

  /// Every receipt, as they came; or the ones of that number.
  [[nodiscard]] std::vector<Receipt> receipts(std::string_view id = {});

  /// Photos of this laptop that the desk has not confirmed, oldest first.
  struct WaitingBlob {
    std::string sha;
    std::int64_t size_bytes = 0;
  };

  [[nodiscard]] std::vector<WaitingBlob> waiting_blobs();

  /// What waits to go to the desk, order by order.
  struct QueueRow {
    OrderId order;
    std::int64_t ops = 0;
    std::int64_t ops_bytes = 0;
    std::int64_t photos = 0;
    std::int64_t photos_bytes = 0;
  };

  [[nodiscard]] std::vector<QueueRow> queue();

  /// An edit that the desk did not take, with its reason, until a backup of the desk holds it.
  struct RefusedOp {
    OrderId order;
    std::string bytes;
    std::string code;
    std::string field;
    std::string at;  // of the desk's answer
  };

  /// The newest first.
  [[nodiscard]] std::vector<RefusedOp> refused();
  [[nodiscard]] bool has_waiting_blobs() override;
  [[nodiscard]] bool has_handed() override;
  /// Orders here that cannot be read.
  [[nodiscard]] std::int64_t unreadable();
  /// Whether an op of this laptop, sent or not, needs these bytes here.
  [[nodiscard]] bool keeps_blob(std::string_view sha);

  /// Another laptop's order becomes this one's to work on. False when it was before.
  bool take_over(const core::Handover& handover);
  /// What `order` goes on with in other hands, as it stands here: all of a hand-over but the
  /// giver's own packet and the names.
  void hand_out(const OrderId& order, const core::Writer& writer, core::Handover& handover);
  /// What was handed over for the desk and is not known to be there, oldest first.
  [[nodiscard]] std::vector<core::Packet> packets();
  void packet_taken(const core::HandedOver& handed);
  /// The order's newest hand-over by this laptop, while the desk has not answered it.
  [[nodiscard]] std::optional<core::Op> hand_over_of(const OrderId& order);
  /// What this laptop has of the order from the desk.
  [[nodiscard]] core::Seen seen(const OrderId& order);

  [[nodiscard]] std::string setting(std::string_view name);
  void put_setting(std::string_view name, std::string_view value);

 private:
  void add_documents(const OrderId& id, core::BringBack& back);
  void forget_handed();
  [[nodiscard]] std::optional<WorkOrder> handed_view(const OrderId& id, const core::Writer& writer);
  [[nodiscard]] std::set<std::string> handed_ids();
  WorkOrder overlaid(WorkOrder order, const OrderId& id, const core::Writer& writer);
  /// A sign-off's form and ink stand beside the order's others.
  void keep_documents(const core::Op& op);
  /// Fills in which version of the order its writer sees, and where that was pulled.
  void base(core::Op& op, const core::SyncState& state);

  Database& database_;
};

class LaptopStore final : public core::LaptopStore {
 public:
  /// `database` has the laptop's tables (migrate) and outlives the store.
  explicit LaptopStore(Database& database) noexcept : database_(database) {}

  void transact(const std::function<void(core::LaptopTx&)>& work) override;

  /// The same with everything the commands read; `kind` read sees one snapshot and writes nothing.
  void transact(Transaction::Kind kind, const std::function<void(LaptopRecords&)>& work);

  /// Another number whenever another connection has committed; not within a transaction.
  [[nodiscard]] std::int64_t changes();

 private:
  Database& database_;
};

}  // namespace huidan::store

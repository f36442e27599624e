#include "tests/simulation/faulty_store.hpp"

#include <algorithm>

namespace huidan::sim {

class FaultyTx final : public core::LaptopTx {
 public:
  FaultyTx(store::LaptopRecords& records, FaultyStore& store) : records_(records), store_(store) {}

  [[nodiscard]] core::SyncState state() override { return at().state(); }

  void put_state(const core::SyncState& state) override { at().put_state(state); }

  [[nodiscard]] std::vector<core::OutboxOp> unsent(std::size_t ops_max,
                                                   std::size_t bytes_max) override {
    const auto own = static_cast<std::size_t>(store_.push_max_);
    return at().unsent(own == 0 ? ops_max : std::min(own, ops_max), bytes_max);
  }

  [[nodiscard]] std::int64_t unsent_count() override { return at().unsent_count(); }

  void acknowledge(std::int64_t n, const core::OpResult& result, const std::string& when) override {
    at().acknowledge(n, result, when);
  }

  [[nodiscard]] std::string link_after(std::int64_t n) override { return at().link_after(n); }

  void put_change(const core::Change& change) override {
    at().put_change(change);
    seen[change.order] = {store_.life_, change.version};
  }

  void put_document(const core::Document& document) override { at().put_document(document); }

  std::int64_t drop_left(const std::vector<core::Left>& left) override {
    return at().drop_left(left);
  }

  void send_all_again(core::SyncState& state) override { at().send_all_again(state); }

  std::int64_t trim_sent(std::int64_t durable_n) override { return at().trim_sent(durable_n); }

  void mark_stale(const core::Cursor& cursor) override { at().mark_stale(cursor); }

  std::int64_t end_of_feed() override { return at().end_of_feed(); }

  [[nodiscard]] std::vector<std::pair<OrderId, core::BringBack>> lost_orders(
      const std::string& epoch) override {
    return at().lost_orders(epoch);
  }

  void bring_back(core::Op op, const std::string& epoch) override {
    at().bring_back(op, epoch);
    brought.push_back(std::move(op));
  }

  [[nodiscard]] core::SetDigest set_digest() override { return at().set_digest(); }

  [[nodiscard]] std::vector<core::HeldRow> held() override { return at().held(); }

  [[nodiscard]] bool has_waiting_blobs() override { return at().has_waiting_blobs(); }

  [[nodiscard]] bool has_handed() override { return at().has_handed(); }

  void wipe() override { at().wipe(); }

  [[nodiscard]] std::string desk_key() override { return at().desk_key(); }

  void put_receipt(const Receipt& receipt) override { at().put_receipt(receipt); }

  void blob_confirmed(const std::string& sha) override { at().blob_confirmed(sha); }

  std::map<OrderId, Seen> seen{};
  std::vector<core::Op> brought{};

 private:
  store::LaptopRecords& at() {
    store_.step();
    return records_;
  }

  store::LaptopRecords& records_;
  FaultyStore& store_;
};

void FaultyStore::step() {
  if (fail_in_ == 0 || --fail_in_ != 0) return;
  throw Failure({fail_with_, "simulated"});
}

void FaultyStore::transact(const std::function<void(core::LaptopTx&)>& work) {
  std::map<OrderId, Seen> changed;
  std::vector<core::Op> brought;
  store_.transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    FaultyTx tx(records, *this);
    work(tx);
    step();  // the commit itself
    changed = std::move(tx.seen);
    brought = std::move(tx.brought);
  });
  for (const core::Op& op : brought) brings_back(op);
  for (const auto& [order, now] : changed) {
    Seen& before = seen[order];
    if (before.life == now.life && before.version > now.version) {
      throw Violation("I8", "an order went back on a laptop");
    }
    before = now;
  }
  if (kill_in_ != 0 && --kill_in_ == 0) throw Killed{};
}

}  // namespace huidan::sim

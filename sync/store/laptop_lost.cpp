// What the desk has not told at the end of its feed, and orders that a restored one has no more, as
// this laptop had them: LaptopRecords' part of it.

#include "sync/base/limits.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/store/laptop_queries.hpp"
#include "sync/store/laptop_store.hpp"

namespace huidan::store {

using namespace laptop;  // NOLINT(google-build-using-namespace): its queries, by name

std::vector<std::pair<OrderId, core::BringBack>> LaptopRecords::lost_orders(
    const std::string& epoch) {
  std::vector<std::pair<OrderId, core::BringBack>> lost;
  {
    Rows rows = database_.query(kLost, {epoch});
    while (rows.next()) lost.emplace_back(rows.text(0), core::BringBack{rows.text(1)});
  }
  for (auto& [id, back] : lost) {
    {
      Rows rows = database_.query(kHadOps, {id.value});
      while (rows.next()) back.had.emplace_back(rows.text(0));
    }
    add_documents(id, back);
  }
  return lost;
}

/// As far as one op has room for them: the ink of an order that was signed dozens of times may stay
/// here.
void LaptopRecords::add_documents(const OrderId& id, core::BringBack& back) {
  const auto order = core::decode_order(back.order);
  if (!order) return;
  // Every byte may need another one to be told within JSON.
  std::size_t bytes = 2 * back.order.size() + 64 * back.had.size();
  for (const SignOff& sign_off : order.value().signoffs) {
    for (const std::string& hash : {sign_off.form_hash, sign_off.strokes_hash}) {
      auto found = document(hash, id);
      if (!found || bytes + 2 * found->size() > limits::kOp_bytes) continue;
      bytes += 2 * found->size();
      back.documents.push_back(std::move(*found));
    }
  }
}

std::int64_t LaptopRecords::end_of_feed() {
  if (database_.run(kDropStrangers) > 0) database_.run(kDropStrangeDocuments);
  database_.run(kDropDurableBlobs);
  database_.run(kHandedTold);
  database_.run(kNotTold);
  return drop_left({});
}

void LaptopRecords::bring_back(core::Op op, const std::string& epoch) {
  const OrderId order = op.order;
  append(std::move(op));
  database_.run(kBroughtBack, {order.value, epoch});
  database_.run(kHandedLeft, {order.value});
}

}  // namespace huidan::store

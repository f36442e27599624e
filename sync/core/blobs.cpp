#include "sync/core/blobs.hpp"

#include <algorithm>
#include <map>

#include "sync/base/limits.hpp"
#include "sync/core/desk_store.hpp"
#include "sync/core/serve.hpp"

namespace huidan::core {
namespace {

/// Whether that changed anything.
bool tell_photo(WorkOrder& order, const OpId& op, std::string_view state) {
  const auto photo = std::ranges::find(order.photos, RowId(op.value), &Photo::id);
  if (photo == order.photos.end() || photo->state == state) return false;
  photo->state = state;
  return true;
}

}  // namespace

bool is_blob_name(std::string_view text) noexcept {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::int64_t settle_photos(DeskTx& tx, const std::vector<BlobRef>& refs, std::string_view state,
                           const Moment& moment) {
  std::map<OrderId, OrderState> changed;
  for (const BlobRef& ref : refs) {
    const auto known = changed.find(ref.order);
    auto order = known == changed.end() ? tx.order(ref.order) : std::optional(known->second);
    if (order && tell_photo(order->order, ref.op, state)) {
      changed.insert_or_assign(ref.order, std::move(*order));
    }
  }
  if (changed.empty()) return 0;
  const auto count = static_cast<std::int64_t>(changed.size());
  std::int64_t seq = tx.take_seqs(count, new_salt(moment));
  for (auto& [id, order] : changed) {
    ++order.order.version;
    tx.put_order(order, seq++);
  }
  return seq - 1;
}

BlobFate fate_of(const BlobRow& blob, bool referenced, std::int64_t now_ms) noexcept {
  const bool condemned = blob.state == "condemned";
  if (referenced || blob.lease_ms > now_ms) return condemned ? BlobFate::spared : BlobFate::stays;
  if (!condemned) {
    const bool old = now_ms - blob.since_ms >= limits::kBlobLease_ms;
    return old ? BlobFate::condemned : BlobFate::stays;
  }
  return now_ms - blob.since_ms >= limits::kBlobCondemned_ms ? BlobFate::removed : BlobFate::stays;
}

}  // namespace huidan::core

#include "sync/store/laptop_store.hpp"

#include <algorithm>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/store/corrupt.hpp"
#include "sync/store/laptop_queries.hpp"

namespace huidan::store {
namespace {

using namespace laptop;  // NOLINT(google-build-using-namespace): its queries, by name

}  // namespace

core::SyncState LaptopRecords::state() {
  Rows rows = database_.query(kState);
  core::SyncState state;
  if (!rows.next()) return state;
  state.device = DeviceId(rows.text(0));
  state.incarnation = rows.integer(1);
  state.token = rows.text(2);
  state.request = rows.text(3);
  state.cursor = {rows.text(4), rows.integer(5), rows.text(6), 0};
  state.last_n = rows.integer(7);
  state.acknowledged = rows.text(8);
  state.durable_n = rows.integer(9);
  state.receipt = {rows.text(10), rows.text(11), rows.text(12), state.device};
  state.clock_offset_ms = rows.integer(13);
  state.page_bytes = rows.integer(14);
  state.set = {rows.integer(15), rows.integer(16)};
  state.cursor.whole = rows.integer(17);
  return state;
}

void LaptopRecords::put_state(const core::SyncState& s) {
  database_.run(kPutState, {s.device.value, s.incarnation, s.token, s.request, s.cursor.epoch,
                            s.cursor.seq, s.cursor.salt, s.last_n, s.acknowledged, s.durable_n,
                            s.receipt.id, s.receipt.at, s.receipt.signature, s.clock_offset_ms,
                            s.page_bytes, s.set.orders, s.set.sum, s.cursor.whole});
}

std::vector<core::OutboxOp> LaptopRecords::unsent(std::size_t ops_max, std::size_t bytes_max) {
  std::vector<core::OutboxOp> ops;
  std::size_t bytes = 0;
  std::size_t whole = 0;  // ops before the group under way
  std::string group;
  Rows rows = database_.query(kUnsent);
  while (rows.next()) {
    if (group.empty() || rows.view(2) != group) {
      whole = ops.size();
      group = rows.text(2);
    }
    bytes += rows.view(1).size();
    const bool full = ops.size() == ops_max || (!ops.empty() && bytes > bytes_max);
    if (full && whole > 0) {
      ops.resize(whole);
      break;
    }
    ops.push_back({rows.integer(0), rows.text(1)});
  }
  return ops;
}

std::int64_t LaptopRecords::unsent_count() {
  Rows rows = database_.query(kUnsentCount);
  return rows.next() ? rows.integer(0) : 0;
}

void LaptopRecords::acknowledge(std::int64_t n, const core::OpResult& result,
                                const std::string& at) {
  database_.run(kKeepSent, {n, result.state, result.code, result.field, at});
  if (result.state == "rejected") database_.run(kBlobRefused, {n});
  database_.run(kMarkMade, {n, result.version});
  // An op that is forgotten at once may have been the last of an order that never came here.
  if (database_.run(kForgetMade, {n}) != 0) database_.run(kDropStrangersDocuments, {n});
}

std::string LaptopRecords::link_after(std::int64_t n) {
  Rows rows = database_.query(kLink, {n});
  if (!rows.next()) throw Failure({Code::db_corrupt, "outbox"});
  return rows.text(0);
}

std::string LaptopRecords::desk_key() {
  return from_base64(setting("desk_key")).value_or("");
}

void LaptopRecords::put_receipt(const Receipt& r) {
  database_.run(kPutReceipt,
                {r.id, r.signature, r.device.value, r.incarnation, r.at, r.last_n, r.chain, r.ops});
}

std::vector<Receipt> LaptopRecords::receipts(std::string_view id) {
  std::vector<Receipt> found;
  Rows rows = database_.query(kReceipts, {id});
  while (rows.next()) {
    found.push_back({rows.text(0), rows.text(1), rows.text(2), DeviceId(rows.text(3)),
                     rows.integer(4), rows.integer(5), rows.text(6), rows.integer(7)});
  }
  return found;
}

void LaptopRecords::put_change(const core::Change& change) {
  // A restored desk may have taken in anew, under another id, what it took in after its backup.
  database_.run(kSetAside, {change.no, change.order.value});
  try {
    database_.run(kPutShadow,
                  {change.order.value, change.no, change.version,
                   core::row_digest(change.order, change.version, change.text), change.text});
  } catch (const Failure& failure) {
    // A constraint that the desk's words do not meet: no JSON, or a number that another order has.
    if (failure.error().code != Code::internal) throw;
    throw Failure({Code::bad_reply, "chg"});
  }
  database_.run(kForgetCaughtUp, {change.order.value, change.version});
}

void LaptopRecords::put_document(const core::Document& document) {
  database_.run(kPutDocument, {document.hash, document.order.value, document.bytes});
}

std::int64_t LaptopRecords::drop_left(const std::vector<core::Left>& left) {
  for (const core::Left& gone : left) {
    database_.run(kMarkLimbo, {gone.order.value});
    database_.run(kHandedLeft, {gone.order.value});
  }
  forget_handed();  // now that every order of the reply is here: documents come before their order
  std::vector<std::string> done;
  {
    Rows rows = database_.query(kLimboDone);
    while (rows.next()) done.push_back(rows.text(0));
  }
  for (const std::string& order : done) {
    database_.run(kDropOverlay, {order});
    database_.run(kDropDocuments, {order});
    database_.run(kDropBlobs, {order});
    database_.run(kDropShadow, {order});
  }
  return static_cast<std::int64_t>(done.size());
}

void LaptopRecords::send_all_again(core::SyncState& state) {
  struct Kept {
    std::string op_id, order_id, group, bytes;
    std::int64_t again;
  };

  std::vector<Kept> kept;
  for (const std::string_view query : {kSentInOrder, kUnsentInOrder}) {
    Rows rows = database_.query(query);
    while (rows.next()) {
      kept.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.integer(4)});
    }
  }
  database_.run(kDropOutbox);
  database_.run(kDropSent);
  state.last_n = 0;
  state.acknowledged.clear();
  std::string link;
  for (const Kept& op : kept) {
    const std::string bytes = core::renumbered(op.bytes, ++state.last_n);
    link = core::next_link(link, bytes);
    database_.run(kAddOutbox,
                  {state.last_n, op.op_id, op.order_id, op.group, bytes, link, op.again});
    // The order may have left with its documents, and a restored desk gives it back without them.
    if (const auto known = core::decode_op(op.bytes)) keep_documents(known.value());
  }
}

std::int64_t LaptopRecords::trim_sent(std::int64_t durable_n) {
  return database_.run(kTrimSent, {durable_n});
}

void LaptopRecords::mark_stale(const core::Cursor& cursor) {
  database_.run(kMarkStale, {cursor.epoch, cursor.seq});
  database_.run(kBlobsUnconfirmed);  // from cursor 0 on the desk confirms again what it holds
}

core::SetDigest LaptopRecords::set_digest() {
  Rows rows = database_.query(kHeldSet);
  if (!rows.next()) throw Failure({Code::db_corrupt, "held"});
  return {rows.integer(0), rows.integer(1)};
}

std::vector<core::HeldRow> LaptopRecords::held() {
  std::vector<core::HeldRow> all;
  Rows rows = database_.query(kHeld);
  while (rows.next()) all.push_back({OrderId(rows.text(0)), rows.integer(1)});
  return all;
}

void LaptopRecords::wipe() {
  for (const std::string_view table :
       {kDropOutbox, kDropSent, kDropShadows, kDropAllDocuments, kDropReceipts, kDropBlobQueue,
        kDropState, kDropSettings, kDropHanded, kDropPackets}) {
    database_.run(table);
  }
}

void LaptopRecords::blob_confirmed(const std::string& sha) {
  database_.run(kBlobConfirmed, {sha});
}

bool LaptopRecords::has_waiting_blobs() {
  return database_.query(kAnyWaitingBlob).next();
}

std::vector<LaptopRecords::WaitingBlob> LaptopRecords::waiting_blobs() {
  std::vector<WaitingBlob> waiting;
  Rows rows = database_.query(kWaitingBlobs);
  while (rows.next()) waiting.push_back({rows.text(0), rows.integer(1)});
  return waiting;
}

std::vector<LaptopRecords::QueueRow> LaptopRecords::queue() {
  std::vector<QueueRow> queue;
  Rows rows = database_.query(kQueue);
  while (rows.next()) {
    queue.push_back({OrderId(rows.text(0)), rows.integer(1), rows.integer(2), rows.integer(3),
                     rows.integer(4)});
  }
  return queue;
}

std::vector<LaptopRecords::RefusedOp> LaptopRecords::refused() {
  std::vector<RefusedOp> refused;
  Rows rows = database_.query(kRefused);
  while (rows.next()) {
    refused.push_back(
        {OrderId(rows.text(0)), rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
  }
  return refused;
}

std::int64_t LaptopRecords::unreadable() {
  std::int64_t count = 0;
  Rows rows = database_.query(kShadows);
  while (rows.next()) count += core::decode_order(rows.view(1)) ? 0 : 1;
  return count;
}

bool LaptopRecords::keeps_blob(std::string_view sha) {
  return database_.query(kKeepsBlob, {sha}).next();
}

bool LaptopRecords::in_limbo(const OrderId& id) {
  return database_.query(kInLimbo, {id.value}).next();
}

void LaptopRecords::append(core::Op op) {
  core::SyncState now = state();
  const std::string link_before = unsent_count() == 0 ? now.acknowledged : link_after(now.last_n);
  op.n = ++now.last_n;
  base(op, now);
  const std::string bytes = core::encode_op(op);
  database_.run(kAddOutbox, {op.n, op.id.value, op.order.value, op.group, bytes,
                             core::next_link(link_before, bytes), std::int64_t{0}});
  if (const auto* add = std::get_if<core::AddPhoto>(&op.body)) {
    database_.run(kQueueBlob, {op.id.value, add->photo.sha, op.order.value, add->photo.size_bytes});
  }
  keep_documents(op);
  put_state(now);
}

void LaptopRecords::keep_documents(const core::Op& op) {
  const auto* sign = std::get_if<core::AddSignOff>(&op.body);
  if (sign == nullptr) return;
  put_document({sign->sign_off.form_hash, op.order, sign->form});
  if (!sign->strokes.empty()) {
    put_document({sign->sign_off.strokes_hash, op.order, sign->strokes});
  }
}

void LaptopRecords::base(core::Op& op, const core::SyncState& state) {
  op.epoch = state.cursor.epoch;
  op.base_seq = state.cursor.seq;
  {
    Rows handed = database_.query(kHandedSeen, {op.order.value});
    if (handed.next()) {
      op.base = handed.integer(0);
      op.epoch = handed.text(1);
      op.base_seq = handed.integer(2);
      op.seen = OpId(handed.text(3));
      return;
    }
  }
  Rows rows = database_.query(kShadowSeen, {op.order.value});
  if (!rows.next()) return;
  op.base = rows.integer(0);
  if (rows.integer(1) == 0) return;
  op.epoch = rows.text(2);
  op.base_seq = rows.integer(3);
}

WorkOrder LaptopRecords::overlaid(WorkOrder order, const OrderId& id, const core::Writer& writer) {
  Rows rows = database_.query(kOverlay, {id.value});
  while (rows.next()) {
    core::apply(order, whole(core::decode_op(rows.view(0)), "outbox"), writer);
  }
  return order;
}

std::optional<WorkOrder> LaptopRecords::view(const OrderId& id, const core::Writer& writer) {
  if (auto handed = handed_view(id, writer)) return handed;
  WorkOrder order;
  {
    Rows rows = database_.query(kShadow, {id.value});
    if (rows.next()) order = whole(core::decode_order(rows.view(0)), "shadow");
  }
  order = overlaid(std::move(order), id, writer);
  if (order.visits.empty()) return std::nullopt;
  return order;
}

std::optional<WorkOrder> LaptopRecords::view_by_no(std::string_view no,
                                                   const core::Writer& writer) {
  for (const std::string_view query : {kHandedIdByNo, kShadowIdByNo}) {
    Rows rows = database_.query(query, {no});
    if (rows.next()) return view(OrderId(rows.text(0)), writer);
  }
  for (WorkOrder& order : views(writer)) {  // one made here and not sent yet
    if (order.no == no) return std::move(order);
  }
  return std::nullopt;
}

std::vector<WorkOrder> LaptopRecords::views(const core::Writer& writer) {
  std::set<std::string> overlaid_ids;
  {
    Rows rows = database_.query(kOverlaidOrders);
    while (rows.next()) overlaid_ids.insert(rows.text(0));
  }
  std::vector<WorkOrder> orders;
  const std::set<std::string> handed = handed_ids();
  for (const std::string& id : handed) overlaid_ids.insert(id);  // one by one, below
  {
    Rows rows = database_.query(kShadows);
    while (rows.next()) {
      const OrderId id(rows.text(0));
      if (handed.contains(id.value)) continue;
      const bool has_ops = overlaid_ids.erase(id.value) != 0;
      auto order = core::decode_order(rows.view(1));
      if (!order) continue;  // asked for by its number it says so; the others are worked meanwhile
      orders.push_back(has_ops ? overlaid(std::move(order).value(), id, writer)
                               : std::move(order).value());
    }
  }
  for (const std::string& id : overlaid_ids) {
    if (auto order = view(OrderId(id), writer)) orders.push_back(std::move(*order));
  }
  std::ranges::sort(orders, {}, &WorkOrder::no);
  return orders;
}

std::optional<std::string> LaptopRecords::document(std::string_view hash, const OrderId& order) {
  Rows rows = database_.query(kDocument, {hash, order.value});
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

std::string LaptopRecords::setting(std::string_view name) {
  Rows rows = database_.query(kSetting, {name});
  return rows.next() ? rows.text(0) : std::string();
}

void LaptopRecords::put_setting(std::string_view name, std::string_view value) {
  database_.run(kPutSetting, {name, value});
}

std::int64_t LaptopStore::changes() {
  Rows rows = database_.query(kChangesElsewhere);
  return rows.next() ? rows.integer(0) : 0;
}

void LaptopStore::transact(const std::function<void(core::LaptopTx&)>& work) {
  transact(Transaction::Kind::write, [&](LaptopRecords& records) { work(records); });
}

void LaptopStore::transact(Transaction::Kind kind,
                           const std::function<void(LaptopRecords&)>& work) {
  Transaction transaction(database_, kind);
  LaptopRecords records(database_);
  work(records);
  transaction.commit();
}

}  // namespace huidan::store

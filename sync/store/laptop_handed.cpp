// What another laptop handed over, beside what the desk said: LaptopRecords' part of it.

#include "sync/base/bytes.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/store/corrupt.hpp"
#include "sync/store/laptop_queries.hpp"
#include "sync/store/laptop_store.hpp"

namespace huidan::store {
namespace {

using namespace laptop;  // NOLINT(google-build-using-namespace): its queries, by name

}  // namespace

bool LaptopRecords::take_over(const core::Handover& handover) {
  if (database_.query(kHasPacket, {handover.op.value}).next()) return false;
  for (const core::Packet& packet : handover.packets) {
    database_.run(kAddPacket, {packet.op.value, to_base64(packet.bytes)});
  }
  std::string newest;
  {
    Rows rows = database_.query(kNewestOp);
    if (rows.next()) newest = rows.text(0);
  }
  const WorkOrder& order = handover.order;
  database_.run(kPutHanded, {order.id.value, order.no, handover.op.value, handover.seen.base,
                             handover.seen.epoch, handover.seen.base_seq, newest,
                             core::encode_order(order, core::Empty::omitted)});
  for (const core::Document& document : handover.documents) put_document(document);
  return true;
}

void LaptopRecords::hand_out(const OrderId& id, const core::Writer& writer,
                             core::Handover& handover) {
  auto order = view(id, writer);
  if (!order) throw Failure({Code::internal, "order"});
  handover.order = std::move(*order);
  handover.seen = seen(id);
  for (const SignOff& sign_off : handover.order.signoffs) {
    for (const std::string& hash : {sign_off.form_hash, sign_off.strokes_hash}) {
      if (auto bytes = document(hash, id)) {
        handover.documents.push_back({hash, id, std::move(*bytes)});
      }
    }
  }
  handover.packets = packets();
}

std::vector<core::Packet> LaptopRecords::packets() {
  std::vector<core::Packet> all;
  Rows rows = database_.query(kPackets);
  while (rows.next()) {
    auto bytes = from_base64(rows.view(1));
    if (!bytes) throw Failure({Code::db_corrupt, "packet"});
    all.push_back({OpId(rows.text(0)), std::move(*bytes)});
  }
  return all;
}

void LaptopRecords::packet_taken(const core::HandedOver& handed) {
  if (handed.state == core::kHandOverWaits) return;  // it is brought again
  database_.run(kPacketTaken, {handed.op.value});
  // One that could not stand has made the order nobody else's.
  const bool stands = handed.state == "applied" || handed.state == "late";
  database_.run(kHandedMade, {handed.op.value, stands ? handed.version : 0});
  drop_left({});  // the hand-over may have been all that kept an order that had left
}

bool LaptopRecords::has_handed() {
  return database_.query(kAnyHandedHome).next();
}

/// The desk has told as much itself, or will tell nothing and nothing waits for it.
void LaptopRecords::forget_handed() {
  std::vector<std::string> orders;
  {
    Rows rows = database_.query(kForgettable);
    while (rows.next()) orders.push_back(rows.text(0));
  }
  for (const std::string& order : orders) {
    database_.run(kForgetHanded, {order});
    database_.run(kDropStrangersOf, {order});  // nothing else here showed what was written on it
  }
  if (!orders.empty()) database_.run(kDropStrangeDocuments);
}

std::optional<core::Op> LaptopRecords::hand_over_of(const OrderId& order) {
  std::optional<core::Op> newest;
  Rows rows = database_.query(kUnsentOf, {order.value});
  while (rows.next()) {
    auto op = core::decode_op(rows.view(0));
    if (op && std::holds_alternative<core::HandOver>(op.value().body)) {
      newest = std::move(op).value();
    }
  }
  return newest;
}

core::Seen LaptopRecords::seen(const OrderId& order) {
  core::Op op;
  op.order = order;
  base(op, state());
  return {op.base, op.base_seq, op.epoch};
}

std::optional<WorkOrder> LaptopRecords::handed_view(const OrderId& id, const core::Writer& writer) {
  WorkOrder order;
  std::string after;
  {
    Rows rows = database_.query(kHanded, {id.value});
    if (!rows.next()) return std::nullopt;
    order = whole(core::decode_order(rows.view(0)), "handed");
    after = rows.text(1);
  }
  Rows rows = database_.query(kOverlayAfter, {id.value, after});
  while (rows.next()) core::apply(order, whole(core::decode_op(rows.view(0)), "outbox"), writer);
  return order;
}

std::set<std::string> LaptopRecords::handed_ids() {
  std::set<std::string> ids;
  Rows rows = database_.query(kHandedIds);
  while (rows.next()) ids.insert(rows.text(0));
  return ids;
}

}  // namespace huidan::store

#include "client/handover.hpp"

#include <algorithm>

#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/bundle.hpp"
#include "sync/core/frame.hpp"
#include "sync/store/bundle_file.hpp"

namespace huidan::client {
namespace {

constexpr std::size_t kCodeGroups = 4;
constexpr std::size_t kHead_bytes = 64;

/// The hand-over, written now or waiting from before.
Result<core::Op> given_away(Device& device, const Identity& me, const HandOutTo& what) {
  if (what.to.empty()) return Error{Code::missing_value, {}, "to"};
  const auto order = device.order(what.no);
  if (!order) return order.error();
  const OrderId id = order.value().id;
  const std::string& holder = value_of(order.value(), Field::assignee);
  if (holder != what.to) {
    const auto written = device.write(what.no, [&](const WorkOrder&) -> Result<core::OpBody> {
      return core::OpBody(core::HandOver{std::string(what.to)});
    });
    if (!written) return written.error();
  }
  std::optional<core::Op> op;
  device.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { op = records.hand_over_of(id); });
  const bool his = op && std::get<core::HandOver>(op->body).to == what.to;
  if (!his || what.to == me.person.name) return Error{Code::forbidden, "assignee"};
  return std::move(*op);
}

/// This laptop's bundle for the desk, up to the hand-over at least: its edits, no photos.
Result<core::Packet> packet_of(Device& device, const Identity& me, const core::Op& op) {
  core::Session session(device.store(), device.random(), core::Carrier::courier);
  const core::Action first = session.start(device.now());
  const auto asked = session.asked();
  if (std::ranges::find(asked.ops, op.n) == asked.ops.end()) {
    return Error{Code::too_many, std::to_string(limits::kPushOps_max)};
  }
  const auto key = core::bundle_key(me.secret_key, me.desk_key);
  if (!key) throw Failure({Code::db_corrupt, "desk_key"});
  const core::Frame frame = core::pack(std::get<core::Send>(first).body);
  core::BundleWriter writer(*key, {core::Heading::up, me.device});
  std::string bytes = writer.start();
  bytes += writer.add({core::Piece::Kind::bundle, op.id.value, {}}, Chunk::more);
  bytes += writer.add({core::Piece::Kind::exchange, std::string(frame.content_type), frame.bytes},
                      Chunk::last);
  return core::Packet{op.id, std::move(bytes)};
}

}  // namespace

Result<HandOut> hand_over(Device& device, const HandOutTo& what,
                          const std::filesystem::path& file) {
  const auto me = device.identity();
  if (!me) return me.error();
  const auto op = given_away(device, me.value(), what);
  if (!op) return op.error();
  auto packet = packet_of(device, me.value(), op.value());
  if (!packet) return packet.error();
  const OrderId& order = op.value().order;
  core::Handover handover{
      op.value().id, me.value().person.name, std::string(what.to), {}, {}, {}, {}};
  HandOut out{random_code(kCodeGroups)};
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    records.hand_out(order, {me.value().person.name, me.value().device}, handover);
    for (const auto& row : records.queue()) {
      if (row.order == order) out.photos_here = row.photos;
    }
  });
  handover.packets.push_back(std::move(packet).value());
  const std::string bytes = core::seal_handover(handover, out.code, what.cost);
  write_file(file, bytes, Access::owner_only);
  out.size_bytes = static_cast<std::int64_t>(bytes.size());
  return out;
}

bool is_handover_file(const std::filesystem::path& file) {
  return core::is_handover(read_part(file, 0, kHead_bytes).value_or(std::string()));
}

Result<TakenOver> take_over(Device& device, const std::filesystem::path& file,
                            std::string_view code, const HashCost& cost) {
  const auto me = device.identity();
  if (!me) return me.error();
  const auto bytes = read_file(file, limits::kReply_bytes);
  if (!bytes) return bytes.error();
  const auto handover = core::open_handover(bytes.value(), code, cost);
  if (!handover) return handover.error();
  const core::Handover& told = handover.value();
  if (told.to != me.value().person.name) return Error{Code::forbidden, told.to};
  TakenOver taken{told.order.no, told.from};
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    taken.old = !records.take_over(told);
  });
  return taken;
}

Refusable bring_packets(const Way& way, Refusable& refused) {
  std::vector<core::Packet> packets;
  way.device.store().transact(store::Transaction::Kind::read,
                              [&](store::LaptopRecords& records) { packets = records.packets(); });
  for (const core::Packet& packet : packets) {
    const std::string proof = way.prover.prove(core::sync_statement(packet.bytes));
    const auto reply = way.peer.post("/v1/bundle", core::kBundleType, packet.bytes,
                                     {{std::string(core::kProofHeader), proof}});
    if (!reply) return reply.error();
    if (reply.value().status != 200) {
      const Error error = error_of(reply.value());
      // It may be taken in a moment, and what is written here stands on it.
      if (error.code == Code::no_network || error.code == Code::busy) return error;
      if (refused) refused = error;
      continue;
    }
    const auto handed = core::decode_handed_over(reply.value().body);
    if (!handed) return handed.error();
    way.device.store().transact(
        store::Transaction::Kind::write,
        [&](store::LaptopRecords& records) { records.packet_taken(handed.value()); });
  }
  return Done{};
}

}  // namespace huidan::client

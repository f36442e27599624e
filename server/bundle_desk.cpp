#include "server/bundle_desk.hpp"

#include "sync/base/limits.hpp"
#include "sync/store/bundle_file.hpp"

namespace huidan::server {
namespace {

using core::Piece;

void count(const core::SyncReply& reply, BundleTaken& taken) {
  for (const core::OpResult& result : reply.results) {
    ++taken.ops;
    if (result.duplicate) ++taken.duplicate;
    if (result.state == "applied") ++taken.applied;
    if (result.state == "late") ++taken.late;
    if (result.state == "parked") ++taken.parked;
    if (result.state == "rejected") ++taken.rejected;
  }
}

}  // namespace

/// A bundle that was read to its end once, so that nothing of a damaged one is taken. The photos
/// stay in the file: a stick holds more than memory.
struct BundleDesk::Opened {
  core::DeviceRow laptop;
  std::string key;
  core::BundleLabel label;
  std::string bundle;  // its id
  Piece exchange;
};

Result<BundleDesk::Opened> BundleDesk::open(const core::ReadBundle& read) {
  auto label = core::bundle_label(read);
  if (!label) return label.error();
  if (label.value().heading != core::Heading::up) return Error{Code::bad_bundle};
  auto row = find_laptop(desk_, label.value().device);
  if (!row) return row.error();
  auto key = core::bundle_key(desk_.secret_key(), row.value().public_key);
  if (!key) return Error{Code::bad_bundle};
  Opened opened{std::move(row).value(), std::move(*key), std::move(label).value(), {}, {}};
  core::BundleReader reader(opened.key, opened.label, read);
  for (;;) {
    auto piece = reader.next();
    if (!piece) return piece.error();
    if (!piece.value()) return opened;
    if (piece.value()->kind == Piece::Kind::bundle) opened.bundle = piece.value()->name;
    if (piece.value()->kind == Piece::Kind::exchange) opened.exchange = std::move(*piece.value());
  }
}

Result<std::vector<core::HandedOver>> BundleDesk::bring_handed(const Opened& opened,
                                                               const core::ReadBundle& read,
                                                               BundleTaken& taken) {
  std::vector<core::HandedOver> all;
  core::BundleReader reader(opened.key, opened.label, read);
  for (;;) {
    const auto piece = reader.next();
    if (!piece) return piece.error();
    if (!piece.value()) return all;
    if (piece.value()->kind != Piece::Kind::handed) continue;
    const auto handed = take_handed(opened.laptop.id, piece.value()->bytes);
    ++(handed ? taken.handed : taken.handed_refused);
    if (handed) all.push_back(handed.value());
  }
}

Result<core::HandedOver> BundleDesk::take_handed(const DeviceId& bringer, std::string_view packet) {
  const auto known = desk_.read([&](Records& records) { return laptop_of(records, bringer); });
  if (!known) return known.error();
  return take_handed(packet);
}

Result<core::HandedOver> BundleDesk::take_handed(std::string_view packet) {
  const auto opened = open([packet](std::int64_t off_bytes, std::size_t count) {
    const auto off = static_cast<std::size_t>(off_bytes);
    return std::string(off < packet.size() ? packet.substr(off, count) : std::string_view());
  });
  if (!opened) return opened.error();
  const Piece& exchange = opened.value().exchange;
  const auto body = core::unpack(exchange.name, exchange.bytes, limits::kInflated_bytes);
  const auto request =
      body ? core::decode_request(body.value()) : Result<core::SyncRequest>(body.error());
  if (!request) return request.error();
  if (request.value().device != opened.value().laptop.id) return Error{Code::bad_bundle};
  return desk_.write([&](Records& records) {
    return core::take_carried(request.value(), OpId(opened.value().bundle), records.orders,
                              desk_.moment());
  });
}

Refusable BundleDesk::bring_photos(const Opened& opened, const std::filesystem::path& from,
                                   BundleTaken& taken) {
  core::BundleReader reader(opened.key, opened.label, store::reads_bundle(from));
  for (;;) {
    auto piece = reader.next();
    if (!piece) return piece.error();
    if (!piece.value()) return Done{};
    if (piece.value()->kind != Piece::Kind::blob) continue;
    const auto brought = blobs_.bring(opened.laptop.id, piece.value()->name, piece.value()->bytes);
    ++(brought && !brought.value().refused ? taken.photos : taken.photos_refused);
  }
}

Result<BundleTaken> BundleDesk::take(const std::filesystem::path& from,
                                     const std::filesystem::path& to) {
  const core::ReadBundle read = store::reads_bundle(from);
  if (read(0, 1).empty()) return Error{Code::not_found, from.filename().string()};
  const auto opened = open(read);
  if (!opened) return opened.error();
  const DeviceId& device = opened.value().laptop.id;
  const Piece& exchange = opened.value().exchange;
  BundleTaken taken{opened.value().laptop.name};
  // First what its own edits stand on.
  const auto handed = bring_handed(opened.value(), read, taken);
  if (!handed) return handed.error();
  auto reply = sync_.answer(device, exchange.name, exchange.bytes);
  if (!reply) return reply.error();
  count(reply.value(), taken);
  if (auto brought = bring_photos(opened.value(), from, taken); !brought) return brought.error();
  if (taken.photos > 0) {
    // The same request again, a retry: its answer confirms the photos too.
    reply = sync_.answer(device, exchange.name, exchange.bytes);
    if (!reply) return reply.error();
  }
  const core::Frame frame = core::pack(core::encode_reply(reply.value()));
  store::BundleFile answer(to, opened.value().key, {core::Heading::down, device});
  answer.add({Piece::Kind::bundle, opened.value().bundle, {}});
  for (const core::HandedOver& each : handed.value()) {
    answer.add({Piece::Kind::handed, each.op.value, core::encode_handed_over(each)});
  }
  answer.finish({Piece::Kind::exchange, std::string(frame.content_type), frame.bytes});
  return taken;
}

}  // namespace huidan::server

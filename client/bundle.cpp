#include "client/bundle.hpp"

#include "sync/base/limits.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/handover.hpp"
#include "sync/store/bundle_file.hpp"

namespace huidan::client {
namespace {

using core::Piece;

constexpr std::string_view kUnderWay = "bundle.under_way";

/// Enrolment keeps no laptop without its desk's key.
std::string key_with_desk(const Identity& me) {
  const auto key = core::bundle_key(me.secret_key, me.desk_key);
  if (!key) throw Failure({Code::db_corrupt, "desk_key"});
  return *key;
}

std::string under_way_text(Device& device) {
  std::string text;
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    text = records.setting(kUnderWay);
  });
  return text;
}

void remember(Device& device, std::string_view text) {
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    records.put_setting(kUnderWay, text);
  });
}

/// What stands in the desk's answer, each once.
struct Answer {
  std::string bundle;  // the id of what it answers
  std::string content_type;
  std::string body;
  std::vector<core::HandedOver> handed{};
};

Refusable keep(Answer& answer, Piece piece) {
  switch (piece.kind) {
    case Piece::Kind::bundle:
      answer.bundle = std::move(piece.name);
      return Done{};
    case Piece::Kind::handed: {
      const auto handed = core::decode_handed_over(piece.bytes);
      if (!handed) return Error{Code::bad_bundle};
      answer.handed.push_back(handed.value());
      return Done{};
    }
    case Piece::Kind::exchange:
      answer.content_type = std::move(piece.name);
      answer.body = std::move(piece.bytes);
      return Done{};
    case Piece::Kind::blob:
      return Done{};
  }
  return Done{};
}

Result<Answer> read_answer(const Identity& me, const std::filesystem::path& file) {
  const core::ReadBundle read = store::reads_bundle(file);
  if (read(0, 1).empty()) return Error{Code::not_found, file.filename().string()};
  const auto label = core::bundle_label(read);
  if (!label) return label.error();
  const bool mine =
      label.value().heading == core::Heading::down && label.value().device == me.device;
  if (!mine) return Error{Code::bad_bundle};
  core::BundleReader reader(key_with_desk(me), label.value(), read);
  Answer answer;
  for (;;) {
    auto piece = reader.next();
    if (!piece) return piece.error();
    if (!piece.value()) return answer;
    if (auto kept = keep(answer, std::move(*piece.value())); !kept) return kept.error();
  }
}

/// Lets the session go on where the bundle's went out.
Result<BundleIn> take_in(Device& device, const core::Asked& asked, const std::string& body) {
  core::Session session(device.store(), device.random(), core::Carrier::courier);
  session.resume(asked);
  const core::Action next = session.took(body, device.now());
  BundleIn in{session.report(), session.overtaken(), std::holds_alternative<core::Send>(next)};
  if (const auto* finished = std::get_if<core::Finished>(&next); finished && !finished->report) {
    return finished->report.error();
  }
  if (in.report.wiped) device.wiped();
  if (in.report.left > 0) device.sweep_blobs();
  return in;
}

}  // namespace

Result<BundleOut> bundle_out(Device& device, const std::filesystem::path& file) {
  const auto me = device.identity();
  if (!me) return me.error();
  core::Session session(device.store(), device.random(), core::Carrier::courier);
  const core::Action first = session.start(device.now());
  const core::Frame frame = core::pack(std::get<core::Send>(first).body);
  const core::UnderWay under_way{new_uuid7(device.now().wall_ms, device.random()), session.asked()};
  BundleOut out;
  store::BundleFile bundle(file, key_with_desk(me.value()), {core::Heading::up, me.value().device});
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    for (const core::Packet& packet : records.packets()) {
      bundle.add({Piece::Kind::handed, packet.op.value, packet.bytes});
    }
    out.ops = static_cast<std::int64_t>(under_way.asked.ops.size());
    out.waiting_ops = records.unsent_count() - out.ops;
    for (const auto& blob : records.waiting_blobs()) {
      const auto bytes = device.blobs().read(blob.sha, 0, limits::kBlob_bytes);
      if (!bytes) continue;  // status says that it is missing; what is here goes all the same
      bundle.add({Piece::Kind::blob, blob.sha, *bytes});
      ++out.photos;
    }
  });
  bundle.add({Piece::Kind::bundle, under_way.bundle, {}});
  // On disk before the file is in anybody's hands: an answer to it must find what it answers.
  remember(device, core::encode_under_way(under_way));
  bundle.finish({Piece::Kind::exchange, std::string(frame.content_type), frame.bytes});
  out.size_bytes = bundle.size_bytes();
  return out;
}

Result<BundleIn> bundle_in(Device& device, const std::filesystem::path& file) {
  const auto me = device.identity();
  if (!me) return me.error();
  auto answer = read_answer(me.value(), file);
  if (!answer) return answer.error();
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    for (const core::HandedOver& handed : answer.value().handed) records.packet_taken(handed);
  });
  const std::string text = under_way_text(device);
  if (text.empty()) return BundleIn{{}, true, false};
  const auto under_way = core::decode_under_way(text);
  if (!under_way) return under_way.error();
  if (under_way.value().bundle != answer.value().bundle) return BundleIn{{}, true, false};
  const auto body = core::unpack(answer.value().content_type, std::move(answer.value().body),
                                 limits::kReply_bytes);
  if (!body) return Error{Code::bad_bundle};
  auto in = take_in(device, under_way.value().asked, body.value());
  // The wipe of a retired laptop has forgotten the bundle with everything else.
  if (in && !in.value().report.wiped) remember(device, {});
  return in;
}

}  // namespace huidan::client

#include "client/bundle.hpp"

#include "sync/base/limits.hpp"
#include "sync/core/frame.hpp"
#include "sync/store/bundle_file.hpp"

namespace huidan::client {
namespace {

using core::Piece;

constexpr std::string_view kAsked = "bundle.asked";

core::Now now_of(const Clock& clock) {
  return {clock.wall_ms(), clock.mono_ms()};
}

std::string asked_text(Device& device) {
  std::string text;
  device.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { text = records.setting(kAsked); });
  return text;
}

void remember(Device& device, std::string_view text) {
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    records.put_setting(kAsked, text);
  });
}

/// What stands in the desk's answer, each once.
struct Answer {
  std::string request;
  std::string content_type;
  std::string body;
};

Result<Answer> read_answer(const Identity& me, const std::string& key,
                           const std::filesystem::path& file) {
  const core::ReadBundle read = store::reads_bundle(file);
  if (read(0, 1).empty()) return Error{Code::not_found, file.filename().string()};
  const auto label = core::bundle_label(read);
  if (!label) return label.error();
  const bool mine =
      label.value().heading == core::Heading::down && label.value().device == me.device;
  if (!mine) return Error{Code::bad_bundle};
  core::BundleReader reader(key, label.value(), read);
  Answer answer;
  for (;;) {
    auto piece = reader.next();
    if (!piece) return piece.error();
    if (!piece.value()) return answer;
    if (piece.value()->kind == Piece::Kind::asked) answer.request = piece.value()->name;
    if (piece.value()->kind != Piece::Kind::exchange) continue;
    answer.content_type = piece.value()->name;
    answer.body = std::move(piece.value()->bytes);
  }
}

/// Lets the session go on where the bundle's went out.
Result<BundleIn> take_in(Device& device, const core::Asked& asked, const std::string& body) {
  core::Session session(device.store(), device.random());
  session.resume(asked);
  const core::Action next = session.took(body, now_of(device.clock()));
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
  const auto key = core::bundle_key(me.value().secret_key, me.value().desk_key);
  if (!key) return Error{Code::no_desk_key};
  core::Session session(device.store(), device.random());
  const core::Action first = session.start(now_of(device.clock()));
  const core::Frame frame = core::pack(std::get<core::Send>(first).body);
  const core::Asked asked = session.asked();
  BundleOut out;
  store::BundleFile bundle(file, *key, {core::Heading::up, me.value().device});
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    out.ops = static_cast<std::int64_t>(asked.ops.size());
    out.waiting_ops = records.unsent_count() - out.ops;
    for (const auto& blob : records.waiting_blobs()) {
      const auto bytes = device.blobs().read(blob.sha, 0, limits::kBlob_bytes);
      if (!bytes) continue;  // status says that it is missing; what is here goes all the same
      bundle.add({Piece::Kind::blob, blob.sha, *bytes});
      ++out.photos;
    }
  });
  bundle.add({Piece::Kind::asked, asked.request, {}});
  // On disk before the file is in anybody's hands: an answer to it must find what it answers.
  remember(device, core::encode_asked(asked));
  bundle.finish({Piece::Kind::exchange, std::string(frame.content_type), frame.bytes});
  out.size_bytes = bundle.size_bytes();
  return out;
}

Result<BundleIn> bundle_in(Device& device, const std::filesystem::path& file) {
  const auto me = device.identity();
  if (!me) return me.error();
  const auto key = core::bundle_key(me.value().secret_key, me.value().desk_key);
  if (!key) return Error{Code::no_desk_key};
  auto answer = read_answer(me.value(), *key, file);
  if (!answer) return answer.error();
  const std::string text = asked_text(device);
  if (text.empty()) return BundleIn{{}, true, false};
  const auto asked = core::decode_asked(text);
  if (!asked) return asked.error();
  if (asked.value().request != answer.value().request) return BundleIn{{}, true, false};
  const auto body = core::unpack(answer.value().content_type, std::move(answer.value().body),
                                 limits::kReply_bytes);
  if (!body) return Error{Code::bad_bundle};
  auto in = take_in(device, asked.value(), body.value());
  // The wipe of a retired laptop has forgotten the bundle with everything else.
  if (in && !in.value().report.wiped) remember(device, {});
  return in;
}

}  // namespace huidan::client

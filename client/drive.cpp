#include "client/drive.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/frame.hpp"

namespace huidan::client {
namespace {

core::Now now_of(const Clock& clock) {
  return {clock.wall_ms(), clock.mono_ms()};
}

Result<std::string> post(Peer& peer, const Identity& me, const core::Send& send, SyncRun& run) {
  const core::Frame frame = core::pack(send.body);
  const std::string proof =
      to_base64(sign_bytes(core::request_statement(frame.bytes), me.secret_key));
  const auto reply = peer.post("/v1/sync", frame.content_type, frame.bytes,
                               {{std::string(core::kDeviceHeader), me.device.value},
                                {std::string(core::kSignatureHeader), proof}});
  if (!reply) return reply.error();
  run.bytes_up += reply.value().up_bytes;
  run.bytes_down += reply.value().down_bytes;
  if (reply.value().status != 200) return error_of(reply.value());
  auto body = core::unpack(reply.value().content_type, reply.value().body, limits::kReply_bytes);
  if (!body) return Error{Code::bad_reply, std::string(code_name(body.error().code))};
  return body;
}

void add(core::SyncReport& sum, core::SyncReport part) {
  sum.pushed += part.pushed;
  sum.applied += part.applied;
  sum.late += part.late;
  sum.parked += part.parked;
  sum.rejected += part.rejected;
  sum.pulled += part.pulled;
  sum.left += part.left;
  sum.requests += part.requests;
  sum.duplicate += part.duplicate;
  sum.forks += part.forks;
  sum.resets += part.resets;
  sum.diverged += part.diverged;
  sum.repaired += part.repaired;
  sum.wiped = sum.wiped || part.wiped;
  sum.trimmed = sum.trimmed || part.trimmed;
  if (!part.receipt.empty()) sum.receipt = std::move(part.receipt);
  sum.want = std::move(part.want);
}

void add(Carried& sum, const Carried& part) {
  sum.report.up += part.report.up;
  sum.report.down += part.report.down;
  sum.report.given_up += part.report.given_up;
  sum.report.up_bytes += part.report.up_bytes;
  sum.stopped = part.stopped;
}

/// One session from its start to its end.
Refusable converse(Device& device, Peer& peer, const Identity& me, SyncRun& run) {
  core::Session session(device.store(), device.random());
  core::Action next = session.start(now_of(device.clock()));
  while (const auto* send = std::get_if<core::Send>(&next)) {
    const auto reply = post(peer, me, *send, run);
    next = session.took(reply, now_of(device.clock()));
  }
  auto& finished = std::get<core::Finished>(next);
  if (!finished.report) {
    if (finished.report.error().code == Code::device_lost) device.wiped();
    return finished.report.error();
  }
  if (finished.report.value().wiped) device.wiped();
  add(run.report, std::move(finished.report).value());
  return Done{};
}

}  // namespace

Result<SyncRun> sync_once(Device& device) {
  const auto me = device.identity();
  if (!me) return me.error();
  Peer peer(me.value().server, me.value().pin);
  if (auto usable = peer.usable(); !usable) return usable.error();
  SyncRun run;
  if (auto done = converse(device, peer, me.value(), run); !done) return done.error();
  for (bool more = true; more;) {
    const Carried carried = carry_up({device, peer, me.value()}, run.report.want);
    add(run.photos, carried);
    if (carried.report.up == 0) break;
    // Once more: the desk confirms what went home, and may want what it had no room to ask for.
    if (auto done = converse(device, peer, me.value(), run); !done) run.photos.stopped = done;
    more = run.photos.stopped.ok();
  }
  const core::SyncReport& report = run.report;
  if (report.left > 0 || report.trimmed || run.photos.report.up > 0) device.sweep_blobs();
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    run.waiting_blobs = static_cast<std::int64_t>(records.waiting_blobs().size());
  });
  return run;
}

}  // namespace huidan::client

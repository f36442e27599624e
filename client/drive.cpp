#include "client/drive.hpp"

#include "client/handover.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/frame.hpp"

namespace huidan::client {
namespace {

Result<std::string> post(const Way& way, const core::Send& send, SyncRun& run) {
  const core::Frame frame = core::pack(send.body, core::Packing::small);
  const std::string proof = way.prover.prove(core::sync_statement(frame.bytes));
  const auto reply = way.peer.post("/v1/sync", frame.content_type, frame.bytes,
                                   {{std::string(core::kProofHeader), proof}});
  if (!reply) return reply.error();
  run.bytes_up += reply.value().up_bytes;
  run.bytes_down += reply.value().down_bytes;
  if (reply.value().status != 200) return error_of(reply.value());
  auto body = core::unpack(reply.value().content_type, reply.value().body, limits::kReply_bytes);
  if (!body) return Error{Code::bad_reply, std::string(code_name(body.error().code))};
  return body;
}

void add(Carried& sum, const Carried& part) {
  sum.report.up += part.report.up;
  sum.report.down += part.report.down;
  sum.report.given_up += part.report.given_up;
  sum.report.up_bytes += part.report.up_bytes;
  sum.stopped = part.stopped;
}

/// One session from its start to its end.
Refusable converse(const Way& way, core::Session& session, SyncRun& run) {
  core::Action next = session.start(way.device.now());
  while (const auto* send = std::get_if<core::Send>(&next)) {
    const auto reply = post(way, *send, run);
    next = session.took(reply, way.device.now());
    way.device.pulled(session.report().pulled, session.report().total);
  }
  auto& finished = std::get<core::Finished>(next);
  if (!finished.report) {
    if (finished.report.error().code == Code::device_lost) way.device.wiped();
    return finished.report.error();
  }
  run.report = std::move(finished.report).value();
  if (run.report.wiped) way.device.wiped();
  return Done{};
}

}  // namespace

Result<SyncRun> sync_once(Device& device, const Waiting& waiting) {
  const auto me = device.identity();
  if (!me) return me.error();
  Peer peer(me.value().server, me.value().pin, &waiting);
  if (auto usable = peer.usable(); !usable) return usable.error();
  const core::Prover prover(me.value().device, me.value().secret_key, me.value().desk_key);
  const Way way{device, peer, prover, waiting};
  core::Session session(device.store(), device.random());
  SyncRun run;
  if (auto brought = bring_packets(way, run.handed); !brought) return brought.error();
  if (auto done = converse(way, session, run); !done) return done.error();
  for (bool more = true; more;) {
    const Carried carried = carry_up(way, run.report.want);
    add(run.photos, carried);
    if (carried.report.up == 0) break;
    // Once more: the desk confirms what went home, and may want what it had no room to ask for.
    if (auto done = converse(way, session, run); !done) run.photos.stopped = done;
    more = run.photos.stopped.ok();
  }
  const bool less = run.report.left > 0 || run.report.let_go > 0 || run.report.resets > 0;
  if (less || run.photos.report.up > 0) device.sweep_blobs();
  if (!run.report.wiped) device.synced(run.report.offset_ms);
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    run.waiting_blobs = static_cast<std::int64_t>(records.waiting_blobs().size());
  });
  return run;
}

}  // namespace huidan::client

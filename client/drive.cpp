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

}  // namespace

Result<SyncRun> sync_once(Device& device) {
  const auto me = device.identity();
  if (!me) return me.error();
  Peer peer(me.value().server, me.value().pin);
  if (auto usable = peer.usable(); !usable) return usable.error();
  core::Session session(device.store(), device.random());
  SyncRun run;
  core::Action next = session.start(now_of(device.clock()));
  while (const auto* send = std::get_if<core::Send>(&next)) {
    const auto reply = post(peer, me.value(), *send, run);
    next = session.took(reply, now_of(device.clock()));
  }
  auto& finished = std::get<core::Finished>(next);
  if (!finished.report) return finished.report.error();
  run.report = std::move(finished.report).value();
  return run;
}

}  // namespace huidan::client

#include "server/sync_desk.hpp"

#include "sync/base/limits.hpp"

namespace huidan::server {

Result<core::Frame> SyncDesk::exchange(Packed packed) {
  const auto device = proofs_.device(packed.proof, core::sync_statement(packed.body));
  if (!device) return device.error();
  const auto body =
      core::unpack(packed.content_type, std::move(packed.body), limits::kInflated_bytes);
  if (!body) return body.error();
  const auto request = core::decode_request(body.value());
  if (!request) return request.error();
  if (request.value().device != device.value()) return Error{Code::bad_signature, "dev"};

  if (request.value().ops.empty()) {
    const auto read = desk_.read([&](Records& records) {
      return core::serve_reading(request.value(), records.orders, desk_.moment());
    });
    if (!read) return read.error();
    if (read.value()) return core::pack(core::encode_reply(*read.value()));
  }
  const auto reply = desk_.write([&](Records& records) {
    return core::serve(request.value(), records.orders, desk_.moment(), desk_.secret_key());
  });
  if (!reply) return reply.error();
  return core::pack(core::encode_reply(reply.value()));
}

}  // namespace huidan::server

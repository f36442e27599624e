#include "server/sync_desk.hpp"

#include "server/proof.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {

Refusable SyncDesk::proven(const Packed& request) {
  const auto device =
      desk_.read([&](Records& records) { return find_laptop(records, request.device); });
  if (!device) return device.error();
  return signed_by(device.value(), request.signature, core::request_statement(request.body));
}

Result<core::Frame> SyncDesk::exchange(Packed packed) {
  if (auto his = proven(packed); !his) return his.error();
  const DeviceId device{std::string(packed.device)};
  const auto body =
      core::unpack(packed.content_type, std::move(packed.body), limits::kInflated_bytes);
  if (!body) return body.error();
  const auto request = core::decode_request(body.value());
  if (!request) return request.error();
  if (request.value().device != device) return Error{Code::bad_signature, "dev"};

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

#include "server/sync_desk.hpp"

#include "sync/base/limits.hpp"

namespace huidan::server {

Result<core::Frame> SyncDesk::exchange(Packed packed) {
  const auto device = proofs_.device(packed.proof, core::sync_statement(packed.body));
  if (!device) return device.error();
  const auto reply = answer(device.value(), packed.content_type, std::move(packed.body));
  if (!reply) return reply.error();
  return core::pack(core::encode_reply(reply.value()));
}

Result<core::SyncReply> SyncDesk::answer(const DeviceId& device, std::string_view content_type,
                                         std::string packed) {
  const auto body = core::unpack(content_type, std::move(packed), limits::kInflated_bytes);
  if (!body) return body.error();
  const auto request = core::decode_request(body.value());
  if (!request) return request.error();
  if (request.value().device != device) return Error{Code::bad_signature, "dev"};

  const auto heard = [&] { heard_.note(device, desk_.now_ms(), request.value().pending == 0); };
  if (request.value().ops.empty()) {
    auto read = desk_.read([&](Records& records) {
      return core::serve_reading(request.value(), records.orders, desk_.moment());
    });
    if (!read) return read.error();
    if (read.value()) {
      heard();
      return std::move(*read.value());
    }
  }
  auto written = desk_.write([&](Records& records) {
    return core::serve(request.value(), records.orders, desk_.moment(), desk_.secret_key());
  });
  if (written) heard();
  return written;
}

}  // namespace huidan::server

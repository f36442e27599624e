#pragma once
// A laptop of which every byte is the test's, and what the desk told it.

#include <string>
#include <vector>

#include "support/exchange.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"

namespace huidan::test {

/// A laptop without a store: every byte of its requests is the test's.
struct Hand {
  Desk& desk;
  core::DeviceRow device;
  std::string link{};
  std::string token{};
  std::string first{};  // bytes to come back to
  std::int64_t incarnation = 1;
  std::int64_t n = 0;

  Hand(Desk& the_desk, const std::string& person)
      : desk(the_desk), device(the_desk.enrol(person, std::string(32, 'k'))) {}

  /// Its bytes.
  std::string write(core::Op op, const OrderId& id) {
    if (op.id.empty()) op.id = OpId(new_uuid7(desk.now_ms(), desk.random()));
    op.n = ++n;
    op.order = id;
    if (op.base == 0) op.base = 1;
    op.base_seq = 1000;
    op.at = time_from_ms(desk.now_ms());
    return core::encode_op(op);
  }

  std::string note(const OrderId& id, const std::string& text, std::string op_id = {}) {
    core::Op op;
    op.id = OpId(std::move(op_id));
    op.body = core::AddNote{text};
    return write(std::move(op), id);
  }

  [[nodiscard]] core::SyncRequest request(std::vector<std::string> ops) const {
    core::SyncRequest request;
    request.request = new_uuid7(desk.now_ms(), desk.random());
    request.device = device.id;
    request.incarnation = incarnation;
    request.token = token;
    request.previous_link = link;
    request.ops = std::move(ops);
    return request;
  }

  /// Sends and, unless refused, moves on as a laptop would.
  Result<core::SyncReply> send(const core::SyncRequest& request) {
    const auto body = desk.answer(core::encode_request(request));
    if (!body) return body.error();
    auto reply = core::decode_reply(body.value());
    REQUIRE(reply.ok());
    for (const std::string& op : request.ops) link = core::next_link(link, op);
    if (!request.ops.empty()) token = reply.value().token;
    return reply;
  }

  Result<core::SyncReply> push(std::vector<std::string> ops) {
    return send(request(std::move(ops)));
  }
};

/// "applied", "rejected op_id_reuse dup", … one after the other.
inline std::string told(const Result<core::SyncReply>& reply) {
  if (!reply) return std::string(code_name(reply.error().code));
  std::string out;
  if (reply.value().again.incarnation != 0) {
    out =
        "again " + std::to_string(reply.value().again.incarnation) + ' ' + reply.value().again.why;
  }
  for (const core::OpResult& result : reply.value().results) {
    if (!out.empty()) out += ", ";
    out += std::to_string(result.n) + ' ' + result.state;
    if (!result.code.empty()) out += ' ' + result.code;
    if (result.duplicate) out += " dup";
  }
  return out;
}

}  // namespace huidan::test

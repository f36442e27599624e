#include "sync/core/wire_sync.hpp"

#include <nlohmann/json.hpp>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_digest.hpp"
#include "sync/core/wire_part.hpp"
#include "sync/core/wire_push.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

/// Elements that are JSON already, joined into an array.
std::string raw_array(const std::vector<std::string>& elements) {
  std::string out = "[";
  for (const std::string& element : elements) {
    if (out.size() > 1) out += ',';
    out += element;
  }
  return out + ']';
}

Refusable speaks_our_protocol(const json& head) {
  const auto range = head.find("proto");
  const Error refusal{Code::upgrade_required, std::to_string(kProtocol), "proto"};
  if (range == head.end() || !range->is_array() || range->size() != 2) return refusal;
  if (!(*range)[0].is_number_integer() || !(*range)[1].is_number_integer()) return refusal;
  if ((*range)[0].get<std::int64_t>() > kProtocol) return refusal;
  if ((*range)[1].get<std::int64_t>() < kProtocol) return refusal;
  return Done{};
}

Refusable read_push(const Members& members, SyncRequest& request) {
  const auto push = split_object(member(members, "push"));
  if (!push) return wrong_member("push");
  const auto head = message_head(push.value(), {"ops"});
  if (!head) return head.error();
  const auto previous = string_at(head.value(), "prev");
  const auto pending = integer_at(head.value(), "pend");
  const auto ops = split_array(member(push.value(), "ops"));
  if (!previous || !pending || !ops) return wrong_member("push");
  if (ops.value().size() > limits::kPushOps_max) {
    return Error{Code::too_many, std::to_string(limits::kPushOps_max), "ops"};
  }
  request.previous_link = *previous;
  request.pending = *pending;
  auto whole = whole_ops(ops.value(), request.cursor);
  if (!whole) return whole.error();
  request.ops = std::move(whole).value();
  return Done{};
}

Refusable read_held(const json& head, SyncRequest& request) {
  const auto rows = head.find("rows");
  if (rows == head.end()) return Done{};
  if (!rows->is_array()) return wrong_member("rows");
  if (rows->size() > limits::kHeldRows_max) {
    return Error{Code::too_many, std::to_string(limits::kHeldRows_max), "rows"};
  }
  request.repairs = true;
  for (const json& row : *rows) {
    if (!row.is_array() || row.size() != 2 || !row[0].is_string()) return wrong_member("rows");
    const auto digest = read_digest(row[1]);
    if (!digest) return wrong_member("rows");
    request.held.push_back({OrderId(row[0].get<std::string>()), *digest});
  }
  return Done{};
}

}  // namespace

std::string encode_request(const SyncRequest& request) {
  json head{{"proto", {kProtocol, kProtocol}},
            {"schema", kSchema},
            {"app", HUIDAN_VERSION},
            {"caps", {"zstd"}},
            {"dev", request.device.value},
            {"inc", request.incarnation},
            {"tok", request.token},
            {"now", request.now},
            {"cur", cursor_json(request.cursor)},
            {"lim", request.page_bytes}};
  if (request.repairs) {
    json rows = json::array();
    for (const HeldRow& row : request.held) {
      rows.push_back({row.order.value, digest_json(row.digest)});
    }
    head["rows"] = std::move(rows);
  }
  if (request.ops.empty() && request.pending == 0) return json_text(head);
  if (!request.request.empty()) head["req"] = request.request;
  const json push{{"prev", request.previous_link}, {"pend", request.pending}};
  return without_brace(head) + ",\"push\":" + without_brace(push) +
         ",\"ops\":" + raw_array(short_ops(request.ops, request.cursor)) + "}}";
}

Result<SyncRequest> decode_request(std::string_view body) {
  if (auto shallow = check_depth(body); !shallow) return shallow.error();
  const auto members = split_object(body);
  if (!members) return members.error();
  const auto head = message_head(members.value(), {"push"});
  if (!head) return head.error();
  if (auto spoken = speaks_our_protocol(head.value()); !spoken) return spoken.error();
  auto cursor = read_cursor(members.value());
  if (!cursor) return cursor.error();

  SyncRequest request;
  request.cursor = std::move(cursor).value();
  request.request = string_at(head.value(), "req").value_or("");
  request.device = DeviceId(string_at(head.value(), "dev").value_or(""));
  request.incarnation = integer_at(head.value(), "inc").value_or(0);
  request.token = string_at(head.value(), "tok").value_or("");
  request.now = string_at(head.value(), "now").value_or("");
  request.page_bytes = integer_at(head.value(), "lim").value_or(0);
  if (!is_uuid(request.device.value)) return wrong_member("dev");
  // The next one must still be a number that travels.
  const bool lives = request.incarnation >= 0 && request.incarnation <= limits::kIncarnation_max;
  if (!lives) return wrong_member("inc");
  if (auto read = read_held(head.value(), request); !read) return read.error();
  const bool only_reads = request.request.empty() && member(members.value(), "push").empty();
  if (only_reads) return request;
  if (auto read = read_push(members.value(), request); !read) return read.error();
  if (!request.ops.empty() && !is_uuid(request.request)) return wrong_member("req");
  return request;
}

}  // namespace huidan::core

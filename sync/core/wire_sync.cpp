#include "sync/core/wire_sync.hpp"

#include <nlohmann/json.hpp>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_digest.hpp"
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

std::string without_brace(const json& head) {
  std::string text = json_text(head);
  text.pop_back();
  return text;
}

json cursor_json(const Cursor& cursor) {
  return {{"e", cursor.epoch}, {"s", cursor.seq}, {"x", cursor.salt}, {"w", cursor.whole}};
}

/// A member of a message that was cut into raw slices, parsed.
Result<json> parsed_member(const Members& members, std::string_view key) {
  const std::string_view raw = member(members, key);
  if (raw.empty()) return Error{Code::bad_input, "missing", std::string(key)};
  auto value = parse_json(raw);
  if (!value) return Error{value.error().code, value.error().detail, std::string(key)};
  return value;
}

Error wrong(const char* key) {
  return {Code::bad_input, "sync", key};
}

Result<Cursor> read_cursor(const Members& members) {
  const auto raw = parsed_member(members, "cur");
  if (!raw) return raw.error();
  if (!raw.value().is_object()) return wrong("cur");
  const auto epoch = string_at(raw.value(), "e");
  const auto seq = integer_at(raw.value(), "s");
  const auto salt = string_at(raw.value(), "x");
  const auto whole = integer_at(raw.value(), "w");
  if (!epoch || !seq || *seq < 0 || !salt || !whole || *whole < 0) return wrong("cur");
  return Cursor{*epoch, *seq, *salt, *whole};
}

/// The members beside `push` and the arrays of rows, as one small object.
Result<json> head_of(const Members& members, std::initializer_list<std::string_view> rows) {
  std::string text = "{";
  for (const auto& [key, raw] : members) {
    if (std::find(rows.begin(), rows.end(), key) != rows.end()) continue;
    if (text.size() > 1) text += ',';
    text += '"';
    text += key;
    text += "\":";
    text += raw;
  }
  return parse_json(text + '}');
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
  if (!push) return wrong("push");
  const auto head = head_of(push.value(), {"ops"});
  if (!head) return head.error();
  const auto previous = string_at(head.value(), "prev");
  const auto pending = integer_at(head.value(), "pend");
  const auto ops = split_array(member(push.value(), "ops"));
  if (!previous || !pending || !ops) return wrong("push");
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

json result_json(const OpResult& result) {
  json out{{"n", result.n}, {"st", result.state}};
  if (result.duplicate) out["dup"] = true;
  if (result.version != 0) out["v"] = result.version;
  if (!result.code.empty()) out["why"] = result.code;
  if (!result.detail.empty()) out["detail"] = result.detail;
  if (!result.field.empty()) out["field"] = result.field;
  if (!result.disputes.empty()) out["cf"] = result.disputes;
  return out;
}

std::string change_text(const Change& change) {
  return without_brace({{"o", change.order.value},
                        {"no", change.no},
                        {"v", change.version},
                        {"full", true}}) +
         ",\"order\":" + change.text + '}';
}

Result<Change> read_change(std::string_view raw) {
  const auto members = split_object(raw);
  if (!members) return members.error();
  const auto head = head_of(members.value(), {"order"});
  if (!head) return head.error();
  const auto order = string_at(head.value(), "o");
  const auto no = string_at(head.value(), "no");
  const auto version = integer_at(head.value(), "v");
  const std::string_view text = member(members.value(), "order");
  if (!order || !is_uuid(*order) || !no || !version || text.empty()) return wrong("chg");
  return Change{OrderId(*order), *no, *version, std::string(text)};
}

/// A laptop lets go of an op for a result that is final, and for nothing else.
bool is_final(std::string_view state) {
  for (const Verdict v : {Verdict::applied, Verdict::late, Verdict::parked, Verdict::rejected}) {
    if (state == name_of(v)) return true;
  }
  return false;
}

std::optional<OpResult> read_result(const json& raw) {
  const auto n = integer_at(raw, "n");
  const auto state = string_at(raw, "st");
  if (!n || !state || !is_final(*state)) return std::nullopt;
  OpResult result{*n,
                  *state,
                  raw.contains("dup"),
                  integer_at(raw, "v").value_or(0),
                  string_at(raw, "why").value_or(""),
                  string_at(raw, "detail").value_or(""),
                  string_at(raw, "field").value_or(""),
                  {}};
  if (raw.contains("cf") && raw["cf"].is_array()) {
    for (const json& id : raw["cf"]) {
      if (id.is_string()) result.disputes.push_back(id.get<std::string>());
    }
  }
  return result;
}

std::optional<Left> read_left(const json& raw) {
  auto order = string_at(raw, "o");
  if (!order) return std::nullopt;
  return Left{OrderId(std::move(*order)), string_at(raw, "why").value_or("")};
}

std::optional<Document> read_document(const json& raw) {
  auto order = string_at(raw, "o");
  auto bytes = string_at(raw, "bytes");
  auto hash = string_at(raw, "sha");
  if (!order || !bytes || !hash) return std::nullopt;
  return Document{std::move(*hash), OrderId(std::move(*order)), std::move(*bytes)};
}

std::optional<BlobWant> read_want(const json& raw) {
  auto sha = string_at(raw, "sha");
  const auto off = integer_at(raw, "off");
  if (!sha || !is_blob_name(*sha) || !off || *off < 0) return std::nullopt;
  return BlobWant{std::move(*sha), *off};
}

/// Names of bytes; what is none is passed over.
std::vector<std::string> read_blob_names(const json& names) {
  std::vector<std::string> shas;
  for (const json& name : names.is_array() ? names : json::array()) {
    if (name.is_string() && is_blob_name(name.get<std::string>())) {
      shas.push_back(name.get<std::string>());
    }
  }
  return shas;
}

template <typename Row, typename ReadRow>
Refusable read_rows(const json& head, const char* key, std::vector<Row>& rows, ReadRow read_row) {
  for (const json& raw : head.value(key, json::array())) {
    auto row = raw.is_object() ? read_row(raw) : std::nullopt;
    if (!row) return wrong(key);
    rows.push_back(std::move(*row));
  }
  return Done{};
}

Refusable read_held(const json& head, SyncRequest& request) {
  const auto rows = head.find("rows");
  if (rows == head.end()) return Done{};
  if (!rows->is_array()) return wrong("rows");
  if (rows->size() > limits::kHeldRows_max) {
    return Error{Code::too_many, std::to_string(limits::kHeldRows_max), "rows"};
  }
  request.repairs = true;
  for (const json& row : *rows) {
    if (!row.is_array() || row.size() != 2 || !row[0].is_string()) return wrong("rows");
    const auto digest = read_digest(row[1]);
    if (!digest) return wrong("rows");
    request.held.push_back({OrderId(row[0].get<std::string>()), *digest});
  }
  return Done{};
}

Refusable read_again(const json& head, SyncReply& reply) {
  const auto at = head.find("again");
  if (at == head.end()) return Done{};
  const auto incarnation = at->is_object() ? integer_at(*at, "inc") : std::nullopt;
  if (!incarnation || *incarnation < 1) return wrong("again");
  reply.again = {*incarnation, string_at(*at, "why").value_or("")};
  return Done{};
}

Refusable read_set_digest(const json& head, SyncReply& reply) {
  const auto at = head.find("dig");
  if (at == head.end()) return Done{};
  const auto orders = at->is_object() ? integer_at(*at, "n") : std::nullopt;
  const auto digest = at->is_object() ? read_digest(at->value("h", json())) : std::nullopt;
  if (!orders || !digest) return wrong("dig");
  reply.digested = true;
  reply.set = {*orders, *digest};
  return Done{};
}

void read_receipt(const json& head, SyncReply& reply) {
  const auto at = head.find("receipt");
  if (at == head.end() || !at->is_object()) return;
  reply.receipt.id = string_at(*at, "id").value_or("");
  reply.receipt.at = string_at(*at, "at").value_or("");
  reply.receipt.signature = string_at(*at, "sig").value_or("");
  reply.receipt.ops = integer_at(*at, "ops").value_or(0);
}

}  // namespace

std::string encode_request(const SyncRequest& request) {
  json head{{"proto", {kProtocol, kProtocol}},
            {"schema", kSchema},
            {"app", HUIDAN_VERSION},
            {"caps", {"zstd"}},
            {"req", request.request},
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
  const json push{{"prev", request.previous_link}, {"pend", request.pending}};
  return without_brace(head) + ",\"push\":" + without_brace(push) +
         ",\"ops\":" + raw_array(short_ops(request.ops, request.cursor)) + "}}";
}

Result<SyncRequest> decode_request(std::string_view body) {
  if (auto shallow = check_depth(body); !shallow) return shallow.error();
  const auto members = split_object(body);
  if (!members) return members.error();
  const auto head = head_of(members.value(), {"push"});
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
  if (!is_uuid(request.request)) return wrong("req");
  if (!is_uuid(request.device.value)) return wrong("dev");
  if (auto read = read_held(head.value(), request); !read) return read.error();
  if (auto read = read_push(members.value(), request); !read) return read.error();
  return request;
}

std::string encode_reply(const SyncReply& reply) {
  json results = json::array();
  for (const OpResult& result : reply.results) results.push_back(result_json(result));
  json left = json::array();
  for (const Left& gone : reply.left) left.push_back({{"o", gone.order.value}, {"why", gone.why}});
  json want = json::array();
  for (const BlobWant& blob : reply.want)
    want.push_back({{"sha", blob.sha}, {"off", blob.off_bytes}});
  json documents = json::array();
  for (const Document& document : reply.documents) {
    documents.push_back(
        {{"sha", document.hash}, {"o", document.order.value}, {"bytes", document.bytes}});
  }
  json head{
      {"proto", kProtocol},           {"now", reply.now},
      {"tok", reply.token},           {"dev", {{"last_n", reply.last_n}, {"chain", reply.chain}}},
      {"res", std::move(results)},    {"left", std::move(left)},
      {"docs", std::move(documents)}, {"cur", cursor_json(reply.cursor)},
      {"more", reply.more},           {"min", reply.retained_from},
      {"durable_n", reply.durable_n}, {"want", std::move(want)},
      {"blob_ack", reply.blob_ack},   {"next_ms", reply.next_ms}};
  if (!reply.receipt.id.empty()) {
    head["receipt"] = {{"id", reply.receipt.id},
                       {"at", reply.receipt.at},
                       {"ops", reply.receipt.ops},
                       {"sig", reply.receipt.signature}};
  }
  if (reply.again.incarnation != 0) {
    head["again"] = {{"inc", reply.again.incarnation}, {"why", reply.again.why}};
  }
  if (reply.reset) head["reset"] = true;
  if (reply.wipe) head["wipe"] = true;
  if (reply.total > 0) head["of"] = reply.total;
  if (reply.digested) head["dig"] = {{"n", reply.set.orders}, {"h", digest_json(reply.set.sum)}};
  std::string out = without_brace(head) + ",\"chg\":[";
  for (std::size_t i = 0; i < reply.changes.size(); ++i) {
    if (i != 0) out += ',';
    out += change_text(reply.changes[i]);
  }
  return out + "]}";
}

Result<SyncReply> decode_reply(std::string_view body) {
  if (auto shallow = check_depth(body); !shallow) return shallow.error();
  const auto members = split_object(body);
  if (!members) return members.error();
  const auto parsed = head_of(members.value(), {"chg"});
  if (!parsed) return parsed.error();
  const json& head = parsed.value();
  auto cursor = read_cursor(members.value());
  if (!cursor) return cursor.error();
  const auto changes = split_array(member(members.value(), "chg"));
  if (!changes) return wrong("chg");

  SyncReply reply;
  reply.cursor = std::move(cursor).value();
  reply.now = string_at(head, "now").value_or("");
  reply.token = string_at(head, "tok").value_or("");
  reply.more = head.value("more", json(false)) == json(true);
  reply.reset = head.value("reset", json(false)) == json(true);
  reply.wipe = head.value("wipe", json(false)) == json(true);
  reply.retained_from = integer_at(head, "min").value_or(0);
  reply.durable_n = integer_at(head, "durable_n").value_or(0);
  reply.next_ms = integer_at(head, "next_ms").value_or(0);
  reply.total = integer_at(head, "of").value_or(0);
  const json device = head.value("dev", json::object());
  if (!device.is_object()) return wrong("dev");
  reply.last_n = integer_at(device, "last_n").value_or(0);
  reply.chain = string_at(device, "chain").value_or("");
  read_receipt(head, reply);
  if (auto read = read_again(head, reply); !read) return read.error();
  if (auto read = read_set_digest(head, reply); !read) return read.error();
  if (auto rows = read_rows(head, "res", reply.results, read_result); !rows) return rows.error();
  if (auto rows = read_rows(head, "left", reply.left, read_left); !rows) return rows.error();
  if (auto rows = read_rows(head, "docs", reply.documents, read_document); !rows) {
    return rows.error();
  }
  if (auto rows = read_rows(head, "want", reply.want, read_want); !rows) return rows.error();
  reply.blob_ack = read_blob_names(head.value("blob_ack", json::array()));
  for (const std::string_view raw : changes.value()) {
    auto change = read_change(raw);
    if (!change) return change.error();
    reply.changes.push_back(std::move(change).value());
  }
  return reply;
}

}  // namespace huidan::core

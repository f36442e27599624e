#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"
#include "sync/core/wire_digest.hpp"
#include "sync/core/wire_part.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

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

json left_json(const Left& gone) {
  return {{"o", gone.order.value}, {"why", gone.why}};
}

json document_json(const Document& document) {
  return {{"sha", document.hash}, {"o", document.order.value}, {"bytes", document.bytes}};
}

json want_json(const BlobWant& blob) {
  return {{"sha", blob.sha}, {"off", blob.off_bytes}};
}

/// What is empty does not travel: most replies say that nothing happened.
template <typename Row>
void put_rows(json& head, const char* key, const std::vector<Row>& rows,
              json (*row_json)(const Row&)) {
  if (rows.empty()) return;
  json& out = head[key] = json::array();
  for (const Row& row : rows) out.push_back(row_json(row));
}

std::string change_text(const Change& change) {
  return R"({"full":true,"no":)" + json_quoted(change.no) + R"(,"o":)" +
         json_quoted(change.order.value) + R"(,"v":)" + std::to_string(change.version) +
         R"(,"order":)" + change.text + '}';
}

Result<Change> read_change(std::string_view raw) {
  const auto members = split_object(raw);
  if (!members) return members.error();
  const auto order = unquoted(member(members.value(), "o"));
  const auto no = unquoted(member(members.value(), "no"));
  const auto version = whole_number(member(members.value(), "v"));
  const std::string_view text = member(members.value(), "order");
  if (!order || !is_uuid(*order) || !no || !version || text.empty()) return wrong_member("chg");
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
    if (!row) return wrong_member(key);
    rows.push_back(std::move(*row));
  }
  return Done{};
}

Refusable read_again(const json& head, SyncReply& reply) {
  const auto at = head.find("again");
  if (at == head.end()) return Done{};
  const auto incarnation = at->is_object() ? integer_at(*at, "inc") : std::nullopt;
  if (!incarnation || *incarnation < 1) return wrong_member("again");
  reply.again = {*incarnation, string_at(*at, "why").value_or("")};
  return Done{};
}

Refusable read_set_digest(const json& head, SyncReply& reply) {
  const auto at = head.find("dig");
  if (at == head.end()) return Done{};
  const auto orders = at->is_object() ? integer_at(*at, "n") : std::nullopt;
  const auto digest = at->is_object() ? read_digest(at->value("h", json())) : std::nullopt;
  if (!orders || !digest) return wrong_member("dig");
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

void put_rare(json& head, const SyncReply& reply) {
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
}

Refusable read_moved(const Members& members, SyncReply& reply) {
  if (member(members, "cur").empty()) return Done{};
  auto cursor = read_cursor(members);
  if (!cursor) return cursor.error();
  reply.cursor = std::move(cursor).value();
  return Done{};
}

Refusable read_device(const json& head, SyncReply& reply) {
  const json device = head.value("dev", json::object());
  if (!device.is_object()) return wrong_member("dev");
  reply.last_n = integer_at(device, "last_n").value_or(0);
  reply.chain = string_at(device, "chain").value_or("");
  return Done{};
}

}  // namespace

std::string encode_reply(const SyncReply& reply) {
  json head{{"proto", kProtocol}, {"now", reply.now}};
  if (reply.cursor) head["cur"] = cursor_json(*reply.cursor);
  put_rows(head, "res", reply.results, result_json);
  put_rows(head, "left", reply.left, left_json);
  put_rows(head, "docs", reply.documents, document_json);
  put_rows(head, "want", reply.want, want_json);
  if (!reply.blob_ack.empty()) head["blob_ack"] = reply.blob_ack;
  if (!reply.token.empty()) head["tok"] = reply.token;
  if (reply.last_n != 0 || !reply.chain.empty()) {
    head["dev"] = {{"last_n", reply.last_n}, {"chain", reply.chain}};
  }
  if (reply.more) head["more"] = true;
  if (reply.retained_from != 0) head["min"] = reply.retained_from;
  if (reply.durable_n != 0) head["durable_n"] = reply.durable_n;
  if (reply.next_ms != 0) head["next_ms"] = reply.next_ms;
  put_rare(head, reply);
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
  const auto parsed = message_head(members.value(), {"chg"});
  if (!parsed) return parsed.error();
  const json& head = parsed.value();
  const auto changes = split_array(member(members.value(), "chg"));
  if (!changes) return wrong_member("chg");

  SyncReply reply;
  if (auto read = read_moved(members.value(), reply); !read) return read.error();
  reply.now = string_at(head, "now").value_or("");
  reply.token = string_at(head, "tok").value_or("");
  reply.more = head.value("more", json(false)) == json(true);
  reply.reset = head.value("reset", json(false)) == json(true);
  reply.wipe = head.value("wipe", json(false)) == json(true);
  reply.retained_from = integer_at(head, "min").value_or(0);
  reply.durable_n = integer_at(head, "durable_n").value_or(0);
  reply.next_ms = integer_at(head, "next_ms").value_or(0);
  reply.total = integer_at(head, "of").value_or(0);
  if (auto read = read_device(head, reply); !read) return read.error();
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

#include "sync/core/wire_sync.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/receipt.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;
using Spoil = std::function<void(json&)>;

struct SyncRow {
  std::string_view name;
  Spoil spoil;
  Code code;
  std::string_view field;
};

SyncRequest sample_request() {
  SyncRequest request;
  request.request = uuid(70);
  request.device = DeviceId(uuid(71));
  request.incarnation = 3;
  request.token = "tok";
  request.now = kAt;
  request.cursor = {"epoch", 183402, "9f3a"};
  request.previous_link = "link";
  request.pending = 4;
  request.page_bytes = 262144;
  for (const Op& op : every_kind()) request.ops.push_back(encode_op(op));
  return request;
}

SyncReply sample_reply() {
  SyncReply reply;
  reply.now = kAt;
  reply.token = "tok2";
  reply.last_n = 1183;
  reply.chain = "chain";
  reply.results = {
      {1182, "applied", false, 42, "", "", "", {}},
      {1183, "parked", true, 43, "parked", "field_conflict", "treatment", {"D-1", "D-2"}}};
  reply.changes = {{kOrder, "WX-1", 42, R"({"id":"x"})"}};
  reply.left = {{OrderId(uuid(9)), "reassigned"}};
  reply.documents = {{"sha", kOrder, "{\"w\":1}\n𠮷"}};
  reply.cursor = Cursor{"epoch", 183415, "41c0"};
  reply.more = true;
  reply.durable_n = 1150;
  reply.next_ms = 30000;
  reply.receipt = {"rid", kAt, "sig"};
  reply.receipt.ops = 3;
  return reply;
}

}  // namespace

TEST_CASE("a request is the same after its way over the wire, its ops byte for byte") {
  const SyncRequest request = sample_request();
  const auto back = decode_request(encode_request(request));
  REQUIRE(back.ok());
  const SyncRequest& got = back.value();
  CHECK(got.request == request.request);
  CHECK(got.device == request.device);
  CHECK(got.incarnation == 3);
  CHECK(got.token == "tok");
  CHECK(got.now == kAt);
  CHECK(got.cursor.epoch == "epoch");
  CHECK(got.cursor.seq == 183402);
  CHECK(got.cursor.salt == "9f3a");
  CHECK(got.previous_link == "link");
  CHECK(got.pending == 4);
  CHECK(got.page_bytes == 262144);
  CHECK(got.ops == request.ops);
}

TEST_CASE("an op travels as the bytes it is, also one that nobody can read") {
  SyncRequest request = sample_request();
  request.ops = {R"({ "b" : 1,"a":1.50 })", "[\"\xFF\"]", "7", "[[[]]]"};
  const auto back = decode_request(encode_request(request));
  REQUIRE(back.ok());
  CHECK(back.value().ops == request.ops);
}

TEST_CASE("a request that does not speak as agreed is refused by the member's name") {
  const std::array rows{
      SyncRow{"no protocol", [](json& r) { r.erase("proto"); }, Code::upgrade_required, "proto"},
      SyncRow{"an older one",
              [](json& r) {
                r["proto"] = {0, 0};
              },
              Code::upgrade_required, "proto"},
      SyncRow{"a newer one",
              [](json& r) {
                r["proto"] = {2, 9};
              },
              Code::upgrade_required, "proto"},
      SyncRow{"words",
              [](json& r) {
                r["proto"] = {"1", "1"};
              },
              Code::upgrade_required, "proto"},
      SyncRow{"three",
              [](json& r) {
                r["proto"] = {1, 1, 1};
              },
              Code::upgrade_required, "proto"},
      SyncRow{"half a cursor", [](json& r) { r["cur"].erase("x"); }, Code::bad_input, "cur"},
      SyncRow{"half a cursor", [](json& r) { r["cur"].erase("x"); }, Code::bad_input, "cur"},
      SyncRow{"a cursor before the start", [](json& r) { r["cur"]["s"] = -1; }, Code::bad_input,
              "cur"},
      SyncRow{"a cursor of another kind", [](json& r) { r["cur"] = 5; }, Code::bad_input, "cur"},
      SyncRow{"no id of the try", [](json& r) { r.erase("req"); }, Code::bad_input, "req"},
      SyncRow{"another id", [](json& r) { r["req"] = "1"; }, Code::bad_input, "req"},
      SyncRow{"no device", [](json& r) { r["dev"] = nullptr; }, Code::bad_input, "dev"},
      SyncRow{"an incarnation behind which there is none",
              [](json& r) { r["inc"] = (std::int64_t{1} << 53) - 1; }, Code::bad_input, "inc"},
      SyncRow{"an incarnation before the first", [](json& r) { r["inc"] = -1; }, Code::bad_input,
              "inc"},
      SyncRow{"no push", [](json& r) { r.erase("push"); }, Code::bad_input, "push"},
      SyncRow{"a push of another kind", [](json& r) { r["push"] = json::array(); }, Code::bad_input,
              "push"},
      SyncRow{"no link", [](json& r) { r["push"].erase("prev"); }, Code::bad_input, "push"},
      SyncRow{"no word of the rest", [](json& r) { r["push"]["pend"] = "0"; }, Code::bad_input,
              "push"},
      SyncRow{"no ops", [](json& r) { r["push"].erase("ops"); }, Code::bad_input, "push"},
      SyncRow{
          "too many ops",
          [](json& r) { r["push"]["ops"] = json(std::vector<int>(limits::kPushOps_max + 1, 1)); },
          Code::too_many, "ops"},
      SyncRow{"too deep",
              [](json& r) {
                r["x"] = parse_json(
                             "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]"
                             "]]]]]")
                             .value();
              },
              Code::json_too_deep, ""},
  };
  for (const SyncRow& row : rows) {
    CAPTURE(row.name);
    json request = json::parse(encode_request(sample_request()));
    row.spoil(request);
    const auto decoded = decode_request(request.dump());
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == row.code);
    CHECK(decoded.error().field == row.field);
  }
  CHECK(decode_request("").error().code == Code::bad_json);
  CHECK(decode_request("[]").error().code == Code::bad_json);
  CHECK(decode_request(R"({"proto":[1,1],"proto":[1,1]})").error().code == Code::bad_json);
}

TEST_CASE("a laptop that only reads says neither a push nor an id of one") {
  SyncRequest request = sample_request();
  request.ops.clear();
  request.pending = 0;
  request.request.clear();
  const json told = json::parse(encode_request(request));
  CHECK_FALSE(told.contains("push"));
  CHECK_FALSE(told.contains("req"));
  const auto back = decode_request(told.dump());
  REQUIRE(back.ok());
  CHECK(back.value().ops.empty());
  CHECK(back.value().token == request.token);
}

// On it hangs whether a retired laptop is told to forget everything.
TEST_CASE("unsent work is told even when no op goes up") {
  SyncRequest request = sample_request();
  request.ops.clear();
  request.request.clear();
  request.pending = 2;
  const auto back = decode_request(encode_request(request));
  REQUIRE(back.ok());
  CHECK(back.value().pending == 2);
  CHECK(back.value().ops.empty());
}

TEST_CASE("members of a newer laptop are passed over") {
  json request = json::parse(encode_request(sample_request()));
  request["dig"] = {{"alg", 1}};
  request["push"]["hint"] = "later";
  request["proto"] = {1, 3};
  CHECK(decode_request(request.dump()).ok());
}

TEST_CASE("a reply is the same after its way over the wire") {
  const SyncReply reply = sample_reply();
  const auto back = decode_reply(encode_reply(reply));
  REQUIRE(back.ok());
  CHECK(encode_reply(back.value()) == encode_reply(reply));
  const SyncReply& got = back.value();
  CHECK(got.results.at(1).disputes == reply.results[1].disputes);
  CHECK(got.results.at(1).duplicate);
  CHECK_FALSE(got.results.at(0).duplicate);
  CHECK(got.changes.at(0).text == reply.changes[0].text);
  CHECK(got.documents.at(0).bytes == reply.documents[0].bytes);
  CHECK(got.left.at(0).why == "reassigned");
  CHECK(got.receipt.signature == "sig");
  CHECK(got.receipt.ops == 3);
  CHECK(got.more);
}

TEST_CASE("an empty reply is a reply") {
  SyncReply reply;
  const auto back = decode_reply(encode_reply(reply));
  REQUIRE(back.ok());
  CHECK_FALSE(back.value().cursor.has_value());
  CHECK(back.value().receipt.id.empty());
  CHECK(back.value().results.empty());
  CHECK_FALSE(back.value().more);
}

TEST_CASE("a reply that is none is refused by the member's name, never thrown at") {
  const std::array rows{
      SyncRow{"half a cursor", [](json& r) { r["cur"].erase("x"); }, Code::bad_input, "cur"},
      SyncRow{"no changes", [](json& r) { r.erase("chg"); }, Code::bad_input, "chg"},
      SyncRow{"a change without order", [](json& r) { r["chg"][0].erase("order"); },
              Code::bad_input, "chg"},
      SyncRow{"a change of no id", [](json& r) { r["chg"][0]["o"] = "x"; }, Code::bad_input, "chg"},
      SyncRow{"a change that is a word", [](json& r) { r["chg"][0] = "x"; }, Code::bad_json, ""},
      SyncRow{"a result without number", [](json& r) { r["res"][0].erase("n"); }, Code::bad_input,
              "res"},
      SyncRow{"a result that is a word", [](json& r) { r["res"][0] = "x"; }, Code::bad_input,
              "res"},
      SyncRow{"results that are a word", [](json& r) { r["res"] = "x"; }, Code::bad_input, "res"},
      SyncRow{"one who left without id", [](json& r) { r["left"][0] = 1; }, Code::bad_input,
              "left"},
      SyncRow{"a document without bytes", [](json& r) { r["docs"][0].erase("bytes"); },
              Code::bad_input, "docs"},
      SyncRow{"a device that is a word", [](json& r) { r["dev"] = "x"; }, Code::bad_input, "dev"},
  };
  for (const SyncRow& row : rows) {
    CAPTURE(row.name);
    json reply = json::parse(encode_reply(sample_reply()));
    row.spoil(reply);
    const auto decoded = decode_reply(reply.dump());
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == row.code);
    CHECK(decoded.error().field == row.field);
  }
}

TEST_CASE("a receipt's statement names all that it binds") {
  const Receipt receipt{"rid", kAt, "sig", DeviceId("d"), 2, 7, "c", 3, 9};
  CHECK(receipt_statement(receipt) ==
        R"({"at":"2026-11-22T09:05:00+08:00","chain":"c","device":"d","id":"rid","inc":2,)"
        R"("last_n":7,"ops":3,"schema":"huidan.receipt.1"})");
}

}  // namespace huidan::core

// The route of a sync: what a proven laptop may send, and what anybody else may not.

#include <doctest/doctest.h>

#include <functional>

#include "sync/base/limits.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/proof.hpp"
#include "sync/core/wire_sync.hpp"
#include "tests/server/rooms.hpp"

namespace huidan::server {
namespace {

struct Bench : Rooms {
  KeyPair key = new_key_pair();
  DeviceId device;

  Bench() {
    static_cast<void>(app.people.add("e1", Role::engineer, "", kPassword).ok());
    take(line_of("WX-1"));
    CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
    const std::string code = app.people.enrol_code("e1").value().code;
    device = app.people.enrol(code, "laptop", key.public_key).value().device;
  }

  [[nodiscard]] std::string message(const DeviceId& of) {
    core::SyncRequest request;
    request.request = "01980000-0000-7000-8000-000000000070";
    request.device = of;
    return core::encode_request(request);
  }

  [[nodiscard]] std::string proof(const KeyPair& of, std::string_view body) {
    const std::string desk_key = public_half(app.desk.secret_key());
    return core::Prover(device, of.secret_key, desk_key).prove(core::sync_statement(body));
  }

  [[nodiscard]] http::Request proven_request(std::string body, std::string type) {
    http::Request request;
    request.method = "POST";
    request.target = "/v1/sync";
    request.headers = {{"Content-Type", std::move(type)}, {"authorization", proof(key, body)}};
    request.body = std::move(body);
    return request;
  }

  http::Response send(std::string body, std::string type = std::string(core::kJsonType)) {
    return app.router().handle(proven_request(std::move(body), std::move(type)));
  }
};

}  // namespace

TEST_CASE("a laptop that proves itself is served, packed or not") {
  Bench bench;
  const auto plain = bench.send(bench.message(bench.device));
  REQUIRE(plain.status == 200);
  const auto body = core::unpack(plain.content_type, plain.body, limits::kReply_bytes);
  CHECK(core::decode_reply(body.value()).value().changes.size() == 1);

  const core::Frame frame = core::pack(bench.message(bench.device) + std::string(1000, ' '));
  REQUIRE(frame.content_type == core::kZstdType);
  CHECK(bench.send(frame.bytes, std::string(frame.content_type)).status == 200);
}

TEST_CASE("a request that is not the laptop's own is refused") {
  struct Row {
    std::string_view name;
    std::function<void(Bench&, http::Request&)> spoil;
    std::string_view want;
  };

  const std::vector<Row> rows{
      {"another byte in the body", [](Bench&, http::Request& r) { r.body += ' '; },
       "401 bad_signature"},
      {"no proof", [](Bench&, http::Request& r) { r.headers.pop_back(); }, "401 bad_signature"},
      {"a proof that is none", [](Bench&, http::Request& r) { r.headers[1].value = "Huidan AAAA"; },
       "401 bad_signature"},
      {"a person's token",
       [](Bench& b, http::Request& r) {
         r.headers[1].value = "Bearer " + b.app.people.log_in("e1", kPassword).value();
       },
       "401 bad_signature"},
      {"another laptop's key",
       [](Bench& b, http::Request& r) { r.headers[1].value = b.proof(new_key_pair(), r.body); },
       "401 bad_signature"},
      {"another desk's key",
       [](Bench& b, http::Request& r) {
         const core::Prover prover(b.device, b.key.secret_key, new_key_pair().public_key);
         r.headers[1].value = prover.prove(core::sync_statement(r.body));
       },
       "401 bad_signature"},
      {"the proof of a photo's bytes",
       [](Bench& b, http::Request& r) {
         const core::Prover prover(b.device, b.key.secret_key,
                                   public_half(b.app.desk.secret_key()));
         r.headers[1].value = prover.prove(core::blob_statement("POST", r.target, 0, r.body));
       },
       "401 bad_signature"},
      {"nobody's device",
       [](Bench& b, http::Request& r) {
         b.device = DeviceId("01980000-0000-7000-8000-000000000099");
         r.headers[1].value = b.proof(b.key, r.body);
       },
       "401 unknown_device"},
      {"another laptop's name under one's own proof",
       [](Bench& b, http::Request& r) {
         const std::string code = b.app.people.enrol_code("e1").value().code;
         b.device = b.app.people.enrol(code, "second", new_key_pair().public_key).value().device;
         r.headers[1].value = b.proof(b.key, r.body);
       },
       "401 bad_signature"},
      {"the same key, enrolled twice, under the other name",
       [](Bench& b, http::Request& r) {
         const std::string code = b.app.people.enrol_code("e1").value().code;
         const auto bytes = from_base64(r.headers[1].value.substr(7)).value();
         const auto twin = b.app.people.enrol(code, "second", b.key.public_key).value().device;
         r.headers[1].value =
             "Huidan " + to_base64(uuid_bytes(twin.value).value() + bytes.substr(16));
       },
       "401 bad_signature"},
      {"another device inside",
       [](Bench& b, http::Request& r) {
         r = b.proven_request(b.message(DeviceId("01980000-0000-7000-8000-000000000099")),
                              std::string(core::kJsonType));
       },
       "401 bad_signature"},
      {"a revoked laptop",
       [](Bench& b, http::Request&) {
         CHECK(b.app.people.revoke(b.device.value, core::Revoked::lost).ok());
       },
       "401 device_lost"},
      {"a person who no longer works here",
       [](Bench& b, http::Request&) { CHECK(b.app.people.set_active("e1", false).ok()); },
       "401 device_revoked"},
      {"the desk's own device",
       [](Bench& b, http::Request& r) {
         b.device = DeviceId(b.app.desk
                                 .read([](Records& records) -> Result<std::string> {
                                   return records.orders.setting("device.desk");
                                 })
                                 .value());
         CHECK(is_uuid(b.device.value));
         r.headers[1].value = b.proof(b.key, r.body);
       },
       "401 unknown_device"},
      {"another kind of body", [](Bench&, http::Request& r) { r.headers[0].value = "text/plain"; },
       "415 bad_media_type"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Bench bench;
    http::Request request =
        bench.proven_request(bench.message(bench.device), std::string(core::kJsonType));
    row.spoil(bench, request);
    CHECK(told(bench.app.router().handle(request)) == row.want);
  }
}

TEST_CASE("hostile bodies are refused by their code even when a laptop proves them") {
  Bench bench;
  const std::string zstd(core::kZstdType);
  CHECK(told(bench.send(std::string(100000, '['))) == "400 json_too_deep");
  CHECK(told(bench.send("{}")) == "426 upgrade_required proto");
  CHECK(told(bench.send("no JSON")) == "400 bad_json");
  CHECK(told(bench.send("no frame", zstd)) == "400 bad_input");
  const std::string bomb = core::pack(std::string(limits::kInflated_bytes + 1, ' ')).bytes;
  REQUIRE(bomb.size() < 10000);
  CHECK(told(bench.send(bomb, zstd)) == "413 too_large");
  CHECK(told(bench.send(std::string(limits::kBody_bytes + 1, ' '))) == "413 too_large");
}

}  // namespace huidan::server

#include "client/enrol.hpp"

#include <nlohmann/json.hpp>

#include "client/peer.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/core/json.hpp"
#include "sync/core/proof.hpp"

namespace huidan::client {
namespace {

using nlohmann::json;

Result<Identity> read_answer(const std::string& body) {
  const auto parsed = core::parse_json(body);
  const Error wrong{Code::bad_reply, "enrol"};
  if (!parsed || !parsed.value().is_object()) return wrong;
  const json& answer = parsed.value();
  const auto device = core::string_at(answer, "device");
  const json person = answer.value("person", json::object());
  if (!device || !is_uuid(*device) || !person.is_object()) return wrong;
  const auto roles = roles_from_text(core::string_at(person, "roles").value_or(""));
  if (!roles) return wrong;
  const auto desk_key = from_base64(core::string_at(answer, "desk_key").value_or(""));
  if (!desk_key) return wrong;
  Identity identity;
  identity.desk_key = *desk_key;
  identity.device = DeviceId(*device);
  identity.person = {PersonId(core::string_at(person, "id").value_or("")),
                     core::string_at(person, "name").value_or(""), roles.value(),
                     core::string_at(person, "group").value_or(""), true};
  return identity;
}

}  // namespace

Result<Identity> enrol(Device& device, const std::string& server, const std::string& code) {
  const auto before = device.identity();
  const std::size_t dot = code.find('.');
  const std::string pin = dot == std::string::npos ? std::string() : code.substr(dot + 1);
  Peer peer(server, pin);
  if (auto usable = peer.usable(); !usable) return usable.error();

  // A desk that was restored from before this laptop joined may take it back, with all its work.
  const KeyPair key =
      before ? KeyPair{public_half(before.value().secret_key), before.value().secret_key}
             : device.enrolment_key(code.substr(0, dot));
  const std::string name = environment("HUIDAN_LAPTOP_NAME");
  json question{{"code", code.substr(0, dot)},
                {"name", name.empty() ? "huidan" : name},
                {"public_key", to_base64(key.public_key)}};
  if (before) {
    question["device"] = before.value().device.value;
    question["user"] = before.value().person.name;
    question["desk_key"] = to_base64(before.value().desk_key);
  }
  const auto reply = peer.post("/v1/enrol", "application/json", core::json_text(question));
  if (!reply) return reply.error();
  if (reply.value().status != 200) return error_of(reply.value());
  auto answer = read_answer(reply.value().body);
  if (!answer) return answer;
  Identity& identity = answer.value();
  identity.server = server;
  identity.pin = pin;
  identity.name = name;
  identity.secret_key = key.secret_key;
  if (!core::proof_key(key.secret_key, identity.desk_key, identity.device)) {
    return Error{Code::bad_reply, "desk_key"};
  }
  if (auto kept = device.enrolled(identity); !kept) return kept.error();
  return answer;
}

}  // namespace huidan::client

#include "sync/core/handover.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "HUIDAN-HANDOVER 1 ";
constexpr std::size_t kSalt_digits = 2 * kCodeSalt_bytes;
constexpr std::size_t kLine_bytes = kMagic.size() + kSalt_digits + 1;

/// As it was made, however it was typed.
std::string tidied(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c != ' ' && c != '\t') code += c;
  }
  return code;
}

json documents_json(const Handover& handover) {
  json all = json::array();
  for (const Document& document : handover.documents) {
    all.push_back({{"sha", document.hash}, {"bytes", document.bytes}});
  }
  return all;
}

json packets_json(const Handover& handover) {
  json all = json::array();
  for (const Packet& packet : handover.packets) {
    all.push_back({{"id", packet.op.value}, {"bytes", to_base64(packet.bytes)}});
  }
  return all;
}

std::string text_of(const Handover& handover) {
  return json_text({{"id", handover.op.value},
                    {"from", handover.from},
                    {"to", handover.to},
                    {"base", handover.seen.base},
                    {"bs", handover.seen.base_seq},
                    {"e", handover.seen.epoch},
                    {"order", encode_order(handover.order, Empty::omitted)},
                    {"docs", documents_json(handover)},
                    {"packets", packets_json(handover)}});
}

/// The texts of an array's members; nothing when one of them is not there.
std::optional<std::vector<std::pair<std::string, std::string>>> pairs_in(const json& in,
                                                                         const char* array,
                                                                         const char* name) {
  const auto at = in.find(array);
  if (at == in.end() || !at->is_array()) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> all;
  for (const json& each : *at) {
    const auto key = string_at(each, name);
    const auto bytes = string_at(each, "bytes");
    if (!key || !bytes) return std::nullopt;
    all.emplace_back(*key, *bytes);
  }
  return all;
}

Result<Handover> handover_in(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.error();
  const json& in = parsed.value();
  const auto id = string_at(in, "id");
  const auto from = string_at(in, "from");
  const auto to = string_at(in, "to");
  const auto base = integer_at(in, "base");
  const auto base_seq = integer_at(in, "bs");
  const auto epoch = string_at(in, "e");
  const auto order = string_at(in, "order");
  const auto documents = pairs_in(in, "docs", "sha");
  const auto packets = pairs_in(in, "packets", "id");
  const bool whole = id && from && to && base && base_seq && epoch && order && documents && packets;
  if (!whole) return Error{Code::bad_input, {}, "handover"};
  auto decoded = decode_order(*order);
  if (!decoded) return decoded.error();
  if (decoded.value().visits.empty()) return Error{Code::bad_input, {}, "order"};
  Handover handover{OpId(*id), *from, *to, {*base, *base_seq, *epoch}, std::move(decoded).value(),
                    {},        {}};
  for (const auto& [sha, bytes] : *documents) {
    if (sha256_hex(bytes) != sha) return Error{Code::verification_failed, sha};
    handover.documents.push_back({sha, handover.order.id, bytes});
  }
  for (const auto& [op, bytes] : *packets) {
    auto packet = from_base64(bytes);
    if (!packet) return Error{Code::bad_input, {}, "packets"};
    handover.packets.push_back({OpId(op), std::move(*packet)});
  }
  return handover;
}

}  // namespace

bool is_handover(std::string_view head) {
  return head.starts_with(kMagic);
}

std::string seal_handover(const Handover& handover, std::string_view code, const HashCost& cost) {
  const std::string salt = random_bytes(kCodeSalt_bytes);
  const std::string line = std::string(kMagic) + to_hex(salt) + '\n';
  Sealer sealer(key_of_code(tidied(code), salt, cost), line);
  return line + sealer.header() + sealer.seal(text_of(handover), Chunk::last);
}

Result<Handover> open_handover(std::string_view file, std::string_view code, const HashCost& cost) {
  const std::string line(file.substr(0, kLine_bytes));
  const bool whole = is_handover(line) && line.size() == kLine_bytes && line.back() == '\n' &&
                     file.size() > kLine_bytes + kSealHeader_bytes;
  const auto salt = from_hex(line.substr(std::min(line.size(), kMagic.size()), kSalt_digits));
  if (!whole || !salt) return Error{Code::bad_bundle};
  Unsealer unsealer(key_of_code(tidied(code), *salt, cost), line,
                    file.substr(kLine_bytes, kSealHeader_bytes));
  const auto opened = unsealer.open(file.substr(kLine_bytes + kSealHeader_bytes));
  if (!opened || opened->which != Chunk::last) return Error{Code::wrong_code};
  return handover_in(opened->bytes);
}

std::string encode_handed_over(const HandedOver& handed) {
  return json_text({{"op", handed.op.value}, {"st", handed.state}, {"v", handed.version}});
}

Result<HandedOver> decode_handed_over(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return Error{Code::bad_reply, "handover"};
  const auto op = string_at(parsed.value(), "op");
  const auto state = string_at(parsed.value(), "st");
  const auto version = integer_at(parsed.value(), "v");
  if (!op || !state || !version) return Error{Code::bad_reply, "handover"};
  return HandedOver{OpId(*op), *state, *version};
}

}  // namespace huidan::core

// Ops as canonical JSON. nlohmann sorts keys by their bytes, which for our ASCII keys is the order
// of RFC 8785, and every number is an integer, so a plain dump is canonical.

#include <array>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/core/json.hpp"
#include "sync/core/op.hpp"
#include "sync/core/wire_op_body.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

/// A kind, in the order of OpBody, and the newest version of what it says.
struct Kind {
  std::string_view name;
  std::int64_t version;
};

constexpr std::array<Kind, std::variant_size_v<OpBody>> kKinds{{{"wo.new", 1},
                                                                {"wo.set", 1},
                                                                {"visit.new", 1},
                                                                {"part.put", 2},
                                                                {"part.remove", 1},
                                                                {"note.add", 1},
                                                                {"sign", 2},
                                                                {"print", 2},
                                                                {"dispute.settle", 1},
                                                                {"sign.accept", 1},
                                                                {"photo.add", 1},
                                                                {"print.move", 1},
                                                                {"hand.over", 1},
                                                                {"wo.back", 1},
                                                                {"", 0}}};

/// The newest version of a kind; 0 for one that this program does not know.
std::int64_t newest_version(std::string_view kind) {
  for (const Kind& known : kKinds) {
    if (known.name == kind) return known.version;
  }
  return 0;
}

/// Version 1 of part.put did not say what its writer had seen.
void part_put_1_to_2(json& op) {
  op["was"] = json::object();
}

/// Version 1 of sign did not say how satisfied the customer was.
void sign_1_to_2(json& op) {
  op["rate"] = "";
}

/// Version 1 of print did not say which characters no font had.
void print_1_to_2(json& op) {
  op["missing"] = "";
}

/// One step up for one version of one kind. A step stays for as long as ops of its version may come
/// home: laptops lie in cupboards for years.
struct Upcast {
  std::string_view kind;
  std::int64_t from;
  void (*lift)(json& op);
};

constexpr std::array kUpcasts{Upcast{"part.put", 1, part_put_1_to_2},
                              Upcast{"sign", 1, sign_1_to_2}, Upcast{"print", 1, print_1_to_2}};

void lift(json& op, std::string_view kind, std::int64_t version) {
  for (const Upcast& step : kUpcasts) {
    if (step.kind == kind && step.from == version) {
      step.lift(op);
      ++version;
    }
  }
}

/// The members but for the number, joined as they stand; empty when `bytes` are no object.
std::string without_number(std::string_view bytes) {
  const auto members = split_object(bytes);
  if (!members) return {};
  std::string out;
  for (const auto& [key, raw] : members.value()) {
    if (key == "n") continue;
    out += key;
    out += ':';
    out += raw;
    out += '\n';
  }
  return out;
}

}  // namespace

std::string_view kind_of(const OpBody& body) noexcept {
  if (const auto* unknown = std::get_if<UnknownKind>(&body)) return unknown->kind;
  return kKinds.at(body.index()).name;
}

std::string encode_op(const Op& op) {
  json out{{"id", op.id.value},
           {"n", op.n},
           {"grp", op.group},
           {"k", kind_of(op.body)},
           {"kv", kKinds.at(op.body.index()).version},
           {"o", op.order.value},
           {"base", op.base},
           {"bs", op.base_seq},
           {"at", op.at}};
  if (!op.epoch.empty()) out["e"] = op.epoch;
  if (!op.seen.empty()) out["seen"] = op.seen.value;
  write_body(out, op.body);
  return json_text(out);
}

Result<Op> decode_op(std::string_view bytes) {
  if (bytes.size() > limits::kOp_bytes) {
    return Error{Code::too_large, std::to_string(limits::kOp_bytes), "op"};
  }
  auto parsed = parse_json(bytes);
  if (!parsed) return parsed.error();
  json object = std::move(parsed).value();
  if (!object.is_object()) return wrong_member("op");

  OpReader in(object);
  Op op;
  op.id = OpId(in.row("id").value);
  op.n = in.count("n");
  op.group = in.line("grp");
  op.order = OrderId(in.row("o").value);
  op.base = in.count("base");
  op.base_seq = in.count("bs");
  op.at = in.checked(canonical_time(in.text("at")));
  if (object.contains("e")) op.epoch = in.line("e");
  if (object.contains("seen")) op.seen = OpId(in.row("seen").value);
  const std::string kind = in.line("k");
  const std::int64_t version = in.count("kv");
  if (!in.error() && (version < 1 || kind.empty())) in.refuse(wrong_member("kv"));
  if (in.error()) return *in.error();
  if (version > newest_version(kind)) {
    op.body = UnknownKind{kind, version};
    return op;
  }
  lift(object, kind, version);
  op.body = read_body(in, kind);
  if (in.error()) return *in.error();
  return op;
}

std::string renumbered(std::string_view bytes, std::int64_t n) {
  const auto members = split_object(bytes);
  if (!members) return std::string(bytes);
  std::string out = "{";
  for (const auto& [key, raw] : members.value()) {
    if (out.size() > 1) out += ',';
    out += '"';
    out += key;
    out += "\":";
    out += key == "n" ? std::to_string(n) : std::string(raw);
  }
  return out + '}';
}

bool same_op(std::string_view one, std::string_view other) {
  if (one == other) return true;
  const std::string what = without_number(one);
  return !what.empty() && what == without_number(other);
}

std::string next_link(std::string_view chain, std::string_view op_bytes) {
  return sha256_hex(std::string(chain) + std::string(op_bytes));
}

}  // namespace huidan::core

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/op.hpp"
#include "tests/core/golden.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

/// The bytes of the sample op of that kind, as JSON to be spoiled.
json sample(std::string_view kind) {
  for (const Op& op : every_kind()) {
    if (kind_of(op.body) == kind) return parse_json(encode_op(op)).value();
  }
  return {};
}

/// "code field", or "ok".
std::string told(const json& op) {
  const auto decoded = decode_op(op.dump());
  if (decoded) return "ok";
  return std::string(code_name(decoded.error().code)) + ' ' + decoded.error().field;
}

struct OpRow {
  std::string_view kind;
  std::string_view at;  // a JSON pointer
  json value;           // discarded: the member is taken away
  std::string_view want;
};

const json kGone = json(json::value_t::discarded);

json spoiled(const OpRow& row) {
  json op = sample(row.kind);
  const json::json_pointer at{std::string(row.at)};
  if (!row.value.is_discarded()) {
    op[at] = row.value;
    return op;
  }
  op.at(at.parent_pointer()).erase(at.back());
  return op;
}

void check(const std::vector<OpRow>& rows) {
  for (const OpRow& row : rows) {
    CAPTURE(row.kind);
    CAPTURE(row.at);
    CAPTURE(row.want);
    CHECK(told(spoiled(row)) == row.want);
  }
}

}  // namespace

TEST_CASE("an op of every kind is the same after its way over the wire") {
  std::set<std::string_view> kinds;
  for (const Op& op : every_kind()) {
    const std::string bytes = encode_op(op);
    CAPTURE(bytes);
    const auto back = decode_op(bytes);
    REQUIRE(back.ok());
    CHECK(encode_op(back.value()) == bytes);
    CHECK(kind_of(back.value().body) == kind_of(op.body));
    CHECK(back.value().id == op.id);
    CHECK(back.value().n == op.n);
    CHECK(back.value().group == op.group);
    CHECK(back.value().base == op.base);
    CHECK(back.value().base_seq == op.base_seq);
    kinds.insert(kind_of(op.body));
  }
  CHECK(kinds.size() == std::variant_size_v<OpBody> - 1);  // an unknown kind is not ours to write
}

TEST_CASE("the first version's bytes of an op say the same for ever (SYNC §2.13)") {
  const std::vector<std::string> lines = golden("ops_v1.jsonl");
  const std::vector<Op> ops = every_kind();
  REQUIRE(lines.size() <= ops.size());
  std::string chain;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    const auto decoded = decode_op(lines[i]);
    REQUIRE(decoded.ok());
    Op now = ops[i];
    if (auto* put = std::get_if<PutPart>(&now.body)) {
      for (ColumnSetting& each : put->columns) each.was.clear();  // version 1 did not say it
    }
    if (auto* print = std::get_if<AddCopy>(&now.body)) print->copy.missing.clear();  // nor this
    CHECK(encode_op(decoded.value()) == encode_op(now));
    chain = next_link(chain, lines[i]);
  }
  CHECK(chain == golden("ops_v1.chain").at(0));
}

TEST_CASE("an op under another number is the same op, byte for byte but for the number") {
  for (const Op& op : every_kind()) {
    const std::string bytes = encode_op(op);
    CAPTURE(bytes);
    const std::string other = renumbered(bytes, 907);
    Op moved = op;
    moved.n = 907;
    CHECK(other == encode_op(moved));
    CHECK(same_op(bytes, other));
    CHECK(same_op(other, bytes));
  }
  const std::string note = encode_op(every_kind().at(5));
  Op changed = every_kind().at(5);
  changed.base += 1;
  CHECK_FALSE(same_op(note, encode_op(changed)));
  CHECK_FALSE(same_op("", "[]"));
  CHECK_FALSE(same_op(note, note.substr(0, note.size() - 1)));
  CHECK(renumbered("[]", 1) == "[]");
}

TEST_CASE("an op of a kind or version that is not known yet is read by its envelope") {
  json op = sample("note.add");
  op["kv"] = 2;
  op["tone"] = json::array({1, "x"});
  auto decoded = decode_op(op.dump());
  REQUIRE(decoded.ok());
  CHECK(kind_of(decoded.value().body) == "note.add");
  CHECK(std::get<UnknownKind>(decoded.value().body).kind_version == 2);
  CHECK(renumbered(op.dump(), 3).find("\"tone\":[1,\"x\"]") != std::string::npos);
  op["k"] = "wo.burn";
  decoded = decode_op(op.dump());
  REQUIRE(decoded.ok());
  CHECK(std::get<UnknownKind>(decoded.value().body).kind == "wo.burn");
  op["o"] = "WX-1";
  CHECK(told(op) == "bad_input o");
}

TEST_CASE("the epoch of a base is part of an op where it is told") {
  Op op = every_kind().at(5);
  op.epoch = uuid(9);
  const std::string bytes = encode_op(op);
  CHECK(bytes.find("\"e\":\"" + uuid(9) + "\"") != std::string::npos);
  CHECK(decode_op(bytes).value().epoch == uuid(9));
  CHECK(parse_json(bytes).value().dump() == bytes);
}

TEST_CASE("canonical bytes have sorted keys, whole numbers and no needless space (RFC 8785)") {
  for (const Op& op : every_kind()) {
    const std::string bytes = encode_op(op);
    CAPTURE(bytes);
    CHECK(parse_json(bytes).value().dump() == bytes);
    CHECK(bytes.find('\n') == std::string::npos);
  }
}

TEST_CASE("what every op has in common is refused by name") {
  check({
      {"note.add", "/id", kGone, "bad_input id"},
      {"note.add", "/id", "1", "bad_input id"},
      {"note.add", "/id", "01980000-0000-7000-8000-00000000000A", "bad_input id"},
      {"note.add", "/n", kGone, "bad_input n"},
      {"note.add", "/n", -1, "bad_input n"},
      {"note.add", "/n", 1.5, "bad_input n"},
      {"note.add", "/n", "1", "bad_input n"},
      {"note.add", "/n", 9007199254740992, "bad_input n"},
      {"note.add", "/grp", kGone, "bad_input grp"},
      {"note.add", "/grp", nullptr, "bad_input grp"},
      {"note.add", "/o", "WX-1", "bad_input o"},
      {"note.add", "/base", -1, "bad_input base"},
      {"note.add", "/bs", "0", "bad_input bs"},
      {"note.add", "/at", "yesterday", "bad_time "},
      {"note.add", "/at", kGone, "bad_input at"},
      {"note.add", "/kv", 0, "bad_input kv"},
      {"note.add", "/kv", "1", "bad_input kv"},
      {"note.add", "/k", "", "bad_input kv"},
      {"note.add", "/e", 7, "bad_input e"},
      {"note.add", "/k", 7, "bad_input k"},
  });
}

TEST_CASE("what an op of each kind may not say is refused by name") {
  check({
      {"wo.new", "/no", "", "missing_value no"},
      {"wo.new", "/no", "a\nb", "bad_input no"},
      {"wo.new", "/no", std::string(limits::kLine_bytes + 1, 'x'), "too_long no"},
      {"wo.new", "/f", kGone, "bad_input f"},
      {"wo.new", "/f/priority", 3, "bad_input priority"},
      {"wo.new", "/f/priority", "5", "bad_choice priority"},
      {"wo.new", "/f/colour", "red", "unknown_field colour"},
      {"wo.new", "/f/arrived_at", kAt, "unknown_field arrived_at"},
      {"wo.new", "/parts", kGone, "too_many parts"},
      {"wo.new", "/parts", json::array({1}), "bad_input parts"},
      {"wo.new", "/parts/0/id", "5", "bad_input id"},
      {"wo.new", "/parts/0/qty", "two", "bad_number qty"},
      {"wo.new", "/parts/0/note", kGone, "bad_input note"},
      {"wo.set", "/visit", "x", "bad_input visit"},
      {"wo.set", "/f", json::object(), "missing_value f"},
      {"wo.set", "/f", json::array(), "bad_input f"},
      {"wo.set", "/was", kGone, "bad_input was"},
      {"wo.set", "/was/treatment", "a\x01", "bad_input treatment"},
      {"wo.set", "/f/arrived_at", "09:05", "bad_time arrived_at"},
      {"wo.set", "/f/arrived_at", nullptr, "bad_input arrived_at"},
      {"wo.set", "/f/treatment", std::string(limits::kText_bytes + 1, 'x'), "too_long treatment"},
      {"wo.set", "/f/status", "done", "bad_choice status"},
      {"visit.new", "/row", kGone, "bad_input row"},
      {"part.put", "/row", "x", "bad_input row"},
      {"part.put", "/visit", kGone, "bad_input visit"},
      {"part.put", "/f", json::object(), "bad_input f"},
      {"part.put", "/was", kGone, "bad_input was"},
      {"part.put", "/was/qty", "two", "bad_number qty"},
      {"part.put", "/f/colour", "red", "unknown_field colour"},
      {"part.put", "/f/removed", "1", "unknown_field removed"},
      {"part.put", "/f/qty", "-1", "bad_number qty"},
      {"part.put", "/f/name", 1, "bad_input name"},
      {"part.put", "/f/name", "a\nb", "bad_input name"},
      {"part.remove", "/row", 5, "bad_input row"},
      {"note.add", "/text", "", "missing_value text"},
      {"note.add", "/text", " \n ", "missing_value text"},
      {"note.add", "/text", kGone, "bad_input text"},
      {"sign", "/visit", "x", "bad_input visit"},
      {"sign", "/role", "dog", "bad_choice role"},
      {"sign", "/state", "stale", "bad_choice state"},
      {"sign", "/state", "on_paper", "bad_strokes strokes"},
      {"sign", "/strokes", "", "bad_strokes strokes"},
      {"sign", "/strokes", std::string(limits::kStrokes_bytes + 1, ' '), "too_long strokes"},
      {"sign", "/form", "", "missing_value form"},
      {"sign", "/name", std::string(401, 'x'), "too_long name"},
      {"sign", "/sig", std::string(129, 'x'), "too_long sig"},
      {"print", "/copy", "third", "bad_choice copy"},
      {"print", "/state", "returned", "bad_choice state"},
      {"print", "/print", -1, "bad_input print"},
      {"print", "/form_hash", std::string(65, 'a'), "too_long form_hash"},
      {"photo.add", "/visit", "x", "bad_input visit"},
      {"photo.add", "/kind", "video", "bad_choice kind"},
      {"photo.add", "/sha", std::string(64, 'B'), "bad_input sha"},
      {"photo.add", "/sha", "../../etc/passwd", "bad_input sha"},
      {"photo.add", "/sha", std::string(63, 'b'), "bad_input sha"},
      {"photo.add", "/size", 0, "missing_value size"},
      {"photo.add", "/size", -1, "bad_input size"},
      {"photo.add", "/size", limits::kBlob_bytes + 1, "too_large size"},
      {"photo.add", "/media", "image/svg+xml", "bad_choice media"},
      {"photo.add", "/name", std::string(401, 'x'), "too_long name"},
      {"photo.add", "/name", "a\nb", "bad_input name"},
      {"dispute.settle", "/dispute", kGone, "bad_input dispute"},
      {"dispute.settle", "/value", 1, "bad_input value"},
  });
}

TEST_CASE("how satisfied the customer is, he alone says; version 1 did not ask") {
  json signed_form = parse_json(encode_op(every_kind().at(6))).value();
  signed_form["rate"] = "5";
  CHECK(told(signed_form) == "ok");
  const auto decoded = decode_op(signed_form.dump());
  CHECK(std::get<AddSignOff>(decoded.value().body).sign_off.satisfaction == "5");
  signed_form["rate"] = "6";
  CHECK(told(signed_form) == "bad_choice rate");
  signed_form["rate"] = "1";
  signed_form["role"] = "engineer";
  CHECK(told(signed_form) == "bad_choice rate");
  signed_form.erase("rate");
  CHECK(told(signed_form) == "bad_input rate");
  signed_form["kv"] = 1;
  CHECK(told(signed_form) == "ok");
}

TEST_CASE("a print says which characters no font had; version 1 did not") {
  json print = sample("print");
  print["missing"] = "U+E000 U+10FFFD +3";
  CHECK(told(print) == "ok");
  CHECK(std::get<AddCopy>(decode_op(print.dump()).value().body).copy.missing ==
        "U+E000 U+10FFFD +3");
  print["missing"] = "U+E000\x1b[2J";
  CHECK(told(print) != "ok");
  print.erase("missing");
  CHECK(told(print) == "bad_input missing");
  print["kv"] = 1;
  CHECK(told(print) == "ok");
  CHECK(std::get<AddCopy>(decode_op(print.dump()).value().body).copy.missing.empty());
}

TEST_CASE("who refuses or is absent says why; who signs needs not") {
  json refused = parse_json(encode_op(every_kind().at(7))).value();
  REQUIRE(refused["state"] == "refused");
  CHECK(told(refused) == "ok");
  refused["why"] = "";
  CHECK(told(refused) == "missing_value reason");
  refused["state"] = "absent";
  CHECK(told(refused) == "missing_value reason");
  refused["state"] = "on_paper";
  CHECK(told(refused) == "ok");
}

TEST_CASE("bytes that are no op have a code, whatever they are") {
  struct Bytes {
    std::string bytes;
    Code code;
  };

  const std::array rows{
      Bytes{"", Code::bad_json},
      Bytes{"[]", Code::bad_input},
      Bytes{"{}", Code::bad_input},
      Bytes{"null", Code::bad_input},
      Bytes{"{\"id\":\"\xFF\"}", Code::bad_utf8},
      Bytes{R"({"id":1,"id":1})", Code::bad_json},
      Bytes{std::string(100, '['), Code::json_too_deep},
      Bytes{std::string(limits::kOp_bytes + 1, ' '), Code::too_large},
  };
  for (const Bytes& row : rows) {
    const auto decoded = decode_op(row.bytes);
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == row.code);
  }
}

TEST_CASE("what is read from the wire is canonical, however it was spelt") {
  json op = sample("wo.set");
  op["f"]["arrived_at"] = " 2026-11-22t09:05:00.25+08:00 ";
  op["f"]["treatment"] = "\r\n  更换 \r\n";
  const auto decoded = decode_op(op.dump());
  REQUIRE(decoded.ok());
  const auto& body = std::get<SetFields>(decoded.value().body);
  for (const Setting& setting : body.fields) {
    if (setting.field == Field::arrived_at) CHECK(setting.value == kAt);
    if (setting.field == Field::treatment) CHECK(setting.value == "更换");
  }
}

TEST_CASE("a link depends on every byte before it") {
  const std::string first = next_link("", "a");
  CHECK(first.size() == 64);
  CHECK(first == sha256_hex("a"));
  CHECK(next_link(first, "b") == sha256_hex(first + "b"));
  CHECK(next_link(first, "b") != next_link(next_link("", "A"), "b"));
}

}  // namespace huidan::core

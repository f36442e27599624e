// Ops as canonical JSON. nlohmann sorts keys by their bytes, which for our ASCII keys is the order
// of RFC 8785, and every number is an integer, so a plain dump is canonical.

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/json.hpp"
#include "sync/core/op.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, std::variant_size_v<OpBody>> kKinds{
    "wo.new",   "wo.set", "visit.new", "part.put",       "part.remove",
    "note.add", "sign",   "print",     "dispute.settle", "photo.add"};

constexpr std::array<std::string_view, 5> kPartColumns{"name", "model", "unit", "qty", "note"};

Error wrong(std::string_view field) {
  return {Code::bad_input, "op", std::string(field)};
}

// ---- writing

json settings_json(const Settings& settings) {
  json fields = json::object();
  for (const Setting& setting : settings) {
    fields[std::string(name_of(setting.field))] = setting.value;
  }
  return fields;
}

json before_json(const Settings& settings) {
  json fields = json::object();
  for (const Setting& setting : settings) {
    if (!setting.was.empty()) fields[std::string(name_of(setting.field))] = setting.was;
  }
  return fields;
}

json part_json(const Part& part) {
  return {{"id", part.id.value}, {"name", part.name}, {"model", part.model},
          {"unit", part.unit},   {"qty", part.qty},   {"note", part.note}};
}

struct PayloadWriter {
  json& out;

  void operator()(const NewOrder& body) const {
    out["no"] = body.no;
    out["f"] = settings_json(body.fields);
    out["parts"] = json::array();
    for (const Part& part : body.parts) out["parts"].push_back(part_json(part));
  }

  void operator()(const SetFields& body) const {
    out["visit"] = body.visit.value;
    out["f"] = settings_json(body.fields);
    out["was"] = before_json(body.fields);
  }

  void operator()(const NewVisit& body) const { out["row"] = body.visit.value; }

  void operator()(const PutPart& body) const {
    out["row"] = body.part.value;
    out["visit"] = body.visit.value;
    out["f"] = json::object();
    for (const auto& [column, value] : body.columns) out["f"][column] = value;
  }

  void operator()(const RemovePart& body) const { out["row"] = body.part.value; }

  void operator()(const AddNote& body) const { out["text"] = body.text; }

  void operator()(const AddSignOff& body) const {
    const SignOff& s = body.sign_off;
    out["visit"] = s.visit.value;
    out["role"] = s.role;
    out["state"] = s.state;
    out["name"] = s.name;
    out["why"] = s.reason;
    out["form"] = body.form;
    out["strokes"] = body.strokes;
    out["sig"] = s.signature;
  }

  void operator()(const AddCopy& body) const {
    out["visit"] = body.copy.visit.value;
    out["copy"] = body.copy.copy;
    out["state"] = body.copy.state;
    out["print"] = body.copy.print;
    out["form_hash"] = body.copy.form_hash;
  }

  void operator()(const SettleDispute& body) const {
    out["dispute"] = body.dispute.value;
    out["value"] = body.value;
  }

  void operator()(const AddPhoto& body) const {
    out["visit"] = body.photo.visit.value;
    out["kind"] = body.photo.kind;
    out["sha"] = body.photo.sha;
    out["size"] = body.photo.size_bytes;
    out["media"] = body.photo.media;
    out["name"] = body.photo.name;
  }
};

// ---- reading

/// Fetches members and remembers the first that is missing or wrong.
class Reader {
 public:
  explicit Reader(const json& object) : object_(object) {}

  std::string text(const char* key) {
    auto value = string_at(object_, key);
    if (!value) refuse(wrong(key));
    return value.value_or("");
  }

  std::int64_t count(const char* key) {
    const auto value = integer_at(object_, key);
    if (!value || *value < 0) refuse(wrong(key));
    return value.value_or(0);
  }

  RowId row(const char* key) {
    std::string id = text(key);
    if (!is_uuid(id)) refuse(wrong(key));
    return RowId(std::move(id));
  }

  std::string one_of(const char* key, std::initializer_list<std::string_view> words) {
    std::string word = text(key);
    if (std::ranges::find(words, std::string_view(word)) == words.end()) {
      refuse({Code::bad_choice, word.substr(0, 40), key});
    }
    return word;
  }

  std::string line(const char* key) { return checked(canonical_line(key, text(key))); }

  std::string long_text(const char* key) { return checked(canonical_text(key, text(key))); }

  std::string bytes(const char* key, std::size_t limit_bytes) {
    std::string value = text(key);
    if (value.size() > limit_bytes) refuse({Code::too_long, std::to_string(limit_bytes), key});
    return value;
  }

  /// `with_visit`: whether a visit's fields may stand among them.
  Settings settings(bool with_visit) {
    Settings fields;
    const auto at = object_.find("f");
    if (at == object_.end() || !at->is_object()) {
      refuse(wrong("f"));
      return fields;
    }
    for (const auto& [name, value] : at->items()) {
      const auto field = field_from_name(name);
      if (!field || (info(*field).level == Level::visit && !with_visit)) {
        refuse({Code::unknown_field, {}, name.substr(0, 40)});
      } else if (!value.is_string()) {
        refuse(wrong(name));
      } else {
        fields.push_back({*field, checked(canonical_value(*field, value.get<std::string>()))});
      }
    }
    return fields;
  }

  void refuse(Error error) {
    if (!error_) error_ = std::move(error);
  }

  [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

  [[nodiscard]] const json& object() const noexcept { return object_; }

  std::string checked(Result<std::string> value) {
    if (!value) {
      refuse(value.error());
      return {};
    }
    return std::move(value).value();
  }

 private:
  const json& object_;  // the caller's, outlives the reader
  std::optional<Error> error_;
};

std::string column_value(Reader& in, const std::string& column, const json& value) {
  if (std::ranges::find(kPartColumns, std::string_view(column)) == kPartColumns.end()) {
    in.refuse({Code::unknown_field, {}, column.substr(0, 40)});
    return {};
  }
  if (!value.is_string()) {
    in.refuse(wrong(column));
    return {};
  }
  const auto typed = value.get<std::string>();
  if (column == "qty" && !typed.empty()) return in.checked(canonical_quantity(typed));
  return in.checked(canonical_line(column, typed));
}

PutPart read_put_part(Reader& in) {
  PutPart body{in.row("row"), in.row("visit"), {}};
  const auto at = in.object().find("f");
  if (at == in.object().end() || !at->is_object() || at->empty()) {
    in.refuse(wrong("f"));
    return body;
  }
  for (const auto& [column, value] : at->items()) {
    body.columns.emplace_back(column, column_value(in, column, value));
  }
  return body;
}

Part read_part(Reader& outer, const json& object, const RowId& visit) {
  Reader in(object);
  Part part{in.row("id"), visit, in.line("name"), in.line("model"), in.line("unit"), {}, {}, false};
  const std::string qty = in.text("qty");
  if (!qty.empty()) part.qty = in.checked(canonical_quantity(qty));
  part.note = in.line("note");
  if (in.error()) outer.refuse(*in.error());
  return part;
}

NewOrder read_new_order(Reader& in) {
  NewOrder body{in.line("no"), in.settings(false), {}};
  if (body.no.empty()) in.refuse({Code::missing_value, {}, "no"});
  const auto at = in.object().find("parts");
  if (at == in.object().end() || !at->is_array() || at->size() > limits::kParts_max) {
    in.refuse({Code::too_many, std::to_string(limits::kParts_max), "parts"});
    return body;
  }
  const RowId first_visit(in.text("o"));
  for (const json& part : *at) {
    if (!part.is_object()) {
      in.refuse(wrong("parts"));
    } else {
      body.parts.push_back(read_part(in, part, first_visit));
    }
  }
  return body;
}

SetFields read_set_fields(Reader& in) {
  SetFields body{in.row("visit"), in.settings(true)};
  const auto was = in.object().find("was");
  if (was == in.object().end() || !was->is_object()) {
    in.refuse(wrong("was"));
    return body;
  }
  for (Setting& setting : body.fields) {
    const std::string name(name_of(setting.field));
    const auto before = string_at(*was, name.c_str());
    if (before) setting.was = in.checked(canonical_value(setting.field, *before));
  }
  if (body.fields.empty()) in.refuse({Code::missing_value, {}, "f"});
  return body;
}

AddSignOff read_sign_off(Reader& in) {
  AddSignOff body;
  SignOff& s = body.sign_off;
  s.visit = in.row("visit");
  s.role = in.one_of("role", {"customer", "engineer"});
  s.state = in.one_of("state", {"signed", "on_paper", "refused", "absent"});
  s.name = in.line("name");
  s.reason = in.long_text("why");
  s.signature = in.bytes("sig", 128);
  body.form = in.bytes("form", limits::kOp_bytes);
  body.strokes = in.bytes("strokes", limits::kStrokes_bytes);
  if (body.form.empty()) in.refuse({Code::missing_value, {}, "form"});
  if ((s.state == "signed") == body.strokes.empty()) in.refuse({Code::bad_strokes, {}, "strokes"});
  const bool excused = s.state == "refused" || s.state == "absent";
  if (excused && s.reason.empty()) in.refuse({Code::missing_value, {}, "reason"});
  s.form_hash = sha256_hex(body.form);
  if (!body.strokes.empty()) s.strokes_hash = sha256_hex(body.strokes);
  return body;
}

AddCopy read_copy(Reader& in) {
  Copy copy;
  copy.visit = in.row("visit");
  copy.copy = in.one_of("copy", {"customer", "desk"});
  copy.state = in.one_of("state", {"printed", "with_engineer"});
  copy.print = in.count("print");
  copy.form_hash = in.bytes("form_hash", 64);
  return {copy};
}

AddPhoto read_photo(Reader& in) {
  Photo photo;
  photo.visit = in.row("visit");
  photo.kind = in.one_of("kind", {"photo", "scan", "other"});
  photo.sha = in.text("sha");
  if (!is_blob_name(photo.sha)) in.refuse(wrong("sha"));
  photo.size_bytes = in.count("size");
  if (photo.size_bytes == 0) in.refuse({Code::missing_value, {}, "size"});
  if (photo.size_bytes > static_cast<std::int64_t>(limits::kBlob_bytes)) {
    in.refuse({Code::too_large, std::to_string(limits::kBlob_bytes), "size"});
  }
  photo.media = in.one_of("media", {"image/jpeg", "image/png", "application/pdf"});
  photo.name = in.line("name");
  return {photo};
}

OpBody read_body(Reader& in, std::string_view kind) {
  if (kind == "wo.new") return read_new_order(in);
  if (kind == "wo.set") return read_set_fields(in);
  if (kind == "visit.new") return NewVisit{in.row("row")};
  if (kind == "part.put") return read_put_part(in);
  if (kind == "part.remove") return RemovePart{in.row("row")};
  if (kind == "sign") return read_sign_off(in);
  if (kind == "print") return read_copy(in);
  if (kind == "photo.add") return read_photo(in);
  if (kind == "dispute.settle") {
    return SettleDispute{DisputeId(in.line("dispute")), in.long_text("value")};
  }
  if (kind == "note.add") {
    AddNote note{in.long_text("text")};
    if (note.text.empty()) in.refuse({Code::missing_value, {}, "text"});
    return note;
  }
  in.refuse({Code::bad_choice, std::string(kind.substr(0, 40)), "k"});
  return AddNote{};
}

}  // namespace

std::string_view kind_of(const OpBody& body) noexcept {
  return kKinds.at(body.index());
}

std::string encode_op(const Op& op) {
  json out{
      {"id", op.id.value},    {"n", op.n},           {"grp", op.group}, {"k", kind_of(op.body)},
      {"kv", kOpKindVersion}, {"o", op.order.value}, {"base", op.base}, {"bs", op.base_seq},
      {"at", op.at}};
  std::visit(PayloadWriter{out}, op.body);
  return json_text(out);
}

Result<Op> decode_op(std::string_view bytes) {
  if (bytes.size() > limits::kOp_bytes) {
    return Error{Code::too_large, std::to_string(limits::kOp_bytes), "op"};
  }
  const auto parsed = parse_json(bytes);
  if (!parsed) return parsed.error();
  if (!parsed.value().is_object()) return wrong("op");

  Reader in(parsed.value());
  Op op;
  op.id = OpId(in.row("id").value);
  op.n = in.count("n");
  op.group = in.line("grp");
  op.order = OrderId(in.row("o").value);
  op.base = in.count("base");
  op.base_seq = in.count("bs");
  op.at = in.checked(canonical_time(in.text("at")));
  if (in.count("kv") != kOpKindVersion) in.refuse({Code::upgrade_required, {}, "kv"});
  const std::string kind = in.text("k");
  if (!in.error()) op.body = read_body(in, kind);
  if (in.error()) return *in.error();
  return op;
}

std::string next_link(std::string_view chain, std::string_view op_bytes) {
  return sha256_hex(std::string(chain) + std::string(op_bytes));
}

}  // namespace huidan::core

#include "sync/core/wire_op_body.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/json.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

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
    out["was"] = json::object();
    for (const ColumnSetting& setting : body.columns) {
      out["f"][setting.column] = setting.value;
      if (!setting.was.empty()) out["was"][setting.column] = setting.was;
    }
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
    out["rate"] = s.satisfaction;
  }

  void operator()(const AddCopy& body) const {
    out["visit"] = body.copy.visit.value;
    out["copy"] = body.copy.copy;
    out["state"] = body.copy.state;
    out["print"] = body.copy.print;
    out["form_hash"] = body.copy.form_hash;
    out["missing"] = body.copy.missing;
  }

  void operator()(const SettleDispute& body) const {
    out["dispute"] = body.dispute.value;
    out["value"] = body.value;
  }

  void operator()(const AcceptSignOff& body) const {
    out["sign"] = body.sign.value;
    out["form_hash"] = body.form_hash;
    out["why"] = body.why;
  }

  void operator()(const AddPhoto& body) const {
    out["visit"] = body.photo.visit.value;
    out["kind"] = body.photo.kind;
    out["sha"] = body.photo.sha;
    out["size"] = body.photo.size_bytes;
    out["media"] = body.photo.media;
    out["name"] = body.photo.name;
  }

  void operator()(const MoveCopy& body) const {
    out["row"] = body.sheet.value;
    out["state"] = body.state;
    out["holder"] = body.holder;
    out["why"] = body.why;
  }

  void operator()(const HandOver& body) const { out["to"] = body.to; }

  void operator()(const BringBack& body) const {
    out["order"] = body.order;
    out["had"] = json::array();
    for (const OpId& op : body.had) out["had"].push_back(op.value);
    out["docs"] = body.documents;
  }

  void operator()(const UnknownKind& /*body*/) const {}
};

// ---- reading

std::string column_value(OpReader& in, const std::string& column, const json& value) {
  if (std::ranges::find(kPartColumns, std::string_view(column)) == kPartColumns.end()) {
    in.refuse({Code::unknown_field, {}, column.substr(0, 40)});
    return {};
  }
  if (!value.is_string()) {
    in.refuse(wrong_member(column));
    return {};
  }
  const auto typed = value.get<std::string>();
  if (column == "qty" && !typed.empty()) return in.checked(canonical_quantity(typed));
  return in.checked(canonical_line(column, typed));
}

PutPart read_put_part(OpReader& in) {
  PutPart body{in.row("row"), in.row("visit"), {}};
  const auto at = in.object().find("f");
  if (at == in.object().end() || !at->is_object() || at->empty()) {
    in.refuse(wrong_member("f"));
    return body;
  }
  const auto was = in.object().find("was");
  if (was == in.object().end() || !was->is_object()) {
    in.refuse(wrong_member("was"));
    return body;
  }
  for (const auto& [column, value] : at->items()) {
    const auto before = was->find(column);
    body.columns.push_back({column, column_value(in, column, value),
                            before == was->end() ? "" : column_value(in, column, *before)});
  }
  return body;
}

Part read_part(OpReader& outer, const json& object, const RowId& visit) {
  OpReader in(object);
  Part part{in.row("id"), visit, in.line("name"), in.line("model"), in.line("unit"), {}, {}, false};
  const std::string qty = in.text("qty");
  if (!qty.empty()) part.qty = in.checked(canonical_quantity(qty));
  part.note = in.line("note");
  if (in.error()) outer.refuse(*in.error());
  return part;
}

NewOrder read_new_order(OpReader& in) {
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
      in.refuse(wrong_member("parts"));
    } else {
      body.parts.push_back(read_part(in, part, first_visit));
    }
  }
  return body;
}

SetFields read_set_fields(OpReader& in) {
  SetFields body{in.row("visit"), in.settings(true)};
  const auto was = in.object().find("was");
  if (was == in.object().end() || !was->is_object()) {
    in.refuse(wrong_member("was"));
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

AddSignOff read_sign_off(OpReader& in) {
  AddSignOff body;
  SignOff& s = body.sign_off;
  s.visit = in.row("visit");
  s.role = in.one_of("role", {"customer", "engineer"});
  s.state = in.one_of("state", {"signed", "on_paper", "refused", "absent"});
  s.name = in.line("name");
  s.reason = in.long_text("why");
  s.signature = in.bytes("sig", 128);
  s.satisfaction = in.one_of("rate", {"", "1", "2", "3", "4", "5"});
  if (s.role != "customer" && !s.satisfaction.empty()) in.refuse({Code::bad_choice, {}, "rate"});
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

AddCopy read_copy(OpReader& in) {
  Copy copy;
  copy.visit = in.row("visit");
  copy.copy = in.one_of("copy", {"customer", "desk"});
  copy.state = in.one_of("state", {"printed", "with_engineer"});
  copy.print = in.count("print");
  copy.form_hash = in.bytes("form_hash", 64);
  copy.missing = in.line("missing");
  return {copy};
}

AcceptSignOff read_acceptance(OpReader& in) {
  AcceptSignOff body{in.row("sign"), in.bytes("form_hash", 64), in.long_text("why")};
  if (body.why.empty()) in.refuse({Code::missing_value, {}, "why"});
  return body;
}

AddPhoto read_photo(OpReader& in) {
  Photo photo;
  photo.visit = in.row("visit");
  photo.kind = in.one_of("kind", {"photo", "scan", "other", "sealed"});
  photo.sha = in.text("sha");
  if (!is_blob_name(photo.sha)) in.refuse(wrong_member("sha"));
  photo.size_bytes = in.count("size");
  if (photo.size_bytes == 0) in.refuse({Code::missing_value, {}, "size"});
  if (photo.size_bytes > static_cast<std::int64_t>(limits::kBlob_bytes)) {
    in.refuse({Code::too_large, std::to_string(limits::kBlob_bytes), "size"});
  }
  photo.media = in.one_of("media", {"image/jpeg", "image/png", "application/pdf"});
  photo.name = in.line("name");
  return {photo};
}

MoveCopy read_move(OpReader& in) {
  MoveCopy body;
  body.sheet = in.row("row");
  body.state = in.one_of("state", {"with_engineer", "signed", "returned", "missing"});
  body.holder = in.line("holder");
  body.why = in.long_text("why");
  if (body.state == "with_engineer" && body.holder.empty()) {
    in.refuse({Code::missing_value, {}, "holder"});
  }
  if (body.state == "missing" && body.why.empty()) in.refuse({Code::missing_value, {}, "why"});
  return body;
}

HandOver read_hand_over(OpReader& in) {
  HandOver body{in.line("to")};
  if (body.to.empty()) in.refuse({Code::missing_value, {}, "to"});
  return body;
}

OpBody read_kind(OpReader& in, std::string_view kind) {
  if (kind == "wo.new") return read_new_order(in);
  if (kind == "wo.set") return read_set_fields(in);
  if (kind == "visit.new") return NewVisit{in.row("row")};
  if (kind == "part.put") return read_put_part(in);
  if (kind == "part.remove") return RemovePart{in.row("row")};
  if (kind == "sign") return read_sign_off(in);
  if (kind == "sign.accept") return read_acceptance(in);
  if (kind == "print") return read_copy(in);
  if (kind == "print.move") return read_move(in);
  if (kind == "photo.add") return read_photo(in);
  if (kind == "hand.over") return read_hand_over(in);
  if (kind == "wo.back") return read_bring_back(in);
  if (kind == "dispute.settle") {
    return SettleDispute{DisputeId(in.line("dispute")), in.long_text("value")};
  }
  AddNote note{in.long_text("text")};
  if (note.text.empty()) in.refuse({Code::missing_value, {}, "text"});
  return note;
}

}  // namespace

void write_body(json& out, const OpBody& body) {
  std::visit(PayloadWriter{out}, body);
}

OpBody read_body(OpReader& in, std::string_view kind) {
  return read_kind(in, kind);
}

}  // namespace huidan::core

#include "sync/core/wire_order.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

/// Writes members in the order given; an empty text is left out unless asked for. Straight to text:
/// the desk writes every order it touches.
class Writer {
 public:
  explicit Writer(Empty empty) : shown_(empty == Empty::shown) {}

  Writer& text(std::string_view key, const std::string& value) {
    return shown_ || !value.empty() ? raw(key, json_quoted(value)) : *this;
  }

  Writer& number(std::string_view key, std::int64_t value) {
    return raw(key, std::to_string(value));
  }

  template <typename Row, typename WriteRow>
  Writer& rows(std::string_view key, const std::vector<Row>& all, WriteRow write_row) {
    if (!shown_ && all.empty()) return *this;
    std::string array = "[";
    for (const Row& row : all) {
      if (array.size() > 1) array += ',';
      array += write_row(row);
    }
    return raw(key, array + ']');
  }

  Writer& raw(std::string_view key, std::string_view json_value) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += key;
    out_ += "\":";
    out_ += json_value;
    return *this;
  }

  std::string take() { return out_.empty() ? "{}" : std::move(out_) + '}'; }

 private:
  bool shown_;
  std::string out_;
};

std::string visit_json(const Visit& visit, Empty empty) {
  return Writer(empty)
      .text("id", visit.id.value)
      .text("departed_at", visit.departed_at)
      .text("arrived_at", visit.arrived_at)
      .text("restored_at", visit.restored_at)
      .text("completed_at", visit.completed_at)
      .take();
}

std::string part_json(const Part& part, Empty empty) {
  Writer out(empty);
  out.text("id", part.id.value)
      .text("visit", part.visit.value)
      .text("name", part.name)
      .text("model", part.model)
      .text("unit", part.unit)
      .text("qty", part.qty)
      .text("note", part.note);
  if (part.removed) out.number("removed", 1);
  return out.take();
}

std::string note_json(const Note& note, Empty empty) {
  return Writer(empty)
      .text("id", note.id.value)
      .text("by", note.by)
      .text("at", note.at)
      .text("text", note.text)
      .take();
}

std::string sign_off_json(const SignOff& s, Empty empty) {
  return Writer(empty)
      .text("id", s.id.value)
      .text("visit", s.visit.value)
      .text("role", s.role)
      .text("name", s.name)
      .text("at", s.at)
      .text("state", s.state)
      .text("reason", s.reason)
      .text("form_hash", s.form_hash)
      .text("strokes_hash", s.strokes_hash)
      .text("device", s.device)
      .text("signature", s.signature)
      .take();
}

std::string copy_json(const Copy& copy, Empty empty) {
  return Writer(empty)
      .text("id", copy.id.value)
      .text("visit", copy.visit.value)
      .text("copy", copy.copy)
      .number("print", copy.print)
      .text("by", copy.by)
      .text("at", copy.at)
      .text("state", copy.state)
      .text("form_hash", copy.form_hash)
      .text("reason", copy.reason)
      .take();
}

std::string dispute_json(const Dispute& d, Empty empty) {
  return Writer(empty)
      .text("id", d.id.value)
      .text("row", d.row.value)
      .text("field", d.field)
      .text("base", d.base)
      .text("mine", d.mine)
      .text("theirs", d.theirs)
      .text("by", d.by)
      .text("at", d.at)
      .text("device", d.device)
      .text("why", d.why)
      .text("state", d.state)
      .text("settled_by", d.settled_by)
      .take();
}

/// `shown` hides parts that were removed: readers want the list as the form has it.
std::vector<Part> parts_of(const WorkOrder& order, Empty empty) {
  if (empty == Empty::omitted) return order.parts;
  std::vector<Part> parts;
  for (const Part& part : order.parts) {
    if (!part.removed) parts.push_back(part);
  }
  return parts;
}

void write_fields(Writer& out, const WorkOrder& order, Empty empty) {
  for (const FieldInfo& field : all_fields()) {
    if (field.level == Level::visit && empty == Empty::omitted) continue;  // stands in its visit
    const std::string& value = value_of(order, field.field);
    if (field.field != Field::priority) {
      out.text(field.name, value);
    } else if (!value.empty()) {
      out.raw(field.name, value);  // "1".."4": a number to whoever reads
    } else if (empty == Empty::shown) {
      out.raw(field.name, "null");
    }
  }
}

// ---- reading: by raw slices, because the desk reads an order for every op and a document tree
// costs more than the op itself

std::string text_of(const Members& row, std::string_view key) {
  return unquoted(member(row, key)).value_or("");
}

std::int64_t number_of(const Members& row, std::string_view key, std::int64_t otherwise) {
  const std::string_view raw = member(row, key);
  std::int64_t value = otherwise;
  std::from_chars(raw.data(), raw.data() + raw.size(), value);
  return value;
}

template <typename Row, typename ReadRow>
bool read_rows(const Members& order, std::string_view key, std::vector<Row>& rows,
               ReadRow read_row) {
  const std::string_view array = member(order, key);
  if (array.empty()) return true;
  const auto elements = split_array(array);
  if (!elements) return false;
  rows.reserve(elements.value().size());
  for (const std::string_view element : elements.value()) {
    const auto row = split_object(element);
    if (!row) return false;
    rows.push_back(read_row(row.value()));
  }
  return true;
}

Visit read_visit(const Members& raw) {
  return {RowId(text_of(raw, "id")), text_of(raw, "departed_at"), text_of(raw, "arrived_at"),
          text_of(raw, "restored_at"), text_of(raw, "completed_at")};
}

Part read_part(const Members& raw) {
  return {RowId(text_of(raw, "id")), RowId(text_of(raw, "visit")),   text_of(raw, "name"),
          text_of(raw, "model"),     text_of(raw, "unit"),           text_of(raw, "qty"),
          text_of(raw, "note"),      !member(raw, "removed").empty()};
}

Note read_note(const Members& raw) {
  return {RowId(text_of(raw, "id")), text_of(raw, "by"), text_of(raw, "at"), text_of(raw, "text")};
}

SignOff read_sign_off(const Members& raw) {
  return {RowId(text_of(raw, "id")), RowId(text_of(raw, "visit")), text_of(raw, "role"),
          text_of(raw, "state"),     text_of(raw, "name"),         text_of(raw, "at"),
          text_of(raw, "reason"),    text_of(raw, "form_hash"),    text_of(raw, "strokes_hash"),
          text_of(raw, "device"),    text_of(raw, "signature")};
}

Copy read_copy(const Members& raw) {
  return {RowId(text_of(raw, "id")),  RowId(text_of(raw, "visit")), text_of(raw, "copy"),
          number_of(raw, "print", 1), text_of(raw, "by"),           text_of(raw, "at"),
          text_of(raw, "state"),      text_of(raw, "form_hash"),    text_of(raw, "reason")};
}

Dispute read_dispute(const Members& raw) {
  return {DisputeId(text_of(raw, "id")),
          RowId(text_of(raw, "row")),
          text_of(raw, "field"),
          text_of(raw, "base"),
          text_of(raw, "mine"),
          text_of(raw, "theirs"),
          text_of(raw, "by"),
          text_of(raw, "at"),
          text_of(raw, "device"),
          text_of(raw, "why"),
          text_of(raw, "state"),
          text_of(raw, "settled_by")};
}

void read_fields(const Members& raw, WorkOrder& order) {
  for (const auto& [name, value] : raw) {
    const auto field = field_from_name(name);
    if (!field || info(*field).level == Level::visit) continue;
    std::string& slot = order.fields.at(static_cast<std::size_t>(*field));
    if (value.starts_with('"')) slot = unquoted(value).value_or("");
    if (*field == Field::priority && value != "null") slot = value;
  }
}

}  // namespace

std::string encode_order(const WorkOrder& order, Empty empty) {
  Writer out(empty);
  out.text("no", order.no).text("id", order.id.value).number("version", order.version);
  write_fields(out, order, empty);
  return out
      .rows("parts", parts_of(order, empty), [&](const Part& p) { return part_json(p, empty); })
      .rows("notes", order.notes, [&](const Note& n) { return note_json(n, empty); })
      .rows("visits", order.visits, [&](const Visit& v) { return visit_json(v, empty); })
      .rows("signoffs", order.signoffs, [&](const SignOff& s) { return sign_off_json(s, empty); })
      .rows("copies", order.copies, [&](const Copy& c) { return copy_json(c, empty); })
      .rows("disputes", order.disputes, [&](const Dispute& d) { return dispute_json(d, empty); })
      .take();
}

Result<WorkOrder> decode_order(std::string_view text) {
  const auto members = split_object(text);
  if (!members) return Error{Code::bad_json, "order"};
  const Members& raw = members.value();
  WorkOrder order;
  order.id = OrderId(text_of(raw, "id"));
  order.no = text_of(raw, "no");
  order.version = number_of(raw, "version", 0);
  read_fields(raw, order);
  const bool whole = read_rows(raw, "parts", order.parts, read_part) &&
                     read_rows(raw, "notes", order.notes, read_note) &&
                     read_rows(raw, "visits", order.visits, read_visit) &&
                     read_rows(raw, "signoffs", order.signoffs, read_sign_off) &&
                     read_rows(raw, "copies", order.copies, read_copy) &&
                     read_rows(raw, "disputes", order.disputes, read_dispute);
  if (!whole || order.id.empty() || order.visits.empty()) return Error{Code::bad_input, "order"};
  return order;
}

std::string encode_stamps(const Stamps& stamps) {
  json out = json::object();
  for (const auto& [key, stamp] : stamps.all()) {
    json row{stamp.version, stamp.by.value};
    if (stamp.other_version != 0) {
      row.push_back(stamp.other_version);
      row.push_back(stamp.other.value);
    }
    out[key] = std::move(row);
  }
  return json_text(out);
}

Result<Stamps> decode_stamps(std::string_view text) {
  const json parsed = parse_own(text);
  if (!parsed.is_object()) return Error{Code::bad_json, "stamps"};
  Stamps stamps;
  const auto written_by = [](const json& row, std::size_t at) {
    return row.size() >= at + 2 && row[at].is_number_integer() && row[at + 1].is_string();
  };
  for (const auto& [key, row] : parsed.items()) {
    const bool whole = row.is_array() && written_by(row, 0) &&
                       (row.size() == 2 || (row.size() == 4 && written_by(row, 2)));
    if (!whole) return Error{Code::bad_input, "stamps"};
    Stamp stamp{row[0].get<std::int64_t>(), BranchId(row[1].get<std::string>()), 0, BranchId()};
    if (row.size() == 4) {
      stamp.other_version = row[2].get<std::int64_t>();
      stamp.other = BranchId(row[3].get<std::string>());
    }
    stamps.put(key, std::move(stamp));
  }
  return stamps;
}

}  // namespace huidan::core

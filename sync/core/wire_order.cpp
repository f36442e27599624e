#include "sync/core/wire_order.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "sync/core/json.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

/// Writes members in the order given; an empty text is left out unless asked for. Straight to text:
/// the desk writes every order it touches.
class OrderWriter {
 public:
  static constexpr bool kReads = false;

  explicit OrderWriter(Empty empty) : empty_(empty) {}

  void text(std::string_view key, const std::string& value) {
    if (shown() || !value.empty()) raw(key, json_quoted(value));
  }

  void number(std::string_view key, std::int64_t value) { raw(key, std::to_string(value)); }

  void flag(std::string_view key, bool value) {
    if (value) number(key, 1);
  }

  /// What is found out anew for each reader.
  void paths(std::string_view key, const std::vector<std::string>& all) {
    if (!shown()) return;
    std::string array = "[";
    for (const std::string& path : all) {
      if (array.size() > 1) array += ',';
      array += json_quoted(path);
    }
    raw(key, array + ']');
  }

  template <typename Row>
  void rows(std::string_view key, const std::vector<Row>& all);

  void raw(std::string_view key, std::string_view json_value) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += key;
    out_ += "\":";
    out_ += json_value;
  }

  [[nodiscard]] bool shown() const { return empty_ == Empty::shown; }

  std::string take() { return out_.empty() ? "{}" : std::move(out_) + '}'; }

 private:
  Empty empty_;
  std::string out_;
};

/// Reads them by raw slices, because the desk reads an order for every op and a document tree costs
/// more than the op itself. What is not there stays as it was.
class Reader {
 public:
  static constexpr bool kReads = true;

  explicit Reader(const Members& raw) : raw_(raw) {}

  void text(std::string_view key, std::string& value) const {
    value = unquoted(member(raw_, key)).value_or("");
  }

  void number(std::string_view key, std::int64_t& value) const {
    const std::string_view raw = member(raw_, key);
    std::from_chars(raw.data(), raw.data() + raw.size(), value);
  }

  void flag(std::string_view key, bool& value) const { value = !member(raw_, key).empty(); }

  void paths(std::string_view /*key*/, std::vector<std::string>& /*all*/) const {}

  template <typename Row>
  void rows(std::string_view key, std::vector<Row>& all);

  /// Whether every row was one.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  const Members& raw_;
  bool whole_ = true;
};

/// What is written is const.
template <typename Io, typename Row>
using In = std::conditional_t<Io::kReads, Row, const Row>;

// ---- what each row says, for writing and for reading

template <typename Io>
void members(Io& io, In<Io, Visit>& v) {
  io.text("id", v.id.value);
  io.text("departed_at", v.departed_at);
  io.text("arrived_at", v.arrived_at);
  io.text("restored_at", v.restored_at);
  io.text("completed_at", v.completed_at);
}

template <typename Io>
void members(Io& io, In<Io, Part>& p) {
  io.text("id", p.id.value);
  io.text("visit", p.visit.value);
  io.text("name", p.name);
  io.text("model", p.model);
  io.text("unit", p.unit);
  io.text("qty", p.qty);
  io.text("note", p.note);
  io.flag("removed", p.removed);
}

template <typename Io>
void members(Io& io, In<Io, Note>& n) {
  io.text("id", n.id.value);
  io.text("by", n.by);
  io.text("at", n.at);
  io.text("text", n.text);
}

template <typename Io>
void members(Io& io, In<Io, SignOff>& s) {
  io.text("id", s.id.value);
  io.text("visit", s.visit.value);
  io.text("role", s.role);
  io.text("name", s.name);
  io.text("at", s.at);
  io.text("state", s.state);
  io.text("reason", s.reason);
  io.text("satisfaction", s.satisfaction);
  io.text("form_hash", s.form_hash);
  io.text("strokes_hash", s.strokes_hash);
  io.text("device", s.device);
  io.text("signature", s.signature);
  io.paths("changed", s.changed);
}

template <typename Io>
void members(Io& io, In<Io, Copy>& c) {
  io.text("id", c.id.value);
  io.text("visit", c.visit.value);
  io.text("copy", c.copy);
  io.number("print", c.print);
  io.text("by", c.by);
  io.text("at", c.at);
  io.text("state", c.state);
  io.text("form_hash", c.form_hash);
  io.text("reason", c.reason);
  io.text("device", c.device);
  io.text("holder", c.holder);
  io.text("missing", c.missing);
  io.text("moved_by", c.moved_by);
  io.text("moved_at", c.moved_at);
}

template <typename Io>
void members(Io& io, In<Io, Photo>& p) {
  io.text("id", p.id.value);
  io.text("visit", p.visit.value);
  io.text("kind", p.kind);
  io.text("sha", p.sha);
  io.number("size", p.size_bytes);
  io.text("media", p.media);
  io.text("name", p.name);
  io.text("by", p.by);
  io.text("at", p.at);
  io.text("state", p.state);
}

template <typename Io>
void members(Io& io, In<Io, Dispute>& d) {
  io.text("id", d.id.value);
  io.text("row", d.row.value);
  io.text("field", d.field);
  io.text("base", d.base);
  io.text("mine", d.mine);
  io.text("theirs", d.theirs);
  io.text("by", d.by);
  io.text("at", d.at);
  io.text("device", d.device);
  io.text("why", d.why);
  io.text("state", d.state);
  io.text("settled_by", d.settled_by);
  io.text("theirs_by", d.theirs_by);
  io.text("theirs_at", d.theirs_at);
}

template <typename Io>
void members(Io& io, In<Io, Acceptance>& a) {
  io.text("id", a.id.value);
  io.text("sign", a.sign.value);
  io.text("form_hash", a.form_hash);
  io.text("why", a.why);
  io.text("by", a.by);
  io.text("at", a.at);
}

template <typename Io>
void members(Io& io, In<Io, Amendment>& a) {
  io.text("id", a.id.value);
  io.text("row", a.row.value);
  io.text("field", a.field);
  io.text("was", a.was);
  io.text("value", a.value);
  io.text("by", a.by);
  io.text("at", a.at);
}

template <typename Io>
void rows_of(Io& io, In<Io, WorkOrder>& order) {
  io.rows("parts", order.parts);
  io.rows("notes", order.notes);
  io.rows("visits", order.visits);
  io.rows("signoffs", order.signoffs);
  io.rows("copies", order.copies);
  io.rows("photos", order.photos);
  io.rows("disputes", order.disputes);
  io.rows("acceptances", order.acceptances);
  io.rows("amendments", order.amendments);
}

/// `shown` hides parts that were removed: readers want the list as the form has it.
template <typename Row>
bool is_hidden(const Row& row) {
  if constexpr (std::is_same_v<Row, Part>) return row.removed;
  return false;
}

template <typename Row>
void OrderWriter::rows(std::string_view key, const std::vector<Row>& all) {
  if (!shown() && all.empty()) return;
  std::string array = "[";
  for (const Row& row : all) {
    if (shown() && is_hidden(row)) continue;
    OrderWriter out(empty_);
    members(out, row);
    if (array.size() > 1) array += ',';
    array += out.take();
  }
  raw(key, array + ']');
}

template <typename Row>
void Reader::rows(std::string_view key, std::vector<Row>& all) {
  const std::string_view array = member(raw_, key);
  if (array.empty()) return;
  const auto elements = split_array(array);
  whole_ = whole_ && elements.ok();
  if (!whole_) return;
  all.reserve(elements.value().size());
  for (const std::string_view element : elements.value()) {
    const auto row = split_object(element);
    whole_ = whole_ && row.ok();
    if (!whole_) return;
    Reader in(row.value());
    members(in, all.emplace_back());
  }
}

void write_fields(OrderWriter& out, const WorkOrder& order) {
  for (const FieldInfo& field : all_fields()) {
    if (field.level == Level::visit && !out.shown()) continue;  // stands in its visit
    const std::string& value = value_of(order, field.field);
    if (field.field != Field::priority) {
      out.text(field.name, value);
    } else if (!value.empty()) {
      out.raw(field.name, value);  // "1".."4": a number to whoever reads
    } else if (out.shown()) {
      out.raw(field.name, "null");
    }
  }
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
  OrderWriter out(empty);
  out.text("no", order.no);
  out.text("id", order.id.value);
  out.number("version", order.version);
  write_fields(out, order);
  rows_of(out, order);
  return out.take();
}

Result<WorkOrder> decode_order(std::string_view text) {
  const auto raw = split_object(text);
  if (!raw) return Error{Code::bad_json, "order"};
  Reader in(raw.value());
  WorkOrder order;
  in.text("no", order.no);
  in.text("id", order.id.value);
  in.number("version", order.version);
  read_fields(raw.value(), order);
  rows_of(in, order);
  if (!in.whole() || order.id.empty() || order.visits.empty())
    return Error{Code::bad_input, "order"};
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

#include "sync/core/apply.hpp"

#include <algorithm>

#include "sync/core/amend.hpp"
#include "sync/core/settle.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/model/status.hpp"

namespace huidan::core {
namespace {

Visit* find_visit(WorkOrder& order, const RowId& id) noexcept {
  const auto at = std::ranges::find(order.visits, id, &Visit::id);
  return at == order.visits.end() ? nullptr : &*at;
}

struct Applier {
  WorkOrder& order;
  const Op& op;
  const Writer& writer;

  void operator()(const NewOrder& body) const { order = born(op, body); }

  void operator()(const SetFields& body) const {
    for (const Setting& setting : body.fields) {
      set_value(order, body.visit, setting.field, setting.value);
    }
  }

  void operator()(const NewVisit& body) const {
    if (find_visit(order, body.visit) != nullptr) return;
    Visit visit;
    visit.id = body.visit;
    order.visits.push_back(std::move(visit));
  }

  void operator()(const PutPart& body) const {
    Part* part = find_part(order, body.part);
    if (part == nullptr) {
      part = &order.parts.emplace_back();
      part->id = body.part;
      part->visit = body.visit;
    }
    for (const ColumnSetting& each : body.columns) *part_column(*part, each.column) = each.value;
  }

  void operator()(const RemovePart& body) const {
    if (Part* part = find_part(order, body.part)) part->removed = true;
  }

  void operator()(const AddNote& body) const {
    order.notes.push_back({RowId(op.id.value), writer.name, op.at, body.text});
  }

  void operator()(const AddSignOff& body) const {
    SignOff sign_off = body.sign_off;
    sign_off.id = RowId(op.id.value);
    sign_off.at = op.at;
    sign_off.device = writer.device.value;
    order.signoffs.push_back(std::move(sign_off));
  }

  void operator()(const AddCopy& body) const {
    Copy copy = body.copy;
    copy.id = RowId(op.id.value);
    copy.by = writer.name;
    copy.at = op.at;
    copy.device = writer.device.value;
    if (copy.state == "with_engineer") copy.holder = writer.name;
    order.copies.push_back(std::move(copy));
  }

  void operator()(const AddPhoto& body) const {
    Photo photo = body.photo;
    photo.id = RowId(op.id.value);
    photo.by = writer.name;
    photo.at = op.at;
    photo.state = "pending";
    order.photos.push_back(std::move(photo));
  }

  void operator()(const MoveCopy& body) const {
    const auto at = std::ranges::find(order.copies, body.sheet, &Copy::id);
    if (at == order.copies.end()) return;
    at->state = body.state;
    at->reason = body.why;
    at->moved_by = writer.name;
    at->moved_at = op.at;
    if (!body.holder.empty()) at->holder = body.holder;
    if (body.state == "returned") at->holder.clear();
  }

  void operator()(const HandOver& body) const { set_value(order, {}, Field::assignee, body.to); }

  void operator()(const BringBack& body) const {
    if (!order.visits.empty()) return;
    if (auto told = decode_order(body.order)) order = std::move(told).value();
  }

  void operator()(const UnknownKind& /*body*/) const {}

  void operator()(const SettleDispute& body) const {
    const auto at = std::ranges::find(order.disputes, body.dispute, &Dispute::id);
    if (at == order.disputes.end()) return;
    const auto chosen = chosen_value(at->field, body.value);
    if (!chosen) return;
    at->state = "settled";
    at->settled_by = writer.name;
    if (const auto field = field_from_name(at->field)) {
      set_value(order, at->row, *field, chosen.value());
      return;
    }
    Part* part = find_part(order, at->row);
    if (part == nullptr) return;
    if (at->field == "removed") part->removed = chosen.value() == "1";
    if (std::string* column = part_column(*part, at->field)) {
      if (brings_back(*at, chosen.value(), *column)) part->removed = false;
      *column = chosen.value();
    }
  }

  void operator()(const AcceptSignOff& body) const {
    order.acceptances.push_back(
        {RowId(op.id.value), body.sign, body.form_hash, body.why, writer.name, op.at});
  }
};

}  // namespace

BranchId Writer::branch() const {
  if (incarnation == 1) return BranchId(device.value);
  return BranchId(device.value + '#' + std::to_string(incarnation));
}

DeviceId device_of(const BranchId& branch) {
  return DeviceId(branch.value.substr(0, branch.value.find('#')));
}

void change(WorkOrder& order, const Op& op, const Writer& writer) {
  std::visit(Applier{order, op, writer}, op.body);
}

void apply(WorkOrder& order, const Op& op, const Writer& writer) {
  if (order.visits.empty() || !signed_by_anybody(order)) return change(order, op, writer);
  const WorkOrder before = order;
  change(order, op, writer);
  note_amendments(before, order, op, writer);
}

std::string* value_at(WorkOrder& order, const RowId& visit, Field field) {
  if (info(field).level == Level::order) return &order.fields.at(static_cast<std::size_t>(field));
  Visit* at = find_visit(order, visit);
  return at == nullptr ? nullptr : visit_slot(*at, field);
}

const std::string* value_at(const WorkOrder& order, const RowId& visit, Field field) {
  return value_at(const_cast<WorkOrder&>(order), visit, field);  // reads only
}

bool set_value(WorkOrder& order, const RowId& visit, Field field, const std::string& value) {
  std::string* slot = value_at(order, visit, field);
  if (slot == nullptr) return false;
  // Back in the queue it is nobody's; one that waited there already keeps whom a person chose
  // since.
  const bool back =
      field == Field::status && value == name_of(Status::dispatched) && *slot != value;
  *slot = value;
  if (back) value_at(order, visit, Field::assignee)->clear();
  return true;
}

Result<std::string> chosen_value(const std::string& field, const std::string& typed) {
  if (const auto known = field_from_name(field)) return canonical_value(*known, typed);
  if (field == "qty" && !typed.empty()) return canonical_quantity(typed);
  if (field == "removed" && !typed.empty() && typed != "1") {
    return Error{Code::bad_choice, typed.substr(0, 40), field};
  }
  return canonical_line(field, typed);
}

bool has_row(const WorkOrder& order, const RowId& op) {
  const auto among = [&](const auto& rows) {
    return std::ranges::any_of(rows, [&](const auto& row) { return row.id == op; });
  };
  return among(order.notes) || among(order.signoffs) || among(order.copies) ||
         among(order.photos) || among(order.acceptances);
}

bool names_document(const WorkOrder& order, std::string_view hash) {
  return std::ranges::any_of(order.signoffs, [&](const SignOff& sign_off) {
    return sign_off.form_hash == hash || sign_off.strokes_hash == hash;
  });
}

std::string* part_column(Part& part, std::string_view column) noexcept {
  if (column == "name") return &part.name;
  if (column == "model") return &part.model;
  if (column == "unit") return &part.unit;
  if (column == "qty") return &part.qty;
  if (column == "note") return &part.note;
  return nullptr;
}

WorkOrder born(const Op& op, const NewOrder& body) {
  WorkOrder order;
  order.id = op.order;
  order.no = body.no;
  for (const Setting& setting : body.fields) {
    order.fields.at(static_cast<std::size_t>(setting.field)) = setting.value;
  }
  order.fields.at(static_cast<std::size_t>(Field::status)) = "received";
  Visit first;
  first.id = RowId(op.order.value);
  order.visits.push_back(std::move(first));
  order.parts = body.parts;
  return order;
}

}  // namespace huidan::core

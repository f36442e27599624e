#include "tests/simulation/replay.hpp"

#include <algorithm>

#include "sync/core/wire_order.hpp"

namespace huidan::sim {
namespace {

constexpr std::array<const char*, 5> kReplayColumns{"name", "model", "unit", "qty", "note"};

std::string column_of(const Part& part, std::string_view column) {
  if (column == "name") return part.name;
  if (column == "model") return part.model;
  if (column == "unit") return part.unit;
  if (column == "qty") return part.qty;
  return part.note;
}

std::string said(const Written& op) {
  return op.id.value.substr(24) + " by hand " + std::to_string(op.hand);
}

}  // namespace

Replay::Replay(const History& history, const WorkOrder& order) : history_(history), order_(order) {
  for (const Arrived& each : history.lives.back().journal) {
    if (each.order != order.id || !history.came_back(each)) continue;
    const auto& body = std::get<core::BringBack>(history.written.at(each.id).body);
    came_with_.insert(body.had.begin(), body.had.end());
  }
}

void Replay::hear(const Arrived& arrived) {
  heard_.insert(arrived.id);
  disputes_.insert(arrived.disputes.begin(), arrived.disputes.end());
}

void Replay::take(const Written& op, const Arrived& arrived) {
  if (const auto* body = std::get_if<core::NewOrder>(&op.body)) return born(op, *body);
  if (const auto* body = std::get_if<core::BringBack>(&op.body)) {
    return arrived.version == 0 ? void() : come_back(op, *body);
  }
  // What somebody writes on an order that is no longer his is never taken as if it were.
  const bool his = op.by.empty() || value({"", "assignee"}) == op.by;
  if ((!his || arrived.revoked) && arrived.state == "applied" && arrived.version != 0) {
    throw Violation("I6", "applied on an order that had gone: " + said(op));
  }
  if (put_aside(arrived, {op.id.value, "op"}, op)) return;  // as a whole
  if (const auto* visit = std::get_if<core::NewVisit>(&op.body)) visits_.insert(visit->visit.value);
  if (const auto* body = std::get_if<core::AddCopy>(&op.body)) {
    sheets_[op.id.value] = body->copy.state;
    write(op, {op.id.value, "sheet"}, body->copy.state);
  }
  if (const auto* body = std::get_if<core::MoveCopy>(&op.body)) return move(op, *body);
  if (const auto* body = std::get_if<core::SetFields>(&op.body)) return set(op, arrived, *body);
  if (const auto* body = std::get_if<core::PutPart>(&op.body)) return put(op, arrived, *body);
  if (const auto* body = std::get_if<core::RemovePart>(&op.body)) return remove(op, arrived, *body);
  if (const auto* body = std::get_if<core::SettleDispute>(&op.body))
    return settle(op, arrived, *body);
  if (const auto* body = std::get_if<core::HandOver>(&op.body)) {
    return edit(op, arrived, {"", "assignee"}, body->to);
  }
}

void Replay::move(const Written& op, const core::MoveCopy& body) {
  const Key key{body.sheet.value, "sheet"};
  check_seen(op, key);
  sheets_[body.sheet.value] = body.state;
  write(op, key, body.state);
}

void Replay::born(const Written& op, const core::NewOrder& body) {
  if (birth_ != nullptr) return;  // another laptop had brought it back
  birth_ = &op;
  visits_.insert(op.order.value);
  for (const core::Setting& setting : body.fields) {
    write(op, {"", std::string(name_of(setting.field))}, setting.value);
  }
  write(op, {"", "status"}, "received");
}

/// As its laptop had it: all of it is the bringer's word.
void Replay::come_back(const Written& op, const core::BringBack& body) {
  const WorkOrder told = core::decode_order(body.order).value();
  birth_ = &op;
  for (const FieldInfo& row : all_fields()) {
    const std::string name(row.name);
    if (row.level == Level::order) write(op, {"", name}, value_of(told, row.field));
    for (const Visit& visit : told.visits) {
      visits_.insert(visit.id.value);
      if (row.level == Level::visit) {
        write(op, {visit.id.value, name}, *visit_slot(visit, row.field));
      }
    }
  }
  for (const Part& part : told.parts) {
    parts_[part.id.value] = &op;
    for (const char* column : kReplayColumns) {
      cells_[{part.id.value, column}].value = column_of(part, column);
    }
    if (part.removed) cells_[{part.id.value, "removed"}].value = "1";
  }
  for (const Copy& sheet : told.copies) {
    sheets_[sheet.id.value] = sheet.state;
    write(op, {sheet.id.value, "sheet"}, sheet.state);
  }
  for (const Dispute& dispute : told.disputes) {
    disputes_.insert(dispute.id);
    old_disputes_.insert(dispute.id);
  }
}

std::string Replay::value(const Key& key) const {
  const auto cell = cells_.find(key);
  return cell == cells_.end() ? std::string() : cell->second.value;
}

bool Replay::put_aside(const Arrived& arrived, const Key& key, const Written& /*op*/) const {
  return std::ranges::any_of(arrived.disputes, [&](const DisputeId& id) {
    const auto dispute = std::ranges::find(order_.disputes, id, &Dispute::id);
    return dispute != order_.disputes.end() && dispute->row.value == key.first &&
           dispute->field == key.second;
  });
}

/// A foreign edit of this value that the op's writer could not know of.
const Written* Replay::unseen(const Written& op, const Key& key) const {
  const auto cell = cells_.find(key);
  if (cell != cells_.end()) {
    for (const Written* writer : cell->second.writers) {
      if (!history_.had_seen(op, *writer)) return writer;
    }
  }
  const auto part = parts_.find(key.first);
  const Written* birth = part == parts_.end() ? birth_ : part->second;
  return birth != nullptr && !history_.had_seen(op, *birth) ? birth : nullptr;
}

bool Replay::part_touched_unseen(const Written& op, const std::string& row) const {
  return std::ranges::any_of(cells_, [&](const auto& cell) {
    return cell.first.first == row && unseen(op, cell.first) != nullptr;
  });
}

/// I3: nothing that he had not seen is written over.
void Replay::check_seen(const Written& op, const Key& key) const {
  const Written* other = unseen(op, key);
  if (other == nullptr) return;
  throw Violation("I3", key.second + " of order " + order_.no +
                            " was overwritten unseen: " + said(op) + " over " + said(*other));
}

void Replay::write(const Written& op, const Key& key, const std::string& value) {
  Cell& cell = cells_[key];
  cell.value = value;
  cell.writers.push_back(&op);
}

void Replay::edit(const Written& op, const Arrived& arrived, const Key& key,
                  const std::string& value) {
  if (this->value(key) == value) return;
  if (put_aside(arrived, key, op)) return;
  check_seen(op, key);
  write(op, key, value);
}

/// Which values an op wants to change, as they stand.
std::vector<Replay::Key> Replay::touched_by(const Written& op) const {
  std::vector<Key> keys;
  const auto add = [&](const Key& key, const std::string& value) {
    if (this->value(key) != value) keys.push_back(key);
  };
  if (const auto* body = std::get_if<core::SetFields>(&op.body)) {
    for (const core::Setting& setting : body->fields) {
      const bool fact = info(setting.field).level == Level::visit;
      add({fact ? body->visit.value : "", std::string(name_of(setting.field))}, setting.value);
    }
  }
  if (const auto* body = std::get_if<core::PutPart>(&op.body)) {
    for (const auto& [column, value, was] : body->columns) add({body->part.value, column}, value);
  }
  return keys;
}

/// Nothing is put aside as a conflict that met nobody; a group falls as a whole or not at all.
void Replay::check_not_idle(const Written& op, const Arrived& arrived) const {
  const std::vector<Key> keys = touched_by(op);
  const auto aside =
      std::ranges::count_if(keys, [&](const Key& key) { return put_aside(arrived, key, op); });
  if (!op.group.empty() && aside != 0 && aside != static_cast<std::ptrdiff_t>(keys.size())) {
    throw Violation("I10", "half of a group was put aside: " + said(op));
  }
  if (aside == 0 || arrived.detail != "field_conflict") return;
  // His own earlier self may be a stranger: what he does not keep he cannot bring once more.
  if (history_.restored || (history_.forked && history_.trimmed)) return;
  const bool met = std::ranges::any_of(keys, [&](const Key& key) {
    const Key removed{key.first, "removed"};
    // Back in the queue it is nobody's: that takes it from whom a seat has just given it to.
    if (key.second == "status" && unseen(op, {"", "assignee"}) != nullptr) return true;
    return unseen(op, key) != nullptr || (value(removed) == "1" && unseen(op, removed) != nullptr);
  });
  if (!met) throw Violation("I3", "a dispute with nobody: " + said(op));
}

void Replay::set(const Written& op, const Arrived& arrived, const core::SetFields& body) {
  check_not_idle(op, arrived);
  for (const core::Setting& setting : body.fields) {
    const bool fact = info(setting.field).level == Level::visit;
    const std::string name(name_of(setting.field));
    const Key key{fact ? body.visit.value : "", name};
    const std::string before = value(key);
    edit(op, arrived, key, setting.value);
    const bool back = name == "status" && setting.value == "dispatched" && value(key) != before;
    if (!back || value({"", "assignee"}).empty()) continue;
    check_seen(op, {"", "assignee"});
    write(op, {"", "assignee"}, "");
  }
}

void Replay::put(const Written& op, const Arrived& arrived, const core::PutPart& body) {
  const std::string& row = body.part.value;
  if (!parts_.contains(row)) {
    parts_[row] = &op;
    for (const auto& [column, value, was] : body.columns) cells_[{row, column}].value = value;
    return;
  }
  check_not_idle(op, arrived);
  const Key removed{row, "removed"};
  const bool gone = value(removed) == "1" && unseen(op, removed) != nullptr;
  for (const auto& [column, value, was] : body.columns) {
    const Key key{row, column};
    if (gone && this->value(key) != value && !put_aside(arrived, key, op)) {
      throw Violation("I3", "a part removed by another was edited unseen: " + said(op));
    }
    edit(op, arrived, key, value);
  }
}

void Replay::remove(const Written& op, const Arrived& arrived, const core::RemovePart& body) {
  const Key key{body.part.value, "removed"};
  if (value(key) == "1" || put_aside(arrived, key, op)) return;
  if (part_touched_unseen(op, body.part.value)) {
    throw Violation("I3", "a part edited by another was removed unseen: " + said(op));
  }
  write(op, key, "1");
}

/// Chooses between what its writer had seen. What he had not is never written over: his choice
/// waits then, or, where he gave in, what stands goes on standing.
void Replay::settle(const Written& op, const Arrived& arrived, const core::SettleDispute& body) {
  const auto dispute = std::ranges::find(order_.disputes, body.dispute, &Dispute::id);
  if (dispute == order_.disputes.end()) throw Violation("I3", "a dispute was dropped");
  const Key key{dispute->row.value, dispute->field};
  if (put_aside(arrived, key, op)) return;
  if (dispute->field == "op") return redo(op, *dispute, body);
  const std::string before = value(key);
  if (unseen(op, key) != nullptr) {
    if (body.value == before || body.value != dispute->mine) return;
    throw Violation("I3", "a choice was dropped: " + said(op));
  }
  // Who chooses what was parked, or something new, for a part that is gone wants the part.
  const bool wanted =
      body.value == dispute->mine || (body.value != dispute->theirs && body.value != before);
  const Key removed{key.first, "removed"};
  const bool column = parts_.contains(key.first) && key.second != "removed";
  write(op, key, body.value);
  if (column && wanted && value(removed) == "1") {
    check_seen(op, removed);
    write(op, removed, "");
  }
  const bool back = key.second == "status" && body.value == "dispatched" && before != body.value;
  if (!back || value({"", "assignee"}).empty()) return;
  check_seen(op, {"", "assignee"});
  write(op, {"", "assignee"}, "");
}

/// Done after all it writes over nothing that neither its writer nor its settler had seen.
void Replay::check_redo(const Written& settlement, const Written& done, const Key& key) const {
  const auto cell = cells_.find(key);
  if (cell == cells_.end()) return;
  for (const Written* writer : cell->second.writers) {
    if (history_.had_seen(settlement, *writer) || history_.had_seen(done, *writer)) continue;
    throw Violation("I3", key.second + " of order " + order_.no + " was overwritten unseen: " +
                              said(settlement) + " over " + said(*writer));
  }
}

/// What waited as a whole is done as it was written, on what stands now: by its own hand, but only
/// who has seen the settlement has seen it.
void Replay::redo(const Written& op, const Dispute& dispute, const core::SettleDispute& body) {
  const auto parked = history_.written.find(OpId(dispute.row.value));
  if (body.value.empty() || parked == history_.written.end()) return;
  Written& done = redone_.emplace_back(parked->second);
  done.id = op.id;
  if (const auto* put = std::get_if<core::PutPart>(&done.body)) {
    if (!parts_.contains(put->part.value)) parts_[put->part.value] = &done;
    for (const auto& [column, value, was] : put->columns) {
      const Key key{put->part.value, column};
      if (this->value(key) != value) check_redo(op, done, key);
      write(done, key, value);
    }
  }
  if (const auto* visit = std::get_if<core::NewVisit>(&done.body)) {
    visits_.insert(visit->visit.value);
  }
  if (const auto* sheet = std::get_if<core::AddCopy>(&done.body)) {
    sheets_[parked->second.id.value] = sheet->copy.state;
    write(done, {parked->second.id.value, "sheet"}, sheet->copy.state);
  }
  if (const auto* move = std::get_if<core::MoveCopy>(&done.body)) {
    const Key key{move->sheet.value, "sheet"};
    check_redo(op, done, key);
    sheets_[move->sheet.value] = move->state;
    write(done, key, move->state);
  }
  if (const auto* gone = std::get_if<core::RemovePart>(&done.body)) {
    write(done, {gone->part.value, "removed"}, "1");
  }
  if (const auto* given = std::get_if<core::HandOver>(&done.body)) {
    const Key key{"", "assignee"};
    if (value(key) != given->to) check_redo(op, done, key);
    write(done, key, given->to);
  }
  if (const auto* set = std::get_if<core::SetFields>(&done.body)) write_all(op, done, *set);
  if (const auto* chosen = std::get_if<core::SettleDispute>(&done.body)) {
    settle(done, Arrived{}, *chosen);
  }
}

/// Every value, on what stands; who is sent for anew loses the one who had it.
void Replay::write_all(const Written& settlement, const Written& op, const core::SetFields& body) {
  for (const core::Setting& setting : body.fields) {
    const bool fact = info(setting.field).level == Level::visit;
    const std::string name(name_of(setting.field));
    const Key key{fact ? body.visit.value : "", name};
    const std::string before = value(key);
    if (before == setting.value) continue;
    check_redo(settlement, op, key);
    write(op, key, setting.value);
    const bool back = name == "status" && setting.value == "dispatched";
    if (back && !value({"", "assignee"}).empty()) write(op, {"", "assignee"}, "");
  }
}

void Replay::check_part(const Part& part) const {
  if (!parts_.contains(part.id.value)) throw Violation("I2", "a part that nobody put");
  for (const char* column : kReplayColumns) {
    if (column_of(part, column) != value({part.id.value, column})) {
      throw Violation("I3", std::string("the ") + column + " of a part is not what was written");
    }
  }
  if (part.removed != (value({part.id.value, "removed"}) == "1")) {
    throw Violation("I3", "a part is removed or not against what was written");
  }
}

void Replay::check_end() const {
  for (const FieldInfo& row : all_fields()) {
    const std::string name(row.name);
    if (row.level == Level::order) {
      const std::string& stands = value_of(order_, row.field);
      if (stands == value({"", name})) continue;
      throw Violation("I3", name + " of order " + order_.no + " is \"" + stands +
                                "\", written was \"" + value({"", name}) + '"');
    }
    for (const Visit& visit : order_.visits) {
      if (*visit_slot(visit, row.field) == value({visit.id.value, name})) continue;
      throw Violation("I3", name + " of a visit of " + order_.no + " is not what was written");
    }
  }
  check_sheets();
  if (order_.parts.size() != parts_.size()) throw Violation("I2", "a part was lost or doubled");
  for (const Part& part : order_.parts) check_part(part);
}

}  // namespace huidan::sim

// What an engineer does on his laptop.
#include <algorithm>

#include "sync/base/crypto.hpp"
#include "tests/simulation/porter.hpp"
#include "tests/simulation/world.hpp"

namespace huidan::sim {
namespace {

/// A value with the one its writer sees before it.
core::Setting setting_of(const WorkOrder& order, const std::string& name,
                         const std::string& value) {
  const Field field = field_from_name(name).value();
  return {field, value, value_of(order, field)};
}

const Part* part_of(const WorkOrder& order, const RowId& row) {
  const Part* part = find_part(order, row);
  return part;
}

}  // namespace

/// The step to `status`, with the reason that it may ask for.
core::SetFields World::moved(const WorkOrder& order, const std::string& status) const {
  core::SetFields body{current_visit(order).id, {setting_of(order, "status", status)}};
  const std::string why = "why " + std::to_string(step_);
  if (status == "terminated") body.fields.push_back(setting_of(order, "termination_reason", why));
  const bool asks = status == "suspended" || status == "cannot_continue" || status == "dispatched";
  if (asks) body.fields.push_back(setting_of(order, "status_reason", why));
  return body;
}

std::optional<core::OpBody> settlement(const WorkOrder& order, int which, const std::string& with) {
  std::vector<const Dispute*> open;
  for (const Dispute& dispute : order.disputes) {
    if (dispute.state == "open") open.push_back(&dispute);
  }
  if (open.empty()) return std::nullopt;
  const Dispute& dispute = *open[static_cast<std::size_t>(which) % open.size()];
  return core::SettleDispute{dispute.id, with == "mine" ? dispute.mine : dispute.theirs};
}

std::optional<core::OpBody> World::body_of(Laptop& at, const WorkOrder& order, const Step& step) {
  const RowId visit = current_visit(order).id;
  const auto row = [&] { return row_id(step.numbers.at(2)); };
  switch (step.verb) {
    case Verb::set:
      return core::SetFields{visit, {setting_of(order, step.words[0], step.words[1])}};
    case Verb::set_two:
    case Verb::set_together:
      return core::SetFields{visit,
                             {setting_of(order, step.words[0], step.words[1]),
                              setting_of(order, step.words[2], step.words[3])}};
    case Verb::move:
      return moved(order, step.words[0]);
    case Verb::note:
      return core::AddNote{step.words[0]};
    case Verb::add_part:
      if (part_of(order, row()) != nullptr) return std::nullopt;
      return core::PutPart{row(), visit, {{"name", step.words[0]}, {"qty", "1"}}};
    case Verb::put_part:
    case Verb::old_part:
      if (part_of(order, row()) == nullptr) return std::nullopt;
      return core::PutPart{row(), visit, {{step.words[0], step.words[1]}}};
    case Verb::remove_part:
      if (part_of(order, row()) == nullptr) return std::nullopt;
      return core::RemovePart{row()};
    case Verb::add_visit:
      return core::NewVisit{row()};
    case Verb::sign:
      return at.signature(order, step.words[0]);
    case Verb::print: {
      Copy sheet;
      sheet.visit = visit;
      sheet.copy = step.words[0];
      sheet.state = "with_engineer";
      sheet.form_hash = std::string(64, 'a');
      return core::AddCopy{sheet};
    }
    case Verb::move_sheet: {
      if (order.copies.empty()) return std::nullopt;
      const auto which = static_cast<std::size_t>(step.numbers.at(2)) % order.copies.size();
      const std::string why = step.words[0] == "missing" ? "w" : "";
      return core::MoveCopy{order.copies[which].id, step.words[0], {}, why};
    }
    case Verb::settle:
      return settlement(order, step.numbers[2], step.words[0]);
    default:
      return std::nullopt;
  }
}

void World::write(Laptop& at, const Step& step) {
  const OrderId id = order_id(step.numbers.at(1));
  SeededRandom random = chance(step_);
  if (step.verb == Verb::make) return make(at, step);
  if (step.verb == Verb::photo_orphan) {
    const std::string bytes = picture(step.numbers.at(1));
    around_.tally.add(Count::photo_orphan);
    return at.files().put(sha256_hex(bytes), bytes);
  }
  if (step.verb == Verb::odd_kind) return at.append_odd(id, step.words[0], {}, random);
  if (step.verb == Verb::take_over) return take_over(at, step.numbers.at(1));
  if (step.verb == Verb::odd_bytes) return at.append_odd(id, {}, step.words[0], random);
  const bool renews = step.verb == Verb::hand && at.view(id);
  const auto order = renews ? at.view(id) : at.workable(id);
  if (!order) {
    // A program that does not ask first: the desk must have an answer to that as well.
    const bool strange =
        step.verb == Verb::note && orders_.contains(step.numbers[1]) && !at.view(id);
    if (strange) at.append(id, core::AddNote{step.words[0]}, "", random);
    return;
  }
  if (step.verb == Verb::hand) return hand(at, step);
  if (step.verb == Verb::together) return do_together(at, *order, step);
  if (step.verb == Verb::photo) {
    around_.tally.add(Count::photo_taken);
    return at.photograph(id, picture(step.numbers.at(2)), random);
  }
  auto body = body_of(at, *order, step);
  if (!body) return;
  const std::string group = step.verb == Verb::set_together ? "g" + std::to_string(step_) : "";
  at.append(id, std::move(*body), group, random);
  if (step.verb == Verb::old_part) at.write_last_as_version_1();
}

void World::hand(Laptop& at, const Step& step) {
  SeededRandom random = chance(step_);
  const int number = step.numbers.at(1);
  auto handover = at.hand_over(order_id(number), step.words.at(0), random);
  if (!handover) return;
  sticks_.insert_or_assign(number, std::move(*handover));
  around_.tally.add(Count::handed_over);
}

void World::take_over(Laptop& at, int number) {
  const auto stick = sticks_.find(number);
  if (stick == sticks_.end() || stick->second.to != at.person()) return;
  if (at.take_over(stick->second)) around_.tally.add(Count::taken_over);
}

/// Three ops of one group: a value, a new part, and what he has to say about them.
void World::do_together(Laptop& at, const WorkOrder& order, const Step& step) {
  const OrderId id = order_id(step.numbers.at(1));
  const RowId part = row_id(step.numbers.at(2));
  const RowId visit = current_visit(order).id;
  if (part_of(order, part) != nullptr) return;
  SeededRandom random = chance(step_);
  const std::string group = "g" + std::to_string(step_);
  at.append(id, core::SetFields{visit, {setting_of(order, step.words[0], step.words[1])}}, group,
            random);
  at.append(id, core::PutPart{part, visit, {{"name", step.words[1]}, {"qty", "2"}}}, group, random);
  at.append(id, core::AddNote{step.words[1]}, group, random);
  around_.tally.add(Count::group_of_ops);
}

void World::make(Laptop& at, const Step& step) {
  const int number = step.numbers.at(1);
  if (orders_.contains(number)) return;
  SeededRandom random = chance(step_);
  core::NewOrder birth{"SITE-" + std::to_string(number),
                       {{Field::assignee, at.person()}, {Field::description, "made on site"}},
                       {}};
  orders_[number] = order_id(number);
  at.append(order_id(number), birth, "", random);
}

}  // namespace huidan::sim

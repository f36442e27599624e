// Whether the desk's reasons for a refusal are true.
#include <algorithm>

#include "sync/model/life.hpp"
#include "tests/simulation/replay.hpp"

namespace huidan::sim {
namespace {

/// The status that the op wants, as it says it or as it chooses it in a dispute.
std::string wanted_status(const Written& op, const WorkOrder& order) {
  if (const auto* set = std::get_if<core::SetFields>(&op.body)) {
    for (const core::Setting& setting : set->fields) {
      if (setting.field == Field::status) return setting.value;
    }
  }
  const auto* settle = std::get_if<core::SettleDispute>(&op.body);
  if (settle == nullptr) return {};
  const auto at = std::ranges::find(order.disputes, settle->dispute, &Dispute::id);
  return at != order.disputes.end() && at->field == "status" ? settle->value : "";
}

}  // namespace

/// It speaks of a row that is not there.
bool Replay::is_missing(const Written& op) const {
  if (const auto* set = std::get_if<core::SetFields>(&op.body)) {
    return !visits_.contains(set->visit.value);
  }
  if (const auto* remove = std::get_if<core::RemovePart>(&op.body)) {
    return !parts_.contains(remove->part.value);
  }
  if (const auto* move = std::get_if<core::MoveCopy>(&op.body)) {
    return !sheets_.contains(move->sheet.value);
  }
  const auto* settle = std::get_if<core::SettleDispute>(&op.body);
  if (settle == nullptr) return false;
  if (!disputes_.contains(settle->dispute)) return true;
  // An op that fell with its group because its row is not there is no more to be done later.
  const auto at = std::ranges::find(order_.disputes, settle->dispute, &Dispute::id);
  if (at == order_.disputes.end() || at->field != "op") return false;
  // It came with an order that was brought back, and its op has yet to.
  if (!heard_.contains(OpId(at->row.value))) return true;
  const auto parked = history_.written.find(OpId(at->row.value));
  return parked != history_.written.end() && is_missing(parked->second);
}

/// The sheet was elsewhere by then, from where there is no such way. A sheet whose print waited for
/// a person stands in the order alone.
bool Replay::is_no_sheet_move(const Written& op, const Arrived& arrived) const {
  const auto* move = std::get_if<core::MoveCopy>(&op.body);
  if (move == nullptr) return false;
  const auto sheet = sheets_.find(move->sheet.value);
  const std::string from = sheet == sheets_.end() ? "with_engineer" : sheet->second;
  const auto was = state_from_name<PaperState>(from);
  const auto wanted = state_from_name<PaperState>(move->state);
  return was && wanted && arrived.detail == from + "->" + move->state && !may_change(*was, *wanted);
}

void Replay::check_sheets() const {
  for (const Copy& sheet : order_.copies) {
    const auto written = sheets_.find(sheet.id.value);
    if (written == sheets_.end() || written->second == sheet.state) continue;
    throw Violation("I3", "a sheet of " + order_.no + " is " + sheet.state + ", written was " +
                              written->second);
  }
}

/// "from->to": from where it stands to where the op wants it, and there is no such way for him.
bool Replay::is_no_move(const Written& op, const Arrived& arrived) const {
  const std::string from = value({"", "status"});
  const std::string to = wanted_status(op, order_);
  if (to.empty() || arrived.detail != from + "->" + to) return false;
  const auto status = state_from_name<Status>(from);
  const auto wanted = state_from_name<Status>(to);
  if (!status || !wanted) return false;
  const bool laptop = !op.by.empty();
  const Roles mine = laptop ? Roles{Role::engineer} : Roles{Role::seat, Role::duty_leader};
  const auto may = may_move(status.value(), wanted.value(), mine);
  return !may && code_name(may.error().code) == arrived.code;
}

bool Replay::is_settled(const Written& op) const {
  const auto* settle = std::get_if<core::SettleDispute>(&op.body);
  if (settle == nullptr) return false;
  const auto at = std::ranges::find(order_.disputes, settle->dispute, &Dispute::id);
  return at != order_.disputes.end() && at->state == "settled";
}

/// The op that a settlement would have done after all; nullptr when it is none.
const Written* Replay::chosen_by(const Written& op) const {
  const auto* settle = std::get_if<core::SettleDispute>(&op.body);
  if (settle == nullptr || settle->value.empty()) return nullptr;
  const auto at = std::ranges::find(order_.disputes, settle->dispute, &Dispute::id);
  if (at == order_.disputes.end() || at->field != "op") return nullptr;
  const auto parked = history_.written.find(OpId(at->row.value));
  return parked == history_.written.end() ? nullptr : &parked->second;
}

bool Replay::is_true_of(const Written& op, const Arrived& arrived) const {
  const std::string status = value({"", "status"});
  const std::string& code = arrived.code;
  const bool born = std::holds_alternative<core::NewOrder>(op.body);
  if (code == "unknown_order") return true;  // judge_rights asks whose it was
  if (code == "bad_move") return is_no_move(op, arrived) || is_no_sheet_move(op, arrived);
  if (code == "forbidden") {
    return arrived.detail.ends_with('@' + status) || is_no_move(op, arrived);
  }
  if (code == "field_forbidden") return arrived.detail == status;
  if (code == "not_found") return is_missing(op);
  if (code == "already_exists") return born;
  if (code == "already_settled") return is_settled(op);
  return code == "unknown_kind" && std::holds_alternative<core::SettleDispute>(op.body);
}

void Replay::refuse(const Written& op, const Arrived& arrived) const {
  if (is_true_of(op, arrived)) return;
  // Who settles that a whole op shall be done is refused for what that one is refused for.
  const Written* chosen = chosen_by(op);
  if (chosen != nullptr && is_true_of(*chosen, arrived)) return;
  // What waited was taken up since: its dispute is gone, and with it what it would have been.
  const auto* settle = std::get_if<core::SettleDispute>(&op.body);
  const bool gone = settle != nullptr && std::ranges::find(order_.disputes, settle->dispute,
                                                           &Dispute::id) == order_.disputes.end();
  if (gone) return;
  throw Violation("I1", "refused for no reason: " + arrived.code + ' ' + arrived.detail +
                            ", but it is " + value({"", "status"}));
}

}  // namespace huidan::sim

#include "sync/core/merge_settle.hpp"

#include "sync/core/settle.hpp"

namespace huidan::core {
namespace {

/// Whether somebody wrote what this settlement is about after its writer had last looked: the value
/// itself, the candidate, or what the choice would undo beside it.
bool is_overtaken(const Settling& at, const Dispute& dispute, const std::string& value) {
  if (dispute.field == "op") return false;  // what it would do is judged by itself
  if (at.pen.foreign_since_base(key_of(dispute.row, dispute.field))) return true;
  if (at.pen.foreign_since_base(dispute.id.value)) return true;
  const Part* part = find_part(at.state.order, dispute.row);
  const bool removed = part != nullptr && part->removed;
  if (removed && at.pen.foreign_since_base(key_of(dispute.row, "removed"))) return true;
  return dispute.field == "status" && at.pen.clears_unseen_assignee(value);
}

Outcome choose(const Settling& at, const Dispute& dispute) {
  const RowId row = dispute.row;
  const std::string key = key_of(row, dispute.field);
  const Part* part = find_part(at.state.order, row);
  const bool removed = part != nullptr && part->removed;
  const std::string assignee = value_of(at.state.order, Field::assignee);
  change(at.state.order, at.op, at.author.writer);
  if (assignee != value_of(at.state.order, Field::assignee)) at.pen.touch("assignee");
  at.pen.touch(key);
  if (part != nullptr && part->removed != removed) at.pen.touch(key_of(row, "removed"));
  return {at.clean, {}, {}};
}

/// The dispute is over, and what stands goes on standing.
Outcome give_in(const Settling& at, const Dispute& dispute, const std::string& live) {
  const std::string key = key_of(dispute.row, dispute.field);
  // A value that he has not seen is not his.
  const std::string touched = at.pen.foreign_since_base(key) ? dispute.id.value : key;
  Op keeping = at.op;
  keeping.body = SettleDispute{dispute.id, live};
  change(at.state.order, keeping, at.author.writer);
  at.pen.touch(touched);
  return {at.clean, {}, {}};
}

}  // namespace

Outcome settled(const Settling& at, Dispute& dispute, const std::string& value) {
  if (!is_overtaken(at, dispute, value)) return choose(at, dispute);
  // He chose between values that are not all there is any more. Where he gave in, what stands now
  // stands; his own choice waits beside it, and a newer candidate for whoever has seen it.
  const std::string live = standing_value(at.state.order, dispute);
  const bool gave_in = value == dispute.theirs || value == live;
  const bool newer = at.pen.foreign_since_base(dispute.id.value);
  if (gave_in && !newer) return give_in(at, dispute, live);
  if (gave_in || value == dispute.mine) return at.pen.leave_open(dispute, live);
  const std::string key = key_of(dispute.row, dispute.field);
  const Write choice{dispute.row, dispute.field, value, dispute.theirs, live, key};
  return at.pen.park({choice}, {Code::parked, "field_conflict"}, "field_conflict");
}

}  // namespace huidan::core

#include "sync/core/merge_settle.hpp"

#include "sync/core/settle.hpp"

namespace huidan::core {
namespace {

/// Whether somebody wrote what this settlement is about after its writer had last looked: the value
/// itself, the candidate, or what the choice would undo beside it.
bool is_overtaken(const OrderState& state, const MergePen& pen, const Dispute& dispute,
                  const std::string& value) {
  if (dispute.field == "op") return false;  // what it would do is judged by itself
  if (pen.foreign_since_base(key_of(dispute.row, dispute.field))) return true;
  if (pen.foreign_since_base(dispute.id.value)) return true;
  const Part* part = find_part(state.order, dispute.row);
  const bool removed = part != nullptr && part->removed;
  if (removed && pen.foreign_since_base(key_of(dispute.row, "removed"))) return true;
  return dispute.field == "status" && pen.clears_unseen_assignee(value);
}

}  // namespace

Outcome settled(OrderState& state, const Op& op, const Author& author, MergePen& pen,
                Dispute& dispute, const std::string& value, Verdict clean) {
  const std::string key = key_of(dispute.row, dispute.field);
  if (!is_overtaken(state, pen, dispute, value)) {
    const RowId row = dispute.row;
    const Part* part = find_part(state.order, row);
    const bool removed = part != nullptr && part->removed;
    const std::string assignee = value_of(state.order, Field::assignee);
    change(state.order, op, author.writer);
    if (assignee != value_of(state.order, Field::assignee)) pen.touch("assignee");
    pen.touch(key);
    if (part != nullptr && part->removed != removed) pen.touch(key_of(row, "removed"));
    return {clean, {}, {}};
  }
  // He chose between values that are not all there is any more. Where he gave in, what stands now
  // stands; his own choice waits beside it, and a newer candidate for whoever has seen it.
  const std::string live = standing_value(state.order, dispute);
  const bool gave_in = value == dispute.theirs || value == live;
  if (gave_in && !pen.foreign_since_base(dispute.id.value)) {
    Op keeping = op;
    keeping.body = SettleDispute{dispute.id, live};
    const std::string touched = pen.foreign_since_base(key) ? dispute.id.value : key;
    change(state.order, keeping, author.writer);
    pen.touch(touched);  // a value that he has not seen is not his
    return {clean, {}, {}};
  }
  if (gave_in || value == dispute.mine) return pen.leave_open(dispute, live);
  const Write choice{dispute.row, dispute.field, value, dispute.theirs, live, key};
  return pen.park({choice}, {Code::parked, "field_conflict"}, "field_conflict");
}

}  // namespace huidan::core

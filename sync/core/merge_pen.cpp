#include "sync/core/merge_pen.hpp"

#include <algorithm>
#include <utility>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"

namespace huidan::core {

std::string key_of(const RowId& row, std::string_view name) {
  return row.empty() ? std::string(name) : row.value + '/' + std::string(name);
}

std::vector<Write> part_writes(const PutPart& body, Part part) {
  std::vector<Write> writes;
  for (const ColumnSetting& each : body.columns) {
    const std::string& live = *part_column(part, each.column);
    if (live == each.value) continue;
    const std::string key = key_of(body.part, each.column);
    writes.push_back({body.part, each.column, each.value, each.was, live, key});
  }
  return writes;
}

Write part_removal(const RemovePart& body) {
  return {body.part, "removed", "1", {}, {}, key_of(body.part, "removed")};
}

DisputeId dispute_of(const OpId& op, std::string_view key) {
  return DisputeId("D-" + sha256_hex(op.value + std::string(key)).substr(0, 12));
}

// A version that the desk has not given out proves nothing about what was seen.
MergePen::MergePen(OrderState& state, const Op& op, const Author& author) noexcept
    : state_(state), op_(op), author_(author), base_(op.base > state.order.version ? 0 : op.base) {}

bool MergePen::foreign_since_base(std::string_view key) const {
  const Stamp stamp = state_.stamps.of(key);
  const auto strange = [&](const BranchId& by, std::int64_t version) {
    const bool handed = std::ranges::any_of(author_.handed, [&](const Author::Handed& each) {
      return each.by == by && version <= each.version;
    });
    const bool brought = std::ranges::any_of(author_.brought, [&](const Author::Handed& each) {
      return each.by == by && version == each.version;
    });
    return by != author_.writer.branch() && !handed && !brought && version > base_;
  };
  return strange(stamp.by, stamp.version) || strange(stamp.other, stamp.other_version);
}

bool MergePen::part_edited_since_base(const RowId& part) const {
  const std::string prefix = part.value + '/';
  return std::ranges::any_of(state_.stamps.all(), [&](const auto& entry) {
    return entry.first.starts_with(prefix) && foreign_since_base(entry.first);
  });
}

bool MergePen::clears_unseen_assignee(std::string_view status) const {
  const bool back = status == huidan::name_of(Status::dispatched) &&
                    value_of(state_.order, Field::status) != status;
  return back && !value_of(state_.order, Field::assignee).empty() && foreign_since_base("assignee");
}

void MergePen::set(const Write& write) {
  if (Part* part = find_part(state_.order, write.row)) {
    if (write.name == "removed") {
      part->removed = true;
    } else {
      *part_column(*part, write.name) = write.value;
    }
  } else if (const auto field = field_from_name(write.name)) {
    const std::string assignee = value_of(state_.order, Field::assignee);
    set_value(state_.order, write.row, *field, write.value);
    if (assignee != value_of(state_.order, Field::assignee)) touch("assignee");
  }
  touch(write.key);
}

void MergePen::touch(const std::string& key) {
  raise_version();
  state_.stamps.wrote(key, state_.order.version, author_.writer.branch());
}

void MergePen::raise_version() {
  if (!raised_) ++state_.order.version;
  raised_ = true;
}

Outcome MergePen::park(const std::vector<Write>& writes, Error error, const std::string& why) {
  if (writes.empty()) return {};
  if (state_.order.disputes.size() + writes.size() > limits::kDisputes_max) {
    return {Verdict::rejected, {Code::too_many, std::to_string(limits::kDisputes_max)}, {}};
  }
  Outcome outcome{Verdict::parked, std::move(error), {}};
  if (outcome.error.field.empty()) outcome.error.field = writes.front().name;
  for (const Write& write : writes) outcome.disputes.push_back(dispute(write, why));
  raise_version();
  return outcome;
}

Outcome MergePen::leave_open(Dispute& dispute, const std::string& live) {
  raise_version();
  dispute.theirs = live;
  return {Verdict::parked, {Code::parked, "field_conflict", dispute.field}, {dispute.id}};
}

Outcome MergePen::write_or_park(const std::vector<Write>& writes, Verdict clean) {
  std::vector<Write> undisputed;
  std::vector<Write> disputed;
  for (const Write& write : writes) {
    const bool strange = foreign_since_base(write.key) ||
                         (write.name == "status" && clears_unseen_assignee(write.value));
    (strange ? disputed : undisputed).push_back(write);
  }
  if (!op_.group.empty() && !disputed.empty()) {
    disputed = writes;
    undisputed.clear();
  }
  if (!disputed.empty()) {
    Outcome parked = park(disputed, {Code::parked, "field_conflict"}, "field_conflict");
    if (parked.verdict == Verdict::rejected) return parked;
    for (const Write& write : undisputed) set(write);
    return parked;
  }
  for (const Write& write : undisputed) set(write);
  return {clean, {}, {}};
}

/// A second candidate of the same branch for the same value replaces its first (SYNC §2.3).
DisputeId MergePen::dispute(const Write& write, const std::string& why) {
  const std::string branch = author_.writer.branch().value;
  DisputeId id = dispute_of(op_.id, write.key);
  // It came with an order that was brought back.
  if (std::ranges::find(state_.order.disputes, id, &Dispute::id) != state_.order.disputes.end()) {
    return id;
  }
  for (Dispute& open : state_.order.disputes) {
    const bool same = open.state == "open" && open.row == write.row && open.field == write.name &&
                      open.device == branch;
    if (!same) continue;
    open.mine = write.value;
    open.theirs = write.live;
    open.at = op_.at;
    touch(open.id.value);  // who had seen the first candidate has not seen this one
    return open.id;
  }
  Dispute added;
  added.id = std::move(id);
  added.row = write.row;
  added.field = write.name;
  added.base = write.was;
  added.mine = write.value;
  added.theirs = write.live;
  added.by = author_.writer.name;
  added.at = op_.at;
  added.device = branch;
  added.why = why;
  added.state = "open";
  state_.order.disputes.push_back(added);
  return added.id;
}

}  // namespace huidan::core

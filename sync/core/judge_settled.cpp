// Whole ops that waited for a person, at the desk: done after all, or dropped.

#include <algorithm>

#include "sync/base/limits.hpp"
#include "sync/core/judge.hpp"

namespace huidan::core {
namespace {

/// The open dispute about a whole op that `op` settles; nullptr when it settles none.
const Dispute* whole_op_settled_by(const Op& op, const OrderState& state) {
  const auto* settle = std::get_if<SettleDispute>(&op.body);
  if (settle == nullptr) return nullptr;
  const auto at = std::ranges::find(state.order.disputes, settle->dispute, &Dispute::id);
  const bool whole = at != state.order.disputes.end() && at->field == "op" && at->state == "open";
  return whole ? &*at : nullptr;
}

const std::string& value_chosen(const Op& settlement) {
  return std::get<SettleDispute>(settlement.body).value;
}

}  // namespace

/// merge, and where `op` settles that a whole op shall be done, that one before it: both or
/// neither.
Outcome Judge::decided(OrderState& state, Op op, const Author& author, std::size_t depth) {
  const OpId chosen = chosen_by(op, state);
  if (chosen.empty() || !author.parked_with.empty()) {
    const OpId dropped = dropped_by(op, state);
    Outcome outcome = merged(state, op, author);
    if (!dropped.empty() && outcome.verdict != Verdict::rejected) let_go_of(dropped);
    return outcome;
  }
  const Kept before = kept();
  OrderState after = state;
  const auto redone = redo_parked(chosen, after, op.base, depth);
  op.base = after.order.version;
  Outcome outcome =
      redone ? merged(after, op, author) : Outcome{Verdict::rejected, redone.error(), {}};
  if (!redone && redone.error().code == Code::parked) {
    outcome = {Verdict::parked, redone.error(), {std::get<SettleDispute>(op.body).dispute}};
  }
  if (outcome.verdict == Verdict::rejected || !redone) {
    keep_only(before);
  } else {
    state = std::move(after);
  }
  return outcome;
}

/// The op that waits as a whole and that `op`, a settlement, says shall be done; none otherwise.
OpId Judge::chosen_by(const Op& op, const OrderState& state) {
  const Dispute* waits = whole_op_settled_by(op, state);
  if (waits == nullptr || value_chosen(op).empty() || value_chosen(op) != waits->mine) return {};
  return OpId(waits->row.value);
}

/// The same of one that shall not be done.
OpId Judge::dropped_by(const Op& op, const OrderState& state) {
  const Dispute* waits = whole_op_settled_by(op, state);
  return waits != nullptr && value_chosen(op).empty() ? OpId(waits->row.value) : OpId();
}

/// Nobody will ask for the bytes of a photo that a person has dropped: its laptop may let them go,
/// and the order that they kept there.
void Judge::let_go_of(const OpId& dropped) {
  const auto row = journal_.known(dropped);
  const auto op = row ? decode_op(row->bytes) : Result<Op>(Error{Code::not_found});
  const auto* photo = op ? std::get_if<AddPhoto>(&op.value().body) : nullptr;
  if (photo == nullptr) return;
  photos_.push_back({dropped, row->order, row->device, photo->photo.sha, photo->photo.size_bytes,
                     photo->photo.media, "refused"});
}

/// The op that a settlement takes up again is done as its own writer's, on what the settler had
/// seen: where somebody has written since, it goes on waiting (Code::parked). It may be a
/// settlement itself, of another such op; two that choose each other come to no end.
Refusable Judge::redo_parked(const OpId& id, OrderState& state, std::int64_t base,
                             std::size_t depth) {
  if (depth == limits::kRedone_max) return Error{Code::too_many, std::to_string(depth)};
  const auto known = journal_.known(id);
  if (!known) return Error{Code::not_found, id.value, "dispute"};
  const auto device = tx_.device(known->device);
  if (!device) return Error{Code::unknown_device, known->device.value};
  auto parked = decode_op(known->bytes);
  if (!parked) return parked.error();
  if (const auto* unknown = std::get_if<UnknownKind>(&parked.value().body)) {
    return Error{Code::unknown_kind, unknown->kind};
  }
  parked.value().base = base;
  parked.value().group.clear();
  const Author author = author_in(*device, known->incarnation, known->order);
  const Outcome outcome = decided(state, parked.value(), author, depth + 1);
  if (outcome.verdict == Verdict::rejected || outcome.verdict == Verdict::parked) {
    return outcome.error;
  }
  keep_documents(parked.value(), author.writer.branch());
  keep_photo(parked.value(), state.order);
  redone_.push_back(id);
  return Done{};
}

}  // namespace huidan::core

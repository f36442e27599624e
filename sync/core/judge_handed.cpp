// What was handed over, at the desk: what its taker may do, and what waits until the giver's word
// is here.

#include <algorithm>
#include <set>
#include <utility>

#include "sync/base/limits.hpp"
#include "sync/core/judge.hpp"

namespace huidan::core {
namespace {

bool stands(const Outcome& outcome) {
  return outcome.verdict == Verdict::applied || outcome.verdict == Verdict::late;
}

bool is_waiting(const Dispute& dispute, const OpId& op) {
  return dispute.row.value == op.value && dispute.field == "op" && dispute.why == kHanded &&
         dispute.state == "open";
}

}  // namespace

/// An order that was handed over comes with what its giver had written, and with what had been
/// handed to him. Who was given it may at least say what he did; until the desk has the giver's
/// word his own waits for it.
void Judge::read_handed(const Op& op, Author& author) const {
  std::string to = author.writer.name;
  OpId seen = op.seen;
  if (seen.empty()) return;
  if (const auto row = journal_.known(seen); !row || waits(*row)) {
    author.parked_with = kHanded;
    author.grant = Grant::closed;
    return;
  }
  for (std::size_t hop = 0; !seen.empty() && hop < limits::kVisits_max; ++hop) {
    auto given = given_by(seen, op.order);
    if (!given || given->to != to) return;
    if (author.grant == Grant::none) author.grant = Grant::closed;
    author.handed.push_back(std::move(given->handed));
    read_brought(given->by, author);
    to = std::move(given->from);
    seen = std::move(given->seen);
  }
}

/// The hand-over of that id, when it is one of this order.
std::optional<Judge::Given> Judge::given_by(const OpId& id, const OrderId& order) const {
  const auto row = journal_.known(id);
  if (!row || row->order != order) return std::nullopt;
  const auto told = decode_op(row->bytes);
  const auto* body = told ? std::get_if<HandOver>(&told.value().body) : nullptr;
  const auto device = tx_.device(row->device);
  if (body == nullptr || !device) return std::nullopt;
  const auto person = tx_.person(device->person);
  const Writer writer{{}, row->device, row->incarnation};
  return Given{{writer.branch(), row->result.version},
               {order, row->device, row->incarnation},
               body->to,
               person ? person->name : std::string(),
               told.value().seen};
}

void Judge::now_here(const Op& op) {
  const bool birth = std::holds_alternative<NewOrder>(op.body);
  if (birth && device_.person.empty()) return;  // nobody knew of it before
  const auto row = journal_.known(op.id);
  if (!row || waits(*row)) return;
  const auto* back = std::get_if<BringBack>(&op.body);
  if (back != nullptr && row->result.version != 0) return come_back(op, *back, load(op.order));
  if (birth && !is_rejected(row->result)) now_born(load(op.order));
  if (!std::holds_alternative<HandOver>(op.body)) return;
  OrderState& state = load(op.order);
  if (state.exists()) take_up(op.id, state, waiting_on(op.order));
}

Author Judge::author_of_waiting(const Waiting& each, const WorkOrder& order) const {
  const DeviceRow device = tx_.device(each.row.device).value();
  Author author = author_in(device, each.row.incarnation, order.id);
  const bool his = value_of(order, Field::assignee) == author.writer.name;
  author.grant = his && device.revoked_at.empty() ? Grant::open : Grant::closed;
  if (!device.revoked_at.empty()) author.gone = "revoked";
  return author;
}

/// What waits in an order that was not here is shown, and done where its hand-over came before the
/// order did, in vain.
void Judge::now_born(OrderState& state) {
  show_waiting(state);
  const std::vector<Waiting> all = waiting_on(state.order.id);
  std::set<OpId> heard;
  for (const Waiting& each : all) {
    const auto given = journal_.known(each.op.seen);
    if (given && !waits(*given)) heard.insert(given->op);
  }
  for (const OpId& given : heard) take_up(given, state, all);
}

/// The order has come, the hand-over not yet: a person sees what waits for it.
void Judge::show_waiting(OrderState& state) {
  if (!state.exists()) return;
  for (JournalRow& row : journal_.waiting(state.order.id)) {
    const auto op = decode_op(row.bytes);
    if (!op || !row.result.disputes.empty()) continue;
    Author author = author_of_waiting({row, op.value()}, state.order);
    author.grant = Grant::closed;
    author.parked_with = kHanded;
    const std::int64_t n = row.result.n;
    row.result = result_of(merged(state, op.value(), author));
    row.result.n = n;
    row.result.version = state.order.version;
    dirty_.insert(state.order.id);
    journal_.amend(std::move(row));
  }
}

std::vector<Judge::Waiting> Judge::waiting_on(const OrderId& order) const {
  std::vector<Waiting> all;
  for (JournalRow& row : journal_.waiting(order)) {
    auto op = decode_op(row.bytes);
    if (op) all.push_back({std::move(row), std::move(op).value()});
  }
  return all;
}

/// Those of `all` that nobody has settled meanwhile.
std::vector<Judge::Waiting> Judge::waiting_for(const OpId& given, const OrderState& state,
                                               const std::vector<Waiting>& all) {
  std::vector<Waiting> found;
  for (const Waiting& each : all) {
    if (each.op.seen != given) continue;
    const bool open = std::ranges::any_of(
        state.order.disputes, [&](const Dispute& at) { return is_waiting(at, each.row.op); });
    if (open) found.push_back(each);
  }
  return found;
}

bool Judge::written_together(const Waiting& one, const Waiting& other) {
  return !one.op.group.empty() && one.op.group == other.op.group &&
         one.row.device == other.row.device;
}

/// Whether a person has dropped one that was written together with `each`.
bool Judge::lacks_one(const Waiting& each, const OrderState& state,
                      const std::vector<Waiting>& all) const {
  return std::ranges::any_of(all, [&](const Waiting& other) {
    if (!written_together(each, other)) return false;
    const bool open = std::ranges::any_of(
        state.order.disputes, [&](const Dispute& at) { return is_waiting(at, other.row.op); });
    return !open && waits(*journal_.known(other.row.op));
  });
}

/// The giver's word is here: what waited for it is done as its writers', in the order in which they
/// wrote, as if it had come just now. A hand-over among it does the same within: no deeper than
/// limits::kDisputes_max, as each of them waits under a dispute of its own in this order.
void Judge::take_up(const OpId& given, OrderState& state, const std::vector<Waiting>& all) {
  const std::vector<Waiting> its = waiting_for(given, state, all);
  for (std::size_t from = 0, to = 0; from < its.size(); from = to) {
    to = end_of_group(its, from);
    // What a settlement before it has chosen is done already.
    const std::vector<Waiting> group = waiting_for(given, state,
                                                   {its.begin() + static_cast<std::ptrdiff_t>(from),
                                                    its.begin() + static_cast<std::ptrdiff_t>(to)});
    if (lacks_one(its[from], state, all)) continue;  // he who dropped it speaks for the rest
    redo_group(state, group);
    for (const Waiting& each : group) {
      if (std::holds_alternative<HandOver>(each.op.body)) take_up(each.op.id, state, all);
    }
  }
}

/// A person has not waited for the giver's word: it counts from here on, and if it was a hand-over
/// itself, so does what waited for that.
void Judge::done_after_all(const OpId& parked) {
  auto row = journal_.known(parked);
  if (!row || !waits(*row)) return;
  const auto op = decode_op(row->bytes);
  const std::int64_t n = row->result.n;
  auto shown_in = std::move(row->result.disputes);
  row->result = result_of({Verdict::late, {}, {}});
  row->result.n = n;
  row->result.disputes = std::move(shown_in);
  row->result.version = load(row->order).order.version;
  journal_.amend(std::move(*row));
  if (op) now_here(op.value());
}

/// What settlements have chosen is done, and what waited for it may be.
void Judge::note_redone() {
  for (const OpId& parked : std::exchange(redone_, {})) done_after_all(parked);
}

/// Behind the last of those that were written together with the one at `from`.
std::size_t Judge::end_of_group(const std::vector<Waiting>& all, std::size_t from) {
  std::size_t to = from + 1;
  while (to < all.size() && written_together(all[from], all[to])) ++to;
  return to;
}

/// Done, or where not all of it can stand, parked whole.
void Judge::redo_group(OrderState& state, const std::vector<Waiting>& group) {
  const Kept before = kept();
  if (redo(state, group, {})) return;
  keep_only(before);
  static_cast<void>(redo(state, group, "group"));
}

/// A group stands as a whole or not at all: then false, and nothing was changed. What is refused
/// goes on waiting, for a person now, and its code says why.
bool Judge::redo(OrderState& state, const std::vector<Waiting>& group,
                 const std::string& parked_with) {
  OrderState after = state;
  std::vector<JournalRow> rows;
  for (const Waiting& each : group) {
    OrderState next = after;
    std::erase_if(next.order.disputes,
                  [&](const Dispute& dispute) { return is_waiting(dispute, each.row.op); });
    Op op = each.op;
    op.base = base_of(op, next);
    Author author = author_of_waiting(each, next.order);
    read_handed(op, author);
    author.parked_with = parked_with;
    const Outcome outcome = decided(next, op, author);
    if (group.size() > 1 && parked_with.empty() && !stands(outcome)) return false;
    if (outcome.verdict == Verdict::rejected) {
      rows.push_back(each.row);
      rows.back().result.code = std::string(code_name(outcome.error.code));
      continue;
    }
    if (next.order.version == after.order.version) ++next.order.version;
    after = std::move(next);
    if (stands(outcome)) keep_documents(op, author.writer.branch());
    rows.push_back(each.row);
    rows.back().result = result_of(outcome);
    rows.back().result.n = each.row.n;
    rows.back().result.version = after.order.version;
  }
  if (after.order.version != state.order.version) dirty_.insert(state.order.id);
  state = std::move(after);
  for (JournalRow& row : rows) journal_.amend(std::move(row));
  for (const Waiting& each : group) keep_photo(each.op, state.order);
  note_redone();
  return true;
}

}  // namespace huidan::core

// Orders that a restored desk has no more: what was written on them waits until a laptop that had
// one from the desk's last life brings it back.

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/judge.hpp"
#include "sync/core/merge_pen.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::core {

/// Its writer had the order; the desk that gave it to him is gone.
bool Judge::waits_for_order(const Op& op) const {
  const bool birth =
      std::holds_alternative<NewOrder>(op.body) || std::holds_alternative<BringBack>(op.body);
  return !birth && !device_.person.empty() && of_lost_life(op);
}

/// Those that were given on a laptop which the desk knows; of another it cannot tell.
Refusable Judge::signatures_hold(const WorkOrder& order) const {
  for (const SignOff& sign_off : order.signoffs) {
    const auto device = tx_.device(DeviceId(sign_off.device));
    if (!device) continue;
    const std::string signature = from_base64(sign_off.signature).value_or("");
    if (!signature_holds(sign_off_statement(sign_off, order.id), signature, device->public_key)) {
      return Error{Code::bad_signature, "sign"};
    }
  }
  return Done{};
}

/// The order as the desk can hold it now: under a number that nobody else has, with nobody whom the
/// desk does not know, and with photos whose bytes have yet to be asked for.
Refusable Judge::fit_to_return(BringBack& back, const Op& op, const OrderState& state) {
  if (state.exists()) return Done{};
  if (!of_lost_life(op)) return Error{Code::unknown_order, op.order.value};
  auto told = decode_order(back.order);
  if (!told) return told.error();
  WorkOrder order = std::move(told).value();
  if (auto proven = signatures_hold(order); !proven) return proven;
  const std::string no = order.no;
  for (int i = 2; number_taken(order.no); ++i) {
    if (i > limits::kNumbers_max) return Error{Code::already_exists, no, "no"};
    order.no = no + '-' + std::to_string(i);
  }
  std::string& assignee = *value_at(order, {}, Field::assignee);
  if (!assignee.empty() && !tx_.person_by_name(assignee)) assignee.clear();
  for (Photo& photo : order.photos) photo.state = "pending";
  back.order = encode_order(order, Empty::omitted);
  return Done{};
}

/// What its laptop had in it already is done; what waited besides is done now, each writer's in the
/// order in which he wrote.
void Judge::come_back(const Op& op, const BringBack& back, OrderState& state) {
  // Whoever had seen as much of it in that life has seen what came back.
  if (op.epoch == feed_.previous) state.floor = state.order.version;
  std::vector<Waiting> others;
  for (Waiting& each : waiting_on(state.order.id)) {
    const bool in_it =
        each.row.device == device_.id && std::ranges::find(back.had, each.op.id) != back.had.end();
    if (in_it) {
      done_before(std::move(each.row), each.op, state);
    } else if (each.op.seen.empty()) {
      others.push_back(std::move(each));
    }
  }
  for (std::size_t from = 0, to = 0; from < others.size(); from = to) {
    to = end_of_group(others, from);
    redo_group(state, {others.begin() + static_cast<std::ptrdiff_t>(from),
                       others.begin() + static_cast<std::ptrdiff_t>(to)});
  }
  now_born(state);
}

/// As the desk's last life had decided: where it waits for a person, its disputes came back too.
void Judge::done_before(JournalRow row, const Op& op, OrderState& state) {
  const std::int64_t n = row.result.n;
  Outcome outcome;
  for (const Dispute& dispute : state.order.disputes) {
    if (dispute.id == dispute_of(op.id, key_of(dispute.row, dispute.field))) {
      outcome.disputes.push_back(dispute.id);
    }
  }
  if (!outcome.disputes.empty()) outcome = {Verdict::parked, {Code::parked}, outcome.disputes};
  row.result = result_of(outcome);
  row.result.n = n;
  row.result.version = state.order.version;
  const auto writer = Writer{{}, row.device, row.incarnation};
  journal_.amend(std::move(row));
  keep_documents(op, writer.branch());
  keep_photo(op, state.order);
}

}  // namespace huidan::core

#include "sync/model/life.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace huidan {
namespace {

using enum Status;
using enum Role;

struct Step {
  Status to;
  Statuses from;
  Roles by;
};

// suspended and cannot_continue stand beside the line, not on it: "any before restored" means these
// seven, and the only ways back are those that the table names (suspended -> assigned,
// cannot_continue -> dispatched). Hence neither leads to the other.
constexpr Statuses kBeforeRestored{received, classified, phone_support, dispatched,
                                   assigned, en_route,   on_site};
constexpr Statuses kBeforeArchived =
    kBeforeRestored | Statuses{restored, in_check, suspended, cannot_continue};

// clang-format off
constexpr Roles kDesk{seat, duty_leader};
constexpr Roles kAll{engineer, duty_leader, seat};

constexpr std::array kSteps{
    Step{classified,      received,                                             seat},
    Step{phone_support,   {classified, assigned},                               {seat, engineer}},
    Step{dispatched,      {classified, phone_support, assigned, cannot_continue}, kDesk},
    Step{assigned,        {dispatched, assigned, suspended},                    duty_leader},
    Step{en_route,        {assigned, restored},                                 engineer},
    Step{on_site,         {en_route, assigned},                                 engineer},
    Step{restored,        on_site,                                              engineer},
    Step{restored,        phone_support,                                        {engineer, seat}},
    Step{in_check,        restored,                                             seat},
    Step{archived,        {in_check, terminated},                               seat},
    Step{suspended,       kBeforeRestored,                                      kAll},
    Step{cannot_continue, kBeforeRestored,                                      kAll},
    Step{terminated,      kBeforeArchived,                                      kDesk},
};
// clang-format on

constexpr Statuses kNeverPassed{suspended, cannot_continue, terminated, archived};

template <typename State>
struct Change {
  State from;
  EnumSet<State> to;
};

// Ink is never taken back: a signed form only goes stale, and is then signed anew or accepted by
// the desk as it is. Who refused or was absent may still sign.
constexpr std::array kSignOffChanges{
    Change<SignOffState>{
        SignOffState::none,
        {SignOffState::inked, SignOffState::on_paper, SignOffState::refused, SignOffState::absent}},
    Change<SignOffState>{SignOffState::inked, SignOffState::stale},
    Change<SignOffState>{
        SignOffState::stale,
        {SignOffState::inked, SignOffState::on_paper, SignOffState::refused, SignOffState::absent}},
    Change<SignOffState>{SignOffState::on_paper, SignOffState::inked},
    Change<SignOffState>{SignOffState::refused, {SignOffState::inked, SignOffState::on_paper}},
    Change<SignOffState>{SignOffState::absent,
                         {SignOffState::inked, SignOffState::on_paper, SignOffState::refused}},
};

// A missing sheet may turn up, or be printed again under its next number.
constexpr std::array kPaperChanges{
    Change<PaperState>{PaperState::none, PaperState::printed},
    Change<PaperState>{
        PaperState::printed,
        {PaperState::with_engineer, PaperState::inked, PaperState::returned, PaperState::missing}},
    Change<PaperState>{PaperState::with_engineer,
                       {PaperState::inked, PaperState::returned, PaperState::missing}},
    Change<PaperState>{PaperState::inked, {PaperState::returned, PaperState::missing}},
    Change<PaperState>{PaperState::missing, {PaperState::returned, PaperState::printed}},
};

// Nothing returns to none: what was heard was heard. A fact changed after the check differs again.
constexpr std::array kFactsChanges{
    Change<FactsState>{FactsState::none, {FactsState::phoned, FactsState::synced}},
    Change<FactsState>{FactsState::phoned, {FactsState::confirmed, FactsState::differing}},
    Change<FactsState>{FactsState::synced, {FactsState::confirmed, FactsState::differing}},
    Change<FactsState>{FactsState::differing, FactsState::confirmed},
    Change<FactsState>{FactsState::confirmed, FactsState::differing},
};

// tried -> tried is one more try.
constexpr std::array kCallBackChanges{
    Change<CallBackState>{
        CallBackState::none,
        {CallBackState::due, CallBackState::tried, CallBackState::done, CallBackState::impossible}},
    Change<CallBackState>{CallBackState::due,
                          {CallBackState::tried, CallBackState::done, CallBackState::impossible}},
    Change<CallBackState>{CallBackState::tried,
                          {CallBackState::tried, CallBackState::done, CallBackState::impossible}},
    Change<CallBackState>{CallBackState::impossible, {CallBackState::tried, CallBackState::done}},
};

template <typename State, std::size_t N>
bool listed(const std::array<Change<State>, N>& changes, State from, State to) noexcept {
  return std::ranges::any_of(changes, [from, to](const Change<State>& change) {
    return change.from == from && change.to.has(to);
  });
}

template <NamedState State>
State state_or_none(std::string_view name) noexcept {
  return state_from_name<State>(name).value_or(State::none);
}

std::string_view order_value(const WorkOrder& order, Field field) noexcept {
  return order.fields.at(static_cast<std::size_t>(field));
}

const SignOff* newest_sign_off(const WorkOrder& order, const Visit& visit,
                               std::string_view party) noexcept {
  const SignOff* newest = nullptr;
  for (const SignOff& sign_off : order.signoffs) {
    if (sign_off.visit == visit.id && sign_off.role == party) newest = &sign_off;
  }
  return newest;
}

SignOffState state_of(const WorkOrder& order, const SignOff* sign_off,
                      std::string_view form_hash) noexcept {
  return sign_off == nullptr ? SignOffState::none : sign_off_state(order, *sign_off, form_hash);
}

// One sheet home is the copy home: a duplicate printed later at the desk (S2-6) reopens nothing.
PaperState paper_state(const WorkOrder& order, const Visit& visit, std::string_view copy) noexcept {
  PaperState newest = PaperState::none;
  for (const Copy& sheet : order.copies) {
    if (sheet.visit != visit.id || sheet.copy != copy) continue;
    newest = state_or_none<PaperState>(sheet.state);
    if (newest == PaperState::returned) return newest;
  }
  return newest;
}

// The last visit that was one: somebody arrived, or a party ended it. None: ended by phone.
const Visit* last_real_visit(const WorkOrder& order) noexcept {
  const auto was_real = [&order](const Visit& visit) {
    return !visit.arrived_at.empty() ||
           std::ranges::find(order.signoffs, visit.id, &SignOff::visit) != order.signoffs.end();
  };
  const auto at = std::find_if(order.visits.rbegin(), order.visits.rend(), was_real);
  return at == order.visits.rend() ? nullptr : &*at;
}

bool party_done(const SignOff* sign_off, SignOffState state) noexcept {
  if (state == SignOffState::inked || state == SignOffState::on_paper) return true;
  const bool excused = state == SignOffState::refused || state == SignOffState::absent;
  return excused && !sign_off->reason.empty();
}

bool excused_missing(const Copy& sheet) noexcept {
  return state_or_none<PaperState>(sheet.state) == PaperState::missing && !sheet.reason.empty();
}

bool desk_copy_home(const WorkOrder& order, const Visit& visit) noexcept {
  return std::ranges::any_of(order.copies, [&visit](const Copy& sheet) {
    const bool home = state_or_none<PaperState>(sheet.state) == PaperState::returned;
    return sheet.visit == visit.id && sheet.copy == "desk" && (home || excused_missing(sheet));
  });
}

bool desk_sheet_out(const WorkOrder& order) noexcept {
  static constexpr EnumSet kOut{PaperState::with_engineer, PaperState::inked, PaperState::missing};
  return std::ranges::any_of(order.copies, [](const Copy& sheet) {
    const bool out = kOut.has(state_or_none<PaperState>(sheet.state));
    return sheet.copy == "desk" && out && !excused_missing(sheet);
  });
}

// Adds what the parties' sign-offs of that visit lack; says whether one of them stands on paper.
bool add_sign_off_blocks(const WorkOrder& order, const Visit& visit, std::string_view form_hash,
                         std::vector<std::string>& blocks) {
  bool on_paper = false;
  for (const std::string_view party : {"customer", "engineer"}) {
    const SignOff* sign_off = newest_sign_off(order, visit, party);
    // Only the current visit's form can be drawn again to compare; an earlier one was settled then.
    const bool comparable = sign_off == nullptr || visit.id == order.visits.back().id;
    const std::string_view hash = comparable ? form_hash : std::string_view(sign_off->form_hash);
    const SignOffState state = state_of(order, sign_off, hash);
    if (!party_done(sign_off, state)) blocks.push_back("blocks.sign_off_" + std::string(party));
    on_paper = on_paper || state == SignOffState::on_paper;
  }
  return on_paper;
}

}  // namespace

Status status_of(const WorkOrder& order) noexcept {
  return state_from_name<Status>(order_value(order, Field::status)).value_or(received);
}

Refusable may_move(Status from, Status to, Roles by) {
  bool known = false;
  for (const Step& step : kSteps) {
    if (step.to != to || !step.from.has(from)) continue;
    if (step.by.meets(by)) return Done{};
    known = true;
  }
  const std::string detail = std::string(name_of(from)) + "->" + std::string(name_of(to));
  return Error{known ? Code::forbidden : Code::bad_move, detail, "status"};
}

std::optional<Field> reason_field(Status from, Status to) noexcept {
  if (to == terminated) return Field::termination_reason;
  const bool returned = from == assigned && to == dispatched;
  if (to == suspended || to == cannot_continue || returned) return Field::status_reason;
  return std::nullopt;
}

std::optional<std::vector<Status>> route(Status from, Status to, Roles by) {
  if (from == to) return std::vector<Status>{};
  // Breadth first: reached[i] was first reached over reached_over[i].
  std::vector<Status> reached{from};
  std::vector<std::size_t> reached_over{0};
  for (std::size_t at = 0; at < reached.size(); ++at) {
    if (at > 0 && kNeverPassed.has(reached[at])) continue;
    for (const Step& step : kSteps) {
      const bool legal = step.from.has(reached[at]) && step.by.meets(by);
      if (!legal || std::ranges::find(reached, step.to) != reached.end()) continue;
      reached.push_back(step.to);
      reached_over.push_back(at);
    }
  }
  const auto end = std::ranges::find(reached, to);
  if (end == reached.end()) return std::nullopt;
  std::vector<Status> way;
  auto at = static_cast<std::size_t>(std::distance(reached.begin(), end));
  for (; at != 0; at = reached_over[at]) way.push_back(reached[at]);
  std::ranges::reverse(way);
  return way;
}

bool may_change(SignOffState from, SignOffState to) noexcept {
  return listed(kSignOffChanges, from, to);
}

bool may_change(PaperState from, PaperState to) noexcept {
  return listed(kPaperChanges, from, to);
}

bool may_change(FactsState from, FactsState to) noexcept {
  return listed(kFactsChanges, from, to);
}

bool may_change(CallBackState from, CallBackState to) noexcept {
  return listed(kCallBackChanges, from, to);
}

SignOffState sign_off_state(const WorkOrder& order, const SignOff& sign_off,
                            std::string_view form_hash) noexcept {
  const auto state = state_or_none<SignOffState>(sign_off.state);
  const bool changed = state == SignOffState::inked && sign_off.form_hash != form_hash;
  if (!changed || acceptance_of(order, sign_off, form_hash) != nullptr) return state;
  return SignOffState::stale;
}

Tracks tracks_of(const WorkOrder& order, std::string_view form_hash) {
  const Visit& visit = current_visit(order);
  return {
      .customer = state_of(order, newest_sign_off(order, visit, "customer"), form_hash),
      .engineer = state_of(order, newest_sign_off(order, visit, "engineer"), form_hash),
      .customer_copy = paper_state(order, visit, "customer"),
      .desk_copy = paper_state(order, visit, "desk"),
      .facts = state_or_none<FactsState>(order_value(order, Field::facts)),
      .call_back = state_or_none<CallBackState>(order_value(order, Field::call_back)),
  };
}

std::vector<std::string> blocks_archive(const WorkOrder& order, std::string_view form_hash) {
  std::vector<std::string> blocks;
  if (status_of(order) == terminated) {
    if (order_value(order, Field::termination_reason).empty()) {
      blocks.emplace_back("blocks.termination_reason");
    }
    if (desk_sheet_out(order)) blocks.emplace_back("blocks.paper");
    return blocks;
  }
  bool sheet_wanted = false;
  if (const Visit* visit = last_real_visit(order); visit != nullptr) {
    const bool on_paper = add_sign_off_blocks(order, *visit, form_hash, blocks);
    sheet_wanted = on_paper && !desk_copy_home(order, *visit);
  }
  if (sheet_wanted || desk_sheet_out(order)) blocks.emplace_back("blocks.paper");

  const Tracks tracks = tracks_of(order, form_hash);
  if (tracks.facts != FactsState::confirmed) blocks.emplace_back("blocks.facts");
  const bool impossible = tracks.call_back == CallBackState::impossible &&
                          !order_value(order, Field::call_back_reason).empty();
  if (tracks.call_back != CallBackState::done && !impossible) {
    blocks.emplace_back("blocks.call_back");
  }
  return blocks;
}

}  // namespace huidan

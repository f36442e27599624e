#pragma once
// The life of an order: one status and four tracks beside it, exactly the table of REQUIREMENTS,
// "Life of an order". Who may touch which field meanwhile stands in policy.hpp; whether an engineer
// may move *this* order (he must hold it) is policy's may_move(Actor, …).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/model/enum_set.hpp"
#include "sync/model/field.hpp"
#include "sync/model/person.hpp"
#include "sync/model/status.hpp"
#include "sync/model/work_order.hpp"

namespace huidan {

using Statuses = EnumSet<Status>;

/// The order's status; an order without one has just been born, so it is `received`.
[[nodiscard]] Status status_of(const WorkOrder& order) noexcept;

/// Whether one of `by` may move an order so. Errors, the detail naming "from->to": bad_move when
/// the table knows no such step, forbidden when it is somebody else's.
[[nodiscard]] Refusable may_move(Status from, Status to, Roles by);

/// The field that must say why when an order moves so: status_reason for suspended, cannot_continue
/// and for assigned -> dispatched (returned with a reason), termination_reason for terminated;
/// nothing where no reason is asked.
[[nodiscard]] std::optional<Field> reason_field(Status from, Status to) noexcept;

[[nodiscard]] inline bool needs_reason(Status from, Status to) noexcept {
  return reason_field(from, to).has_value();
}

/// The shortest way that `by` may lead an order, `from` left out and `to` last; empty when it is
/// there already, nothing when there is none. It never passes through suspended, cannot_continue,
/// terminated or archived: those are said, not passed.
[[nodiscard]] std::optional<std::vector<Status>> route(Status from, Status to, Roles by);

/// Whether a track may go from one state to another; staying is no change.
[[nodiscard]] bool may_change(SignOffState from, SignOffState to) noexcept;
[[nodiscard]] bool may_change(PaperState from, PaperState to) noexcept;
[[nodiscard]] bool may_change(FactsState from, FactsState to) noexcept;
[[nodiscard]] bool may_change(CallBackState from, CallBackState to) noexcept;

/// Sign-off and paper are of the current visit; facts and call-back of the order.
struct Tracks {
  SignOffState customer = SignOffState::none;
  SignOffState engineer = SignOffState::none;
  PaperState customer_copy = PaperState::none;
  PaperState desk_copy = PaperState::none;
  FactsState facts = FactsState::none;
  CallBackState call_back = CallBackState::none;

  friend bool operator==(const Tracks&, const Tracks&) = default;
};

/// Where one sign-off stands when the form's digest is `form_hash` now. Ink under another form is
/// stale until the desk accepts it as signed for just this one; paper, a refusal and an absence
/// stay what they were, whatever the form says since.
[[nodiscard]] SignOffState sign_off_state(const WorkOrder& order, const SignOff& sign_off,
                                          std::string_view form_hash) noexcept;

/// Where the four tracks of `order` stand. `form_hash` is the hash of its form as it is now, in the
/// spelling of SignOff::form_hash: what was signed under another hash is stale (SYNC §2.8).
[[nodiscard]] Tracks tracks_of(const WorkOrder& order, std::string_view form_hash);

/// What still keeps `order` from the archive (S2-7.8), empty when nothing does: each entry is a
/// text key "blocks.<what>". Every track must be done or excused with a reason:
/// - sign-off: each party signed the form as it stands or the desk accepted what it signed, signed
///   on paper, or refused or was absent with a reason;
/// - paper: the desk's copy is home when a party signed on it; and no sheet of any visit that has
///   left with an engineer is out. A missing one is excused with its reason. The customer keeps his
///   copy, so it keeps nobody waiting; ink on the laptop needs no sheet;
/// - facts: confirmed; call-back: done, or impossible with its reason.
/// An order ended by phone, where nobody ever arrived, has neither sign-off nor paper. A terminated
/// order is excused by its termination reason from all but bringing home the sheets that are out.
[[nodiscard]] std::vector<std::string> blocks_archive(const WorkOrder& order,
                                                      std::string_view form_hash);

}  // namespace huidan

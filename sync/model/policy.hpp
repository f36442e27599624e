#pragma once
// Who may do what to which field in which state: the one table (RELIABILITY §4 rule 12) that the
// API, the sync filter, the pages and the role tests all read. What no row allows is denied.
//
// It answers for the moment the act belongs to. A late edit (SYNC §2.6) is asked with
// `assigned = true` when a grant covered its base; whether it is then applied or parked is the sync
// core's business.

#include <array>
#include <cstdint>
#include <string_view>

#include "sync/base/id.hpp"
#include "sync/base/result.hpp"
#include "sync/model/field.hpp"
#include "sync/model/life.hpp"
#include "sync/model/person.hpp"
#include "sync/model/status.hpp"

namespace huidan {

enum class Act : std::uint8_t {
  create,
  set,  // some field; which one is may_set's question
  add_part,
  change_part,
  remove_part,
  add_note,
  add_visit,
  sign_off,
  accept_sign_off,  // a stale signature, as given
  print,
  move_copy,    // say who has a printed sheet, that it is signed or missing
  return_copy,  // register that it is home (S2-7.5)
  add_photo,
  seal,            // the archive's own file: the form, sealed by the desk
  settle_dispute,  // the settled field must pass may_set as well
  hand_over,       // to another engineer, where no desk can be asked
  see,
};

inline constexpr std::array kActs{Act::create,      Act::set,         Act::add_part,
                                  Act::change_part, Act::remove_part, Act::add_note,
                                  Act::add_visit,   Act::sign_off,    Act::accept_sign_off,
                                  Act::print,       Act::move_copy,   Act::return_copy,
                                  Act::add_photo,   Act::seal,        Act::settle_dispute,
                                  Act::hand_over,   Act::see};

/// "create", "add_part": what an error names.
[[nodiscard]] std::string_view name_of(Act act) noexcept;

/// Who acts, seen from one order.
struct Actor {
  Roles roles;
  PersonId person;
  bool assigned = false;  // the order is, or was when he wrote, granted to him
};

/// Whether `actor` may set `field` of an order in `status`, as it was before the change.
/// `completed`: the visit written to (the current one for an order field) has its completed_at. For
/// Field::status it says whether he may move the order at all; where to is may_move's question.
/// Error: field_forbidden naming the field, detail the status.
[[nodiscard]] Refusable may_set(const Actor& actor, Status status, Field field, bool completed);

/// Whether `actor` may do `act` to an order in `status`; for Act::create that is the status it is
/// born in. Error: forbidden, detail "act@status".
[[nodiscard]] Refusable may_act(const Actor& actor, Status status, Act act, bool completed);

/// Whether some state of an order, its visit not completed, would let `actor`: an edit that none
/// allows was never his, however the order has moved since he last looked.
[[nodiscard]] bool may_ever_set(const Actor& actor, Field field);
[[nodiscard]] bool may_ever_act(const Actor& actor, Act act);

/// Whether the order exists for `actor`; where it does not, the answer is unknown_order, never
/// forbidden.
[[nodiscard]] bool may_see(const Actor& actor, Status status) noexcept;

/// Whether what a laptop brought home, its receipts, is there for `actor`; `assigned`: it is his
/// own laptop. Where it is not, the answer is not_found, never forbidden.
[[nodiscard]] bool may_see_laptop(const Actor& actor) noexcept;

/// life's may_move for one person and one order: his role of engineer counts only on an order he
/// holds. Errors as there.
[[nodiscard]] Refusable may_move(const Actor& actor, Status from, Status to);

}  // namespace huidan

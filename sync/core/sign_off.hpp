#pragma once
// What has become of a sign-off since it was given: whether the form still says what was signed,
// what differs, and what the desk's word about it needs. A signature itself is never edited or
// dropped.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/op.hpp"

namespace huidan::core {

/// The bytes of a document of this order by its digest.
using FindDocument = std::function<std::optional<std::string>(std::string_view hash)>;

/// Where the form as `order` now stands differs from the signed one, in the order of the form:
/// "fields.treatment", "language", "parts[2].qty", "parts[1].removed", "parts[3].added". Rows are
/// counted from 0: in the signed form, and for `added` in the form as it stands. Rows that both
/// forms have are found by what they say, so that one row removed is one path. {"form"} when the
/// bytes are no form of this order's current visit.
[[nodiscard]] std::vector<std::string> changed_paths(std::string_view signed_form,
                                                     const WorkOrder& order);

/// The order as readers see it: the sign-offs of the current visit in their state ("stale" for ink
/// under another form, unless the desk has accepted it) and with what differs since. Without `find`
/// the paths are left out; {"form"} stands for a signed form that is not here.
[[nodiscard]] WorkOrder as_shown(WorkOrder order, const FindDocument& find = {});

/// Whether the desk's word can stand beside that signature. Errors: not_found (no such sign-off),
/// bad_choice (it is no ink, or ink under this very form), already_exists,
/// too_many.
[[nodiscard]] Refusable acceptable(const WorkOrder& order, const AcceptSignOff& body);

/// The acceptance of the newest sign-off of `role`, which is stale. Errors: not_signed (he has not
/// signed), bad_choice (it is not stale), missing_value (no reason).
[[nodiscard]] Result<OpBody> accept_sign_off(const WorkOrder& order, std::string_view role,
                                             std::string_view why);

}  // namespace huidan::core

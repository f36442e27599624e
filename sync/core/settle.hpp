#pragma once
// How a person settles a dispute (SYNC §2.3): which one he means, and which value his word stands
// for. The same words at the desk and on the laptop.

#include <string>
#include <string_view>
#include <vector>

#include "sync/core/op.hpp"

namespace huidan::core {

/// What stands now where the dispute is: a field's or a part's value; for "removed" "1" or "".
[[nodiscard]] std::string standing_value(const WorkOrder& order, const Dispute& dispute);

/// "mine" is the parked value, "theirs" the one that stands now; anything else is the value itself.
[[nodiscard]] std::string chosen_by_word(const WorkOrder& order, const Dispute& dispute,
                                         const std::string& word);

/// Whether `value`, chosen for a value of a part that was removed, undoes the removal: what stood
/// all along leaves it, any other value wants the row back.
[[nodiscard]] bool brings_back(const Dispute& dispute, const std::string& value,
                               const std::string& standing) noexcept;

struct FoundDispute {
  std::string no;  // of its order
  Dispute dispute;
};

/// The open dispute whose id begins with `id`. Error: not_found, also where several do.
[[nodiscard]] Result<FoundDispute> find_open_dispute(const std::vector<WorkOrder>& orders,
                                                     std::string_view id);

/// The op that settles the open dispute of that very id as `word` says. Error: not_found.
[[nodiscard]] Result<OpBody> settlement(const WorkOrder& order, const DisputeId& id,
                                        const std::string& word);

}  // namespace huidan::core

#pragma once
// The desk's decision about one op: pure, final, and never a silent overwrite (SYNC §2.3, §2.6). An
// edit of a value that somebody else changed after the op's writer had last looked is parked as a
// dispute in the order itself, where both ends see it until a person settles it.

#include <string>
#include <vector>

#include "sync/core/apply.hpp"
#include "sync/core/op.hpp"
#include "sync/core/stamps.hpp"
#include "sync/model/policy.hpp"

namespace huidan::core {

enum class Verdict { applied, late, parked, rejected };

/// "applied", "late", "parked", "rejected": as the wire says it.
[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

/// An order as the desk holds it. `version` 0 and no visit: it does not exist yet.
struct OrderState {
  WorkOrder order;
  Stamps stamps;
  std::int64_t floor = 0;  // the version it had when the desk's present life began

  [[nodiscard]] bool exists() const noexcept { return !order.visits.empty(); }
};

/// Why an op waits that stands on a hand-over which the desk has not got.
inline constexpr std::string_view kHanded = "handed";

/// How the writer stood to the order when he wrote.
enum class Grant {
  none,    // it was never his
  open,    // it is his, or he is of the desk
  closed,  // it was his at the op's base and is no longer (SYNC §2.6)
};

struct Author {
  Roles roles;
  PersonId person;
  Writer writer;           // his name and device
  std::string public_key;  // of the device, raw; empty for the desk's own
  Grant grant = Grant::open;
  std::string gone = "reassigned";  // why a closed grant is closed: reassigned | revoked
  /// Why the op is parked whole: "group", its group fell, or kHanded.
  std::string parked_with{};

  /// What came to him with a hand-over: what that branch had written up to that version is not
  /// strange to him.
  struct Handed {
    BranchId by;
    std::int64_t version = 0;
  };

  std::vector<Handed> handed{};
  /// What an earlier incarnation of his device wrote and he has brought once more: these versions,
  /// and no others before them.
  std::vector<Handed> brought{};
};

/// What became of an op. `error` says why it was rejected or parked.
struct Outcome {
  Verdict verdict = Verdict::applied;
  Error error;
  std::vector<DisputeId> disputes;  // where it is parked
};

/// Applies `op` to `state` as far as it may and raises the order's version when anything changed.
/// For NewOrder the caller has made sure that neither id nor number exists.
[[nodiscard]] Outcome merge(OrderState& state, const Op& op, const Author& author);

}  // namespace huidan::core

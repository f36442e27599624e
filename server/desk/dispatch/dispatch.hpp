#pragma once
// The dispatch room (S2-2.3, S2-7.3): who has which order, and what the desk itself writes into
// one.

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/pen.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/wire_patch.hpp"

namespace huidan::server {

/// What became of a write: the order as it now stands, and whether part of it waits as a dispute.
struct Written {
  WorkOrder order;
  bool parked = false;
};

/// What of the orders is asked for.
struct Wanted {
  std::string words{};   // found in the number, the units, persons and texts; empty: all
  std::string status{};  // its name; empty: any
  std::string after{};   // the number that the page before ended with; empty: the first page
  std::size_t limit = limits::kListPage_max;
};

struct OrdersPage {
  std::vector<WorkOrder> orders;
  std::string next;  // what the next page comes after; empty when there is nothing more
};

class Dispatch {
 public:
  explicit Dispatch(Desk& desk) : desk_(desk) {}

  /// The order of that number as `hand` may see it; unknown_order where he may not.
  [[nodiscard]] Result<WorkOrder> show(const Hand& hand, std::string_view no);

  /// Every order that `hand` may see, by number.
  [[nodiscard]] std::vector<WorkOrder> list(const Hand& hand);

  /// Of those the ones that are wanted, a page at a time, the last number first. Not more than
  /// limits::kListLook_max are looked through for a page, which may then hold fewer, or none, and
  /// still have a next one. Errors: bad_choice on "status".
  [[nodiscard]] Result<OrdersPage> page(const Hand& hand, const Wanted& wanted);

  /// Those with an open dispute.
  [[nodiscard]] std::vector<WorkOrder> disputed(const Hand& hand);

  /// Leads an order to an engineer by the shortest way that the life of an order knows. Errors:
  /// unknown_order, unknown_user (also one who is no engineer), bad_move.
  [[nodiscard]] Result<Written> assign(const Hand& hand, std::string_view no,
                                       std::string_view user);

  /// Sets fields by name. `base` is the version the writer saw, 0 for the current one; `seen` what
  /// he saw of fields, if he says so. Errors: unknown_order, unknown_field,
  /// changed_meanwhile, field_forbidden, what canonical_value and life refuse.
  [[nodiscard]] Result<Written> set(const Hand& hand, std::string_view no, std::int64_t base,
                                    const core::Texts& fields, const core::Texts& seen = {});

  /// Settles the open dispute whose id begins so: "mine" is the parked value, "theirs" the one that
  /// stands, any other word the value itself. Errors: not_found, what merge refuses.
  [[nodiscard]] Result<Written> settle(const Hand& hand, std::string_view dispute,
                                       const std::string& word);

  /// Takes the newest signature of `role`, which is stale, as given for the form as it stands.
  /// Errors: unknown_order, forbidden, those of core::accept_sign_off.
  [[nodiscard]] Result<Written> accept(const Hand& hand, std::string_view no, std::string_view role,
                                       std::string_view why);

  /// The order as readers must see it: its sign-offs with what has become of them.
  [[nodiscard]] WorkOrder shown(WorkOrder order);

  /// The laptops that the order was taken from and that have not confirmed it yet (SYNC §2.5).
  [[nodiscard]] std::vector<std::string> recalls(const OrderId& order);

  /// What shown() says, as the API and `--json` write it, with `recall_pending` while some laptop
  /// has not confirmed.
  [[nodiscard]] std::string json(const WorkOrder& order);

 private:
  std::vector<WorkOrder> orders(const Hand& hand, store::DeskStore::Which which);
  Result<Written> edit(const Hand& hand, std::string_view no,
                       const std::function<Result<core::OpBody>(const WorkOrder&)>& compose);
  Result<Written> write(Records& records, const Hand& hand, std::vector<Edit> edits);

  Desk& desk_;
};

}  // namespace huidan::server

#pragma once
// What an op does to an order when nobody stands against it. The laptop replays its unsent ops with
// this over what the desk last said; the desk's merge uses it once it has found an op free of
// dispute.

#include <array>
#include <string>

#include "sync/core/op.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::core {

/// Who wrote an op, as the order will show it.
struct Writer {
  std::string name;
  DeviceId device;
  std::int64_t incarnation = 1;

  /// Whose writes count as his own.
  [[nodiscard]] BranchId branch() const;
};

/// The device that a branch belongs to.
[[nodiscard]] DeviceId device_of(const BranchId& branch);

/// Changes `order` by `op` and, where its form is signed, notes what that amends. An op on a row
/// that is not there changes nothing: the desk said so, or will.
void apply(WorkOrder& order, const Op& op, const Writer& writer);

/// The change alone: for merge, which notes the amendments of all that it does at once.
void change(WorkOrder& order, const Op& op, const Writer& writer);

/// The slot of a field: the order's own, or that of the visit named; nullptr when there is no such
/// visit.
[[nodiscard]] std::string* value_at(WorkOrder& order, const RowId& visit, Field field);
[[nodiscard]] const std::string* value_at(const WorkOrder& order, const RowId& visit, Field field);

/// Sets one value, and what follows from it: an order that goes back to its group is nobody's.
/// False when there is no such visit.
bool set_value(WorkOrder& order, const RowId& visit, Field field, const std::string& value);

/// What a person chose to settle a dispute of `field`, a field's or a part's column, in its one
/// spelling. Errors: as canonical_value, canonical_quantity and canonical_line.
[[nodiscard]] Result<std::string> chosen_value(const std::string& field, const std::string& typed);

/// A part's columns, in the order of the form.
inline constexpr std::array<std::string_view, 5> kPartColumns{"name", "model", "unit", "qty",
                                                              "note"};

/// Whether a note, sign-off, sheet, photo or acceptance of that op stands in the order.
[[nodiscard]] bool has_row(const WorkOrder& order, const RowId& op);

/// Whether a sign-off of the order names the form or the ink of that digest.
[[nodiscard]] bool names_document(const WorkOrder& order, std::string_view hash);

/// The slot of a part's column by its name, or nullptr.
[[nodiscard]] std::string* part_column(Part& part, std::string_view column) noexcept;

/// An order as `op` gives birth to it: received (REQUIREMENTS, "Life"), with its first visit.
[[nodiscard]] WorkOrder born(const Op& op, const NewOrder& body);

}  // namespace huidan::core

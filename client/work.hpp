#pragma once
// What an engineer does to an order, as edits: each function looks at the order as it stands and
// says what to write, or why not. Pure: no clock, no database.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/core/op.hpp"

namespace huidan::client {

using Words = std::vector<std::pair<std::string, std::string>>;

/// `set NO field=value …`. Errors: unknown_field, what canonical_value refuses.
[[nodiscard]] Result<core::OpBody> set_fields(const WorkOrder& order, const Words& words);

/// `stamp NO departed|arrived|restored`: the visit's time, and the order's status where life lets
/// it move so; restoring also fills in 维修时间 when nobody has. Errors: bad_choice, bad_time.
[[nodiscard]] Result<core::OpBody> stamp(const WorkOrder& order, std::string_view what,
                                         std::string_view at);

/// `part NO add name=… model=… unit=… qty=… note=…` under a new id. Errors: unknown_field,
/// missing_value (a part has a name), bad_number.
[[nodiscard]] Result<core::OpBody> add_part(const WorkOrder& order, const RowId& id,
                                            const Words& words);

/// `part NO remove ID`; the id may be cut short where it stays unique. Error: not_found.
[[nodiscard]] Result<core::OpBody> remove_part(const WorkOrder& order, std::string_view id);

/// `new field=value …`: an order made on site by `engineer`, who holds it; reported now unless the
/// words say when. Errors: unknown_field, missing_value (nobody said what), what canonical_value
/// refuses.
[[nodiscard]] Result<core::OpBody> new_order(const std::string& no, const std::string& engineer,
                                             const std::string& now, const Words& words);

/// `note NO TEXT`. Errors: missing_value, what canonical_text refuses.
[[nodiscard]] Result<core::OpBody> add_note(std::string_view text);

/// What a party put its name to: the form as it stands, and the visit's times, which were read to
/// it. Nothing when nobody has signed this form.
class SignedForm {
 public:
  explicit SignedForm(const WorkOrder& order);

  /// Whether the order after an edit still says it. A time that was not stamped yet may come; a
  /// further visit has a form of its own, and leaves this one as it was signed.
  [[nodiscard]] bool holds_for(const WorkOrder& after) const;

 private:
  std::string form_;  // empty: not signed
  RowId visit_;
  std::vector<std::pair<Field, std::string>> times_;
};

/// How a party ended the visit, as the command line says it.
struct SignAs {
  std::string role;  // customer | engineer
  std::string name;
  std::string state;           // signed | on_paper | refused | absent
  std::string reason;          // for refused and absent
  std::string strokes;         // the file's bytes, for signed
  std::string satisfaction{};  // the customer's, 1 to 5; may be empty
};

/// `sign NO …`: over the exact form as it stands. Errors: bad_choice, missing_value, bad_strokes.
[[nodiscard]] Result<core::OpBody> sign(const WorkOrder& order, const SignAs& as);

/// What the form and the six facts need before the work may be called complete (S2-6, S2-7.6).
[[nodiscard]] std::span<const Field> needed_to_complete() noexcept;

/// `complete NO`: the visit's work is whole. Errors: not_complete naming the first field that is
/// missing, and all of them in its detail; not_signed naming the party.
[[nodiscard]] Result<core::OpBody> complete(const WorkOrder& order, const std::string& handler,
                                            std::string_view at);

}  // namespace huidan::client

#pragma once
// Chooses what a print shows. A form that was signed is printed as it was signed, from the signed
// bytes, on the laptop as at the desk; later changes are said beside it, never slipped under the
// ink.

#include <string>
#include <string_view>

#include "sync/base/result.hpp"
#include "sync/core/sheet_record.hpp"
#include "sync/core/sign_off.hpp"
#include "sync/model/printable.hpp"

namespace huidan::core {

enum class Paper {
  as_it_stands,  // as the form was signed last, with its sign-offs; unsigned: as the order is
  blank,         // the known fields, empty boxes: to be filled by hand
};

/// Error: not_found when a document that a sign-off names is not here (yet); bad_strokes or
/// bad_input when it is not what it should be.
[[nodiscard]] Result<Printable> printable(const WorkOrder& order, Paper paper,
                                          const FindDocument& find);

/// The role in the statement of a device that printed a form before anybody signed it.
inline constexpr std::string_view kPrinter = "printer";

/// Puts the printing device's own signature beside a form that nobody has signed: who finds the
/// file can tell whose record it holds, and that no word of it has changed. `at`: when it was
/// printed, canonical. One that was signed says as much already.
void sign_print(Printable& printable, const DeviceId& device, const std::string& at,
                const Sign& sign);

/// Whether what a sign-off brings can be printed: asked while its writer can still do something.
/// `strokes` may be empty. Errors: bad_input on "form" for a form that is none, or another order's
/// or visit's; what decode_ink refuses.
[[nodiscard]] Refusable fit_to_print(std::string_view form, std::string_view strokes,
                                     const OrderId& order, const RowId& visit);

}  // namespace huidan::core

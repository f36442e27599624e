#pragma once
// The form as pages of marks. Two copies share a sheet, one above the other with a line to tear
// along, when what is on the form fits half a sheet in type that can be read; otherwise each copy
// has its own sheets in larger type. A copy printed alone always has its own sheet.

#include "pdf/marks.hpp"
#include "pdf/repair_form.hpp"

namespace huidan::pdf {

/// Pure. `form` holds well-formed UTF-8 and at least one sheet is asked for.
[[nodiscard]] Layout lay_out(const FormContent& form, const Sheets& sheets, const FontShelf& fonts);

}  // namespace huidan::pdf

#pragma once
// From the order's form to what the page shows.

#include "pdf/repair_form.hpp"
#include "sync/model/printable.hpp"

namespace huidan::pdf {

[[nodiscard]] FormContent form_content(const Printable& printable);

}  // namespace huidan::pdf

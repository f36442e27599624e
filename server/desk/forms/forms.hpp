#pragma once
// The forms room (S2-6, S2-7.5): prints an order's form at the desk — blank to be carried out, or
// as a duplicate at any later time — and keeps account of every sheet.

#include <string>
#include <string_view>

#include "pdf/repair_form.hpp"
#include "server/store/pen.hpp"
#include "sync/core/printing.hpp"

namespace huidan::server {

enum class Copies { both, customer, desk };

struct FormPrint {
  pdf::Printed printed;
  pdf::Sheets sheets;
  std::string form_hash;
  bool stale = false;  // the order has changed since the form was signed
};

class Forms {
 public:
  explicit Forms(Desk& desk) : desk_(desk) {}

  /// The next print of the copies, journalled before it is given out. Errors: unknown_order,
  /// forbidden, what printable and print_form refuse.
  [[nodiscard]] Result<FormPrint> print(const Hand& hand, std::string_view no, Copies copies,
                                        core::Paper paper, const pdf::FontShelf& fonts);

 private:
  Desk& desk_;
};

}  // namespace huidan::server

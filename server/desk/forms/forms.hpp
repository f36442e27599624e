#pragma once
// The forms room (S2-6, S2-7.5): prints an order's form at the desk — blank to be carried out, or
// as a duplicate at any later time — and keeps account of every sheet.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/repair_form.hpp"
#include "server/store/pen.hpp"
#include "sync/core/printing.hpp"

namespace huidan::server {

enum class Copies { both, customer, desk };

struct FormPrint {
  pdf::Printed printed;
  pdf::Sheets sheets;
  std::string form_hash;
  bool stale = false;                   // the order has changed since the form was signed
  std::vector<std::string> changed{};   // what of it
  std::vector<std::string> left_out{};  // what the dense code had no room for: fields, and "parts"
};

struct PrintOrder {
  std::string_view no;
  Copies copies = Copies::both;
  core::Paper paper = core::Paper::as_it_stands;
};

using Deliver = std::function<void(const std::string& pdf)>;

class Forms {
 public:
  explicit Forms(Desk& desk) : desk_(desk) {}

  /// The next print of the copies. `deliver` is given the file before the sheets are on the books
  /// for good: when it throws, nothing was printed. Errors: unknown_order, forbidden, what
  /// printable and print_form refuse.
  [[nodiscard]] Result<FormPrint> print(const Hand& hand, const PrintOrder& wanted,
                                        const pdf::FontShelf& fonts, const Deliver& deliver);

 private:
  Desk& desk_;
};

}  // namespace huidan::server

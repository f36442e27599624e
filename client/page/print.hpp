#pragma once
// How an order becomes paper on this laptop: the same sheets for the command line and for the page.

#include <functional>
#include <string>
#include <vector>

#include "client/device.hpp"
#include "pdf/fonts.hpp"
#include "pdf/repair_form.hpp"

namespace huidan::client {

enum class Books {
  kept,   // the sheets are counted: they go out of the house
  later,  // they are counted once a printer has them (book_sheets)
  look    // what would come: no sheets, without codes, and no number is spent
};

struct PrintWish {
  std::string no;
  std::string copies = "both";  // both | customer | desk
  core::Paper paper = core::Paper::as_it_stands;
  Books books = Books::kept;
};

struct PrintRun {
  Printable form;
  pdf::Sheets sheets;
  pdf::Printed printed;
  std::vector<std::string> left_out{};  // what the dense code had no room for: fields, and "parts"
};

/// Prints. `ready` is given the PDF before its sheets are on the books: whoever cannot keep it
/// throws, and no number is spent. Errors: unknown_order, bad_choice naming copies, what
/// Device::printable and pdf::print_form refuse, busy when somebody printed the same copy
/// meanwhile.
[[nodiscard]] Result<PrintRun> print_sheets(Device& device, const PrintWish& wish,
                                            const pdf::FontShelf& fonts,
                                            const std::function<void(const std::string&)>& ready);

/// Puts the sheets of a run on the books that was made without them: whoever sends it somewhere
/// first. Error: busy when somebody printed the same copy meanwhile.
[[nodiscard]] Refusable book_sheets(Device& device, const std::string& no, const PrintRun& run);

}  // namespace huidan::client

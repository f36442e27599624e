#pragma once
// The returns room (S2-7.5, 带回并登记): registers the sheets that come home, by the code that
// stands on each, and keeps account of those that do not.

#include <string>
#include <string_view>

#include "server/store/pen.hpp"
#include "sync/model/sheet_code.hpp"

namespace huidan::server {

struct Returned {
  WorkOrder order;  // after
  Copy sheet;
};

/// Where a sheet is, as somebody says.
struct Whereabouts {
  std::string state;   // with_engineer | signed | returned | missing
  std::string holder;  // for with_engineer
  std::string why;     // for missing
};

class Returns {
 public:
  explicit Returns(Desk& desk) : desk_(desk) {}

  /// Registers the sheet whose code was scanned. Errors: bad_sheet, unknown_order, not_found on
  /// "copy" (no such sheet was printed, as far as the desk has heard), wrong_hash,
  /// already_returned, forbidden.
  [[nodiscard]] Result<Returned> scan(const Hand& hand, std::string_view text);

  /// `sheet` is a sheet_name. Errors: bad_sheet, unknown_order, not_found, bad_move,
  /// already_returned, missing_value, forbidden.
  [[nodiscard]] Result<Returned> mark(const Hand& hand, std::string_view no, std::string_view sheet,
                                      const Whereabouts& where);

 private:
  /// A code without a hash says nothing of the content.
  [[nodiscard]] Result<Returned> move(const Hand& hand, const SheetCode& code,
                                      const Whereabouts& where);

  Desk& desk_;
};

}  // namespace huidan::server

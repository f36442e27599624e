#pragma once
// The returns room (S2-7.5, 带回并登记): registers the sheets that come home, by the code that
// stands on each, and keeps account of those that do not.

#include <string>
#include <string_view>
#include <vector>

#include "server/store/pen.hpp"
#include "sync/model/sheet_code.hpp"

namespace huidan::server {

struct Returned {
  WorkOrder order;  // after
  Copy sheet;
  std::vector<std::string> restored{};  // fields that the sheet alone brought: names, and "parts"
  std::vector<std::string> left_out{};  // fields that its code had no room for
};

/// The order as JSON (`order`), with the id of its copy that was moved (`sheet`) and what the sheet
/// alone brought (`restored`, `left_out`).
[[nodiscard]] std::string told(const Returned& returned, std::string order);

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
  ///
  /// A dense code (core/sheet_record.hpp) whose device's signature holds gives back what its laptop
  /// never sent: empty or older fields and rows of parts, as what another system said; where
  /// somebody wrote the same field meanwhile both values wait in a dispute. A sheet the desk has
  /// not heard of is put on the books first, and so is an order that was made on site. Besides:
  /// unknown_device, bad_signature.
  [[nodiscard]] Result<Returned> scan(const Hand& hand, std::string_view text);

  /// `sheet` is a sheet_name. Errors: bad_sheet, unknown_order, not_found, bad_move,
  /// already_returned, missing_value, forbidden.
  [[nodiscard]] Result<Returned> mark(const Hand& hand, std::string_view no, std::string_view sheet,
                                      const Whereabouts& where);

 private:
  [[nodiscard]] Result<Returned> scan_record(const Hand& hand, std::string_view text);
  /// A code without a hash says nothing of the content, and one without a device nothing of who
  /// printed it.
  [[nodiscard]] Result<Returned> move(const Hand& hand, const SheetCode& code,
                                      const Whereabouts& where, const DeviceId& device = {});

  Desk& desk_;
};

}  // namespace huidan::server

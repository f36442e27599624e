#pragma once
// Receipts as both programs list them: the same words at the desk and on the laptop, so that two
// people on the phone read the same line.

#include <vector>

#include "sync/cli/console.hpp"
#include "sync/model/receipt.hpp"

namespace huidan::cli {

struct ReceiptRow {
  Receipt receipt;
  bool proven = false;  // the desk's key holds for it
};

/// {"receipts":[{"id","at","device","incarnation","last_n","chain","ops","proven"}]}, or a line
/// each.
void say_receipts(Console& console, const std::vector<ReceiptRow>& rows);

}  // namespace huidan::cli

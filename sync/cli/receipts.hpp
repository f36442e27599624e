#pragma once
// Receipts as lines for people: the same words at the desk and on the laptop, so that two people on
// the phone read the same line.

#include <string>
#include <vector>

#include "sync/base/catalogue.hpp"
#include "sync/model/receipt.hpp"

namespace huidan::cli {

/// A line each.
[[nodiscard]] std::string receipt_lines(Language language, const std::vector<ReceiptRow>& rows);

}  // namespace huidan::cli

#pragma once
// The receipt (回执): the desk's signed word that it holds a device's edits up to a number.

#include <cstdint>
#include <string>

#include "sync/base/id.hpp"

namespace huidan {

struct Receipt {
  std::string id;  // "HZ-20261125-7F3A-0012": what people say on the phone; unique at its desk
  std::string at;
  std::string signature{};  // base64, the desk's Ed25519 over core/receipt.hpp's statement
  DeviceId device{};
  std::int64_t incarnation = 1;  // of the device: its numbers begin anew with each
  std::int64_t last_n = 0;       // every op up to this one
  std::string chain{};           // and the chain's link after it: so it is these ops and no others
  std::int64_t ops = 0;          // how many came with the push that it answers
  std::int64_t count = 0;        // the device's receipts so far, this one included; the desk's own

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// A receipt as people are shown it.
struct ReceiptRow {
  Receipt receipt;
  bool proven = false;  // the desk's key holds for it
};

}  // namespace huidan

#pragma once
// What the desk did not take: kept with its reason (SYNC I1), and shown to whoever must do it
// otherwise. A count alone would tell him nothing.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "client/device.hpp"
#include "sync/base/catalogue.hpp"

namespace huidan::client {

struct Refusal {
  std::string no;    // of the order; empty when it is not on this laptop any more
  std::string kind;  // of the op: "wo.set"; "unreadable" for bytes of another program
  /// What it would have written: names of fields or columns, or "" where there is no name for it,
  /// and canonical values.
  std::vector<std::pair<std::string, std::string>> says{};
  Error why;
  std::string at;  // when the desk said so
};

/// The newest first.
[[nodiscard]] std::vector<Refusal> refusals(Device& device);

/// As `status --json` and the page tell them; `message` in the reader's language.
[[nodiscard]] nlohmann::ordered_json document_of(const std::vector<Refusal>& refusals,
                                                 Language language);

}  // namespace huidan::client

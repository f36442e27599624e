#pragma once
// The departure check: whether an engineer can leave the building knowing that nothing is missing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/device.hpp"
#include "sync/base/catalogue.hpp"

namespace huidan::client {

/// What is on board.
struct Aboard {
  std::int64_t orders = 0;          // held, without those that have left
  std::int64_t orders_of_desk = 0;  // that the desk said at the end of the last pull
  bool same_as_desk = false;        // and they are these very ones
  std::int64_t damaged = 0;         // of them cannot be read
  std::int64_t forms_missing = 0;   // of them name a signed form or ink that is not here
  bool fonts = false;               // a form can be printed
  bool desk_key = false;            // receipts can be proven
  std::optional<std::int64_t> since_sync_ms{};  // nothing: never
  std::int64_t clock_offset_ms = 0;             // the desk's minus ours, at that sync
  std::int64_t disk_free_bytes = 0;
  std::int64_t disputes = 0;  // open, in orders on board
  std::int64_t unsent = 0;    // edits
  std::int64_t photos = 0;    // that the desk does not have
};

/// Errors: not_enrolled. Throws Failure{db_corrupt} where the laptop's own records do not hold.
[[nodiscard]] Result<Aboard> look_aboard(Device& device);

struct Check {
  std::string_view name;  // its words are "cli.ready.<name>.ok" and ".bad"
  bool ok = false;
};

/// All of them, always in the same order.
[[nodiscard]] std::vector<Check> departure_checks(const Aboard& aboard);

/// Where the engineer reads it: the page has no commands to name.
enum class Reads { command_line, page };

/// What a check says to the engineer, and what to do where it is red.
[[nodiscard]] std::string words_of(Language language, const Check& check, const Aboard& aboard,
                                   Reads reads);

}  // namespace huidan::client

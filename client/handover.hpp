#pragma once
// An order passes from laptop to laptop where there is no network (sync/README.md, "Handed over"):
// a file and a code that is said aloud. The giver's edits stay his own; whoever brings them, the
// desk takes them once. His photos come home with his own laptop.

#include <filesystem>
#include <string>
#include <string_view>

#include "client/carry.hpp"
#include "client/device.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/handover.hpp"

namespace huidan::client {

struct HandOut {
  std::string code;              // opens the file, and is in nothing else
  std::int64_t photos_here = 0;  // of the order, that stay on this laptop until its own sync
  std::int64_t size_bytes = 0;
};

struct HandOutTo {
  std::string_view no;
  std::string_view to;  // the other engineer's name
  HashCost cost{};      // of a guess at the code
};

/// Gives the order away, as an edit of this laptop, and writes the file for the other one; once
/// more with the same order and name writes it anew under another code. Errors: not_enrolled,
/// unknown_order, what merge refuses; missing_value (no name); too_many (more is unsent than one
/// exchange carries: a sync or a bundle first). A full disk throws.
[[nodiscard]] Result<HandOut> hand_over(Device& device, const HandOutTo& what,
                                        const std::filesystem::path& file);

struct TakenOver {
  std::string no;
  std::string from;  // who gave it
  bool old = false;  // taken over before: nothing was done
};

/// Whether bundle_in or take_over is to be asked.
[[nodiscard]] bool is_handover_file(const std::filesystem::path& file);

/// Takes an order over; `cost` is what its giver's laptop sealed at. Errors: not_enrolled,
/// not_found (no file), bad_bundle, wrong_code, forbidden (it was given to somebody else); nothing
/// was changed then.
[[nodiscard]] Result<TakenOver> take_over(Device& device, const std::filesystem::path& file,
                                          std::string_view code, const HashCost& cost = {});

/// Brings the desk what was handed over for it: before this laptop's own edits, which stand on it.
/// `refused` is the first that the desk did not take; it stays here and is brought again. Errors:
/// no_network and the others of Peer.
[[nodiscard]] Refusable bring_packets(const Way& way, Refusable& refused);

}  // namespace huidan::client

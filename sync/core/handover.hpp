#pragma once
// An unfinished order in another engineer's hands where there is no network: what its giver saw of
// it, its documents, and for the desk the giver's own bundle, which only the desk can read. The
// file is sealed under a code that the giver says aloud; whoever finds the stick has nothing.
//
//   HUIDAN-HANDOVER 1 <salt, 32 hex digits>\n   24 bytes of seal   one sealed chunk (JSON)

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/crypto.hpp"
#include "sync/core/op.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// A laptop's bundle for the desk that ends with a hand-over: taken there once, whoever brings it.
struct Packet {
  OpId op;  // the hand-over
  std::string bytes;
};

/// What somebody had seen of an order when he wrote: see Op.
struct Seen {
  std::int64_t base = 0;
  std::int64_t base_seq = 0;
  std::string epoch;
};

struct Handover {
  OpId op;
  std::string from;  // names
  std::string to;
  Seen seen;        // what the giver had of it from the desk
  WorkOrder order;  // as he saw it, all of his own in it
  std::vector<Document> documents;
  std::vector<Packet> packets;  // of everybody whose hands it went through, oldest first
};

/// Whether a file begins like one.
[[nodiscard]] bool is_handover(std::string_view head);

/// The whole file. `code` is one of random_code.
[[nodiscard]] std::string seal_handover(const Handover& handover, std::string_view code,
                                        const HashCost& cost = {});

/// Lower case and blanks in `code` are forgiven; `cost` is what it was sealed at. Errors:
/// bad_bundle (it is no such file), wrong_code (or somebody changed the file), bad_json, bad_input.
[[nodiscard]] Result<Handover> open_handover(std::string_view file, std::string_view code,
                                             const HashCost& cost = {});

/// It stands on another hand-over that the desk has not got.
inline constexpr std::string_view kHandOverWaits = "waiting";

/// What became of a hand-over at the desk.
struct HandedOver {
  OpId op;
  std::string state;         // applied, late, parked, rejected, or kHandOverWaits
  std::int64_t version = 0;  // of the order that it made; 0: none
};

[[nodiscard]] std::string encode_handed_over(const HandedOver& handed);
/// Error: bad_reply.
[[nodiscard]] Result<HandedOver> decode_handed_over(std::string_view text);

}  // namespace huidan::core

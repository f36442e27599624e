#pragma once
// The one exchange, POST /v1/sync (SYNC §3): ops go up; acknowledgements and changes come down. Ops
// and orders travel as raw text inside it, because what is hashed is never parsed and dumped again.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/id.hpp"
#include "sync/base/result.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/merge.hpp"
#include "sync/model/receipt.hpp"

namespace huidan::core {

inline constexpr int kProtocol = 1;  // the one version spoken so far
inline constexpr int kSchema = 1;    // of the orders inside

/// How far a device has pulled: `seq` of the desk's feed, in the desk's life `epoch`, witnessed by
/// the `salt` of the transaction that wrote it (SYNC §2.11).
struct Cursor {
  std::string epoch;
  std::int64_t seq = 0;
  std::string salt;
  std::int64_t whole = 0;  // the number at which the feed was last read to its end

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// An order as a laptop holds it: what it compares with the desk when their digests differ.
struct HeldRow {
  OrderId order;
  std::int64_t digest = 0;

  friend bool operator==(const HeldRow&, const HeldRow&) = default;
};

/// What a person's laptop holds when it holds what the desk says: so many orders, their digests
/// summed (SYNC §2.12).
struct SetDigest {
  std::int64_t orders = 0;
  std::int64_t sum = 0;

  friend bool operator==(const SetDigest&, const SetDigest&) = default;
};

/// The digest of an order's row as both ends hold it: 60 bits, so that a sum
/// of two fits what SQL calls BIGINT.
[[nodiscard]] std::int64_t row_digest(const OrderId& order, std::int64_t version,
                                      std::string_view text);
inline constexpr std::int64_t kDigestModulus = std::int64_t{1} << 60;

struct SyncRequest {
  std::string request;  // an id of this push; the same until a reply has been taken in
  DeviceId device;
  std::int64_t incarnation = 1;
  std::string token;
  std::string now;  // the laptop's clock, for display
  Cursor cursor;
  std::string previous_link;     // the chain before the first op
  std::int64_t pending = 0;      // unsent ops that are not in this request
  std::vector<std::string> ops;  // encoded
  std::int64_t page_bytes = 0;   // how much the laptop wants at most
  bool repairs = false;          // whether `held` tells all that the laptop holds
  std::vector<HeldRow> held;
};

struct OpResult {
  std::int64_t n = 0;
  std::string state;  // applied | late | parked | rejected, or duplicate's stored one
  bool duplicate = false;
  std::int64_t version = 0;  // of the order, when it changed
  std::string code;          // why it was parked or rejected
  std::string detail;
  std::string field;
  std::vector<std::string> disputes;
};

/// One order as it now stands, whole.
struct Change {
  OrderId order;
  std::string no;
  std::int64_t version = 0;
  std::string text;  // encode_order(…, omitted)
};

struct Left {
  OrderId order;
  std::string why;  // reassigned
};

/// Bytes that sign-offs name by their digest: forms and strokes.
struct Document {
  std::string hash;
  OrderId order;
  std::string bytes;
};

/// The desk cannot follow what this laptop says of itself, or the laptop what the desk does:
/// nothing was applied, and the laptop numbers everything it still keeps anew in this incarnation.
struct Again {
  std::int64_t incarnation = 0;  // 0: nothing of the kind
  std::string why;               // device_fork | history_diverged
};

struct SyncReply {
  std::string now;
  std::string token;
  std::int64_t last_n = 0;
  std::string chain;
  std::vector<OpResult> results;
  std::vector<Change> changes;
  std::vector<Left> left;
  std::vector<Document> documents;
  std::optional<Cursor> cursor;  // none: as asked
  bool more = false;
  std::int64_t retained_from = 0;     // `min`: below this the feed forgets who left
  std::int64_t durable_n = 0;         // covered by a verified backup
  std::vector<BlobWant> want;         // bytes that this laptop's photos name and the desk lacks
  std::vector<std::string> blob_ack;  // bytes of its that the desk holds whole, since the cursor
  std::int64_t next_ms = 0;
  Receipt receipt;  // empty id when nothing was pushed; what it covers stands above
  Again again;
  bool reset = false;     // what the laptop holds is told anew from the start
  bool wipe = false;      // the laptop is retired and has pushed everything
  bool digested = false;  // whether `set` is told: at the end of the feed
  SetDigest set;
};

[[nodiscard]] std::string encode_request(const SyncRequest& request);

/// Refuses: json_too_deep, bad_json, upgrade_required, too_many, bad_input naming the member.
[[nodiscard]] Result<SyncRequest> decode_request(std::string_view body);

[[nodiscard]] std::string encode_reply(const SyncReply& reply);
[[nodiscard]] Result<SyncReply> decode_reply(std::string_view body);

}  // namespace huidan::core

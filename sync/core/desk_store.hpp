#pragma once
// What the desk's side of a sync asks of its store, within one transaction. Declared here,
// implemented in sync/store: the core holds no SQL and the simulator runs the very same code.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/blobs.hpp"
#include "sync/core/merge.hpp"
#include "sync/core/wire_sync.hpp"
#include "sync/model/person.hpp"

namespace huidan::core {

/// How a laptop was taken out of use: a retired one hands over its last ops and is wiped, a lost
/// one is wiped at once.
enum class Revoked { no, retired, lost };

struct DeviceRow {
  DeviceId id;
  std::string name;        // "laptop of …", what people call it
  PersonId person;         // empty for the desk's own operator and its import
  std::string public_key;  // raw Ed25519, empty for the desk's own
  std::int64_t incarnation = 1;
  std::int64_t last_n = 0;
  std::string chain;  // link after op last_n, hex; empty before the first
  std::string token;
  std::string previous_token;
  std::string last_request;
  std::string revoked_at;         // empty: in use
  Revoked revoked = Revoked::no;  // how, when it is
  std::int64_t settled_seq = 0;   // the newest cursor it confirmed with nothing older unsent
  std::int64_t durable_n = 0;     // its ops up to here are in a verified backup
  std::int64_t pending = 0;       // what it still held when it was last heard, for the desk to see
};

/// An op as the desk's journal keeps it for ever, with what became of it.
struct JournalRow {
  OpId op;
  DeviceId device;
  std::int64_t incarnation = 1;
  std::int64_t n = 0;
  OrderId order;
  std::string kind;
  std::string bytes;
  std::string received_at;
  OpResult result;
};

/// Who brings ops of an order once more: a device in an incarnation later than the one that the
/// journal has them from.
struct Brought {
  OrderId order;
  DeviceId device;
  std::int64_t incarnation = 1;

  friend auto operator<=>(const Brought&, const Brought&) = default;
};

/// Where the feed stands: the last sequence number given out, and the desk's life it belongs to.
struct FeedHead {
  std::string epoch;
  std::int64_t seq = 0;
  std::string salt;         // of the transaction that wrote `seq`
  std::int64_t opened = 0;  // the number at which the epoch began
  std::int64_t min = 0;     // a cursor below this can no longer be told from a stranger's
  std::string previous{};   // the epoch before this one; empty: it is the first
};

/// The witness of one transaction, and when it was.
struct Salt {
  std::string text;
  std::int64_t wall_ms = 0;
};

/// Orders changed after a cursor, oldest change first, cut where the page is full.
struct ChangePage {
  std::vector<Change> changes;
  std::vector<Document> documents;  // that the reader does not have from before
  std::int64_t through = 0;         // the sequence number of the last change given
  bool more = false;
};

/// How far a reader has turned pages, and how far it had read when it began.
struct Since {
  std::int64_t page = 0;
  std::int64_t whole = 0;
};

/// Valid for one transaction. Everything throws Failure when the store breaks.
class DeskTx {
 public:
  DeskTx() = default;
  DeskTx(const DeskTx&) = delete;
  DeskTx& operator=(const DeskTx&) = delete;
  DeskTx(DeskTx&&) = delete;
  DeskTx& operator=(DeskTx&&) = delete;
  virtual ~DeskTx() = default;

  [[nodiscard]] virtual FeedHead feed() = 0;
  /// "" when there is no transaction that ended at `seq`.
  [[nodiscard]] virtual std::string salt_at(std::int64_t seq) = 0;
  /// Takes `count` numbers and returns the first. The last statement before commit (SYNC §2.1).
  [[nodiscard]] virtual std::int64_t take_seqs(std::int64_t count, const Salt& salt) = 0;

  [[nodiscard]] virtual std::optional<DeviceRow> device(const DeviceId& id) = 0;
  virtual void put_device(const DeviceRow& device) = 0;
  [[nodiscard]] virtual std::optional<Person> person(const PersonId& id) = 0;

  [[nodiscard]] virtual std::optional<JournalRow> journal(const OpId& op) = 0;
  virtual void add_journal(const JournalRow& row) = 0;
  /// The device's op that gave the order that version.
  [[nodiscard]] virtual std::optional<JournalRow> written(const DeviceId& device,
                                                          const OrderId& order,
                                                          std::int64_t version) = 0;
  /// What became of an op that waited for a hand-over.
  virtual void put_result(const JournalRow& row) = 0;
  /// Ops on that order that wait for a hand-over, each writer's in the order in which he wrote.
  [[nodiscard]] virtual std::vector<JournalRow> waiting(const OrderId& order) = 0;
  [[nodiscard]] virtual std::vector<OpId> brought_again(const Brought& by) = 0;
  virtual void add_brought(const Brought& by, const OpId& op) = 0;

  /// The last that the device was given, and whether a number is.
  [[nodiscard]] virtual std::optional<Receipt> newest_receipt(const DeviceId& device) = 0;
  [[nodiscard]] virtual bool receipt_taken(std::string_view id) = 0;
  virtual void add_receipt(const Receipt& receipt) = 0;

  [[nodiscard]] virtual std::optional<OrderState> order(const OrderId& id) = 0;
  [[nodiscard]] virtual std::optional<OrderId> order_by_no(std::string_view no) = 0;
  virtual void put_order(const OrderState& state, std::int64_t seq) = 0;
  virtual void add_document(const Document& document, const BranchId& origin, std::int64_t seq) = 0;

  /// A photo's op was taken at `seq`; the bytes it names are there already when `ref.state` is
  /// ready.
  virtual void add_blob_ref(const BlobRef& ref, std::int64_t seq) = 0;
  /// Whether the desk holds the bytes and `device` has given them before, or `person` may read them
  /// in an order granted to him.
  [[nodiscard]] virtual bool blob_known_to(std::string_view sha, const DeviceId& device,
                                           const PersonId& person) = 0;
  /// What ops of `device` name and it has not given yet: at most limits::kBlobsWanted_max.
  [[nodiscard]] virtual std::vector<BlobWant> blobs_wanted(const DeviceId& device) = 0;
  /// What `device` gave and the desk confirmed after `since`, at or before `through`.
  [[nodiscard]] virtual std::vector<std::string> blobs_confirmed(const DeviceId& device,
                                                                 std::int64_t since,
                                                                 std::int64_t through) = 0;

  /// How `person` stood to the order at `base_seq` and stands now.
  [[nodiscard]] virtual Grant grant(const OrderId& order, const PersonId& person,
                                    std::int64_t base_seq) = 0;
  /// Where the order's first grant began, when it was `person`'s; else 0.
  [[nodiscard]] virtual std::int64_t first_grant(const OrderId& order, const PersonId& person) = 0;
  /// Closes the order's open grant at `seq` and opens one for `person`, if not empty.
  virtual void move_grant(const OrderId& order, const PersonId& person, std::int64_t seq) = 0;
  [[nodiscard]] virtual std::optional<PersonId> person_by_name(std::string_view name) = 0;

  /// Orders granted to `person` and changed after `since.page`, with their documents from after
  /// `since.whole`, but for those that came from `reader` itself.
  [[nodiscard]] virtual ChangePage changes(const PersonId& person, const BranchId& reader,
                                           const Since& since, std::int64_t page_bytes) = 0;
  /// Orders whose last grant to `person` was closed after `since`, at or before `through`.
  [[nodiscard]] virtual std::vector<Left> left(const PersonId& person, std::int64_t since,
                                               std::int64_t through) = 0;
  [[nodiscard]] virtual SetDigest set_digest(const PersonId& person) = 0;
  /// The granted orders that `held` lacks or holds with another digest, and those it holds without
  /// a grant.
  virtual void differences(const PersonId& person, const std::vector<HeldRow>& held,
                           std::int64_t page_bytes, SyncReply& reply) = 0;
};

}  // namespace huidan::core

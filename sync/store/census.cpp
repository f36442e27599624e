#include "sync/store/census.hpp"

#include <algorithm>

#include "sync/base/crypto.hpp"
#include "sync/core/op.hpp"
#include "sync/core/receipt.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/core/wire_sync.hpp"
#include "sync/store/census_queries.hpp"
#include "sync/store/corrupt.hpp"
#include "sync/store/laptop_census_queries.hpp"
#include "sync/store/laptop_store.hpp"
#include "sync/store/upkeep.hpp"

namespace huidan::store {
namespace {

using namespace census;  // NOLINT(google-build-using-namespace): its queries, by name

constexpr std::string_view kUnread = "sha256:";  // of the id of an op that nobody could read

void holds(bool yes, const std::string& where) {
  if (!yes) throw Failure({Code::db_corrupt, where});
}

std::int64_t number(Database& database, std::string_view query) {
  Rows rows = database.query(query);
  return rows.next() ? rows.integer(0) : 0;
}

std::map<std::string, std::int64_t> schema_of(Database& database) {
  std::map<std::string, std::int64_t> versions;
  Rows rows = database.query(kSchema);
  while (rows.next()) versions[rows.text(0)] = rows.integer(1);
  return versions;
}

std::vector<std::string> texts(Database& database, std::string_view query) {
  std::vector<std::string> found;
  Rows rows = database.query(query);
  while (rows.next()) found.push_back(rows.text(0));
  return found;
}

/// Each document under the digest of its bytes.
std::int64_t count_documents(Database& database) {
  std::int64_t count = 0;
  Rows rows = database.query(kDocuments);
  for (; rows.next(); ++count) {
    holds(sha256_hex(rows.view(2)) == rows.view(0), "document " + rows.text(0));
  }
  return count;
}

void check_op(std::string_view id, std::string_view bytes, const std::string& where) {
  if (id.starts_with(kUnread)) {
    return holds(id.substr(kUnread.size()) == sha256_hex(bytes), where);
  }
  const auto op = core::decode_op(std::string(bytes));
  holds(op.ok() && op.value().id.value == id, where);
}

// ---- a desk

/// The row of an order says what the order says.
void check_order(Rows& row, std::int64_t head_seq) {
  const std::string where = "work_order " + row.text(0);
  const auto order = core::decode_order(row.view(10));
  holds(order.ok() && core::decode_stamps(row.view(11)).ok(), where);
  const WorkOrder& said = order.value();
  holds(said.id.value == row.view(0) && said.no == row.view(1) && said.version == row.integer(2),
        where);
  holds(row.integer(3) <= head_seq && row.integer(8) <= said.version, where);
  holds(value_of(said, Field::status) == row.view(4) &&
            value_of(said, Field::assignee) == row.view(5),
        where);
  const auto open = std::ranges::count(said.disputes, "open", &Dispute::state);
  holds(static_cast<std::int64_t>(said.signoffs.size()) == row.integer(6) && open == row.integer(7),
        where);
  holds(core::row_digest(said.id, said.version, row.view(10)) == row.integer(9), where);
}

std::int64_t count_orders(Database& database, std::int64_t head_seq) {
  std::int64_t count = 0;
  Rows rows = database.query(kOrders);
  for (; rows.next(); ++count) check_order(rows, head_seq);
  return count;
}

/// What each person is granted sums up to what an idle sync is told.
void check_sets(Database& database) {
  struct Sum {
    std::int64_t orders = 0;
    std::int64_t digest = 0;
  };

  std::map<std::string, Sum> granted;
  std::map<std::string, Sum> told;
  Rows rows = database.query(kSets);
  while (rows.next()) {
    told[rows.text(0)] = {rows.integer(1), rows.integer(2)};
    Sum& sum = granted[rows.text(0)];
    if (rows.null(3)) continue;
    ++sum.orders;
    sum.digest = (sum.digest + rows.integer(3)) % core::kDigestModulus;
  }
  for (const auto& [person, sum] : told) {
    const Sum& real = granted[person];
    holds(sum.orders == real.orders && sum.digest == real.digest, "person_set " + person);
  }
}

/// The chain after each receipted op, by branch and number.
using Chains = std::map<std::pair<std::string, std::int64_t>, std::map<std::int64_t, std::string>>;

Chains proven_chains(Database& database, std::string_view desk_key, std::int64_t& count) {
  Chains chains;
  Rows rows = database.query(kReceipts);
  for (; rows.next(); ++count) {
    const Receipt receipt{rows.text(0),           rows.text(1),    rows.text(2),
                          DeviceId(rows.text(3)), rows.integer(4), rows.integer(5),
                          rows.text(6),           rows.integer(7), rows.integer(8)};
    holds(core::receipt_holds(receipt, desk_key), "receipt " + receipt.id);
    chains[{receipt.device.value, receipt.incarnation}][receipt.last_n] = receipt.chain;
  }
  return chains;
}

/// Walks one branch's ops and meets the chain at every receipt. An op that had been done under an
/// earlier number has no row here: behind such a gap the chain is known again at the next receipt.
class Branch {
 public:
  explicit Branch(const std::map<std::int64_t, std::string>* receipts) : receipts_(receipts) {}

  void take(std::int64_t n, std::string_view bytes, const std::string& where) {
    if (!known_ || n != last_n_ + 1) find_again(n - 1);
    if (known_) link_ = core::next_link(link_, bytes);
    last_n_ = n;
    if (!known_ || receipts_ == nullptr) return;
    const auto receipt = receipts_->find(n);
    holds(receipt == receipts_->end() || receipt->second == link_, where);
  }

 private:
  void find_again(std::int64_t n) {
    const bool here = receipts_ != nullptr && receipts_->contains(n);
    known_ = here || n == 0;
    link_ = here ? receipts_->at(n) : std::string();
  }

  const std::map<std::int64_t, std::string>* receipts_;
  std::int64_t last_n_ = 0;
  std::string link_{};
  bool known_ = false;
};

std::int64_t count_edits(Database& database, const Chains& chains) {
  std::int64_t count = 0;
  std::pair<std::string, std::int64_t> at;
  Branch branch(nullptr);
  Rows rows = database.query(kJournal);
  for (; rows.next(); ++count) {
    const std::string where = "journal " + rows.text(3);
    check_op(rows.view(3), rows.view(5), where);
    const std::pair<std::string, std::int64_t> now{rows.text(0), rows.integer(1)};
    if (count == 0 || now != at) {
      const auto found = chains.find(now);
      branch = Branch(found == chains.end() ? nullptr : &found->second);
      at = now;
    }
    branch.take(rows.integer(2), rows.view(5), where);
  }
  return count;
}

// ---- a laptop

std::int64_t count_shadows(Database& database) {
  std::int64_t count = 0;
  Rows rows = database.query(kShadows);
  for (; rows.next(); ++count) {
    const std::string where = "shadow " + rows.text(0);
    const auto order = core::decode_order(rows.view(4));
    holds(order.ok() && order.value().id.value == rows.view(0), where);
    holds(core::row_digest(OrderId(rows.text(0)), rows.integer(2), rows.view(4)) == rows.integer(3),
          where);
  }
  return count;
}

/// What is unsent hangs on what was last acknowledged, op by op.
std::int64_t count_unsent(Database& database, std::string link) {
  std::int64_t count = 0;
  Rows rows = database.query(kOutbox);
  while (rows.next()) {
    const std::string where = "outbox " + rows.text(1);
    check_op(rows.view(1), rows.view(2), where);
    if (!rows.null(4)) continue;
    link = core::next_link(link, rows.view(2));
    holds(link == rows.view(3), where);
    ++count;
  }
  return count;
}

std::int64_t count_sent(Database& database) {
  std::int64_t count = 0;
  Rows rows = database.query(kSent);
  for (; rows.next(); ++count) check_op(rows.view(0), rows.view(1), "sent_op " + rows.text(0));
  return count;
}

}  // namespace

Census desk_census(Database& database, std::string_view desk_key) {
  const Transaction snapshot(database, Transaction::Kind::read);
  check_pages(database);
  DeskStore desk(database);
  const core::FeedHead head = desk.feed();
  Census census;
  census.schema = schema_of(database);
  census.epoch = head.epoch;
  census.seq = head.seq;
  census.counts["orders"] = count_orders(database, head.seq);
  check_sets(database);
  std::int64_t receipts = 0;
  const Chains chains = proven_chains(database, desk_key, receipts);
  census.counts["receipts"] = receipts;
  census.counts["edits"] = count_edits(database, chains);
  census.counts["documents"] = count_documents(database);
  census.counts["people"] = number(database, kPersonCount);
  census.counts["devices"] = number(database, kDeviceCount);
  census.marks = desk.marks();
  census.photos = texts(database, kBlobs);
  census.counts["photos"] = static_cast<std::int64_t>(census.photos.size());
  return census;
}

Census laptop_census(Database& database) {
  const Transaction snapshot(database, Transaction::Kind::read);
  check_pages(database);
  const core::SyncState state = LaptopRecords(database).state();
  Census census;
  census.schema = schema_of(database);
  census.epoch = state.cursor.epoch;
  census.seq = state.cursor.seq;
  census.counts["orders"] = count_shadows(database);
  census.counts["unsent"] = count_unsent(database, state.acknowledged);
  census.counts["sent"] = count_sent(database);
  census.counts["receipts"] = number(database, kLaptopReceiptCount);
  census.counts["documents"] = count_documents(database);
  census.photos = texts(database, kOwnBlobs);
  census.counts["photos"] = static_cast<std::int64_t>(census.photos.size());
  return census;
}

}  // namespace huidan::store

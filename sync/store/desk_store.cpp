#include "sync/store/desk_store.hpp"

#include <algorithm>
#include <map>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/core/wire_sync.hpp"
#include "sync/store/corrupt.hpp"
#include "sync/store/desk_blobs.hpp"
#include "sync/store/desk_queries.hpp"

namespace huidan::store {
namespace {

using namespace desk;  // NOLINT(google-build-using-namespace): its queries, by name

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::int64_t open_disputes(const WorkOrder& order) {
  return std::ranges::count(order.disputes, "open", &Dispute::state);
}

core::JournalRow journal_row(Rows& rows) {
  core::JournalRow row{OpId(rows.text(0)), DeviceId(rows.text(1)), rows.integer(2),
                       rows.integer(3),    OrderId(rows.text(4)),  rows.text(5),
                       rows.text(6),       rows.text(7),           {}};
  row.result.n = row.n;
  row.result.state = rows.text(8);
  row.result.version = rows.integer(9);
  row.result.code = rows.text(10);
  row.result.detail = rows.text(11);
  row.result.field = rows.text(12);
  row.result.disputes = parted(rows.view(13));
  return row;
}

}  // namespace

bool DeskStore::open_feed(const std::string& epoch) {
  if (!moved_to().empty()) headless();
  return database_.run(kNewFeed, {epoch}) != 0;
}

core::FeedHead DeskStore::feed() {
  Rows rows = database_.query(kFeed);
  if (!rows.next()) headless();
  return {rows.text(0),    rows.integer(1), rows.text(5),
          rows.integer(2), rows.integer(3), rows.text(4)};
}

void DeskStore::headless() {
  const std::string where = moved_to();
  if (where.empty()) throw Failure({Code::db_corrupt, "feed_head"});
  throw Failure({Code::moved_away, where});
}

/// A file's pages prove themselves. Where they do not, a row that was changed behind our back must
/// not be told as if somebody had written it.
void DeskStore::expect(const OrderId& order, std::int64_t version, std::string_view text,
                       std::int64_t digest) const {
  if (database_.dialect().name == kSqliteDialect.name) return;
  if (core::row_digest(order, version, text) == digest) return;
  throw Failure({Code::db_corrupt, "work_order " + order.value});
}

std::string DeskStore::salt_at(std::int64_t seq) {
  Rows rows = database_.query(kSaltAt, {seq});
  return rows.next() ? rows.text(0) : std::string();
}

std::int64_t DeskStore::take_seqs(std::int64_t count, const core::Salt& salt) {
  std::int64_t last = 0;
  {
    Rows rows = database_.query(kTakeSeqs, {count});
    if (!rows.next()) headless();
    last = rows.integer(0);
    while (rows.next()) {
    }
  }
  database_.send(kAddSalt, {last, salt.text, salt.wall_ms});
  return last - count + 1;
}

core::SetDigest DeskStore::set_digest(const PersonId& person) {
  Rows rows = database_.query(kSet, {person.value});
  if (!rows.next()) return {};
  return {rows.integer(0), rows.integer(1)};
}

void DeskStore::open_epoch(const std::string& epoch) {
  database_.run(kNewEpoch, {epoch});
  // Some orders at a time: SQLite keeps in memory what a statement may have to undo.
  constexpr std::int64_t kAtOnce = 1000;
  const auto last_after = [&](const std::string& id) {
    Rows rows = database_.query(kSomeOrders, {id, kAtOnce});
    return rows.next() ? rows.text(0) : std::string();
  };
  std::string from;
  for (std::string to = last_after(from); !to.empty(); to = last_after(from)) {
    database_.run(kNewFloor, {from, to});
    from = std::move(to);
  }
}

void DeskStore::forget_before(std::int64_t wall_ms) {
  database_.run(kForgetBefore, {wall_ms});
  database_.run(kDropSalts);
}

std::optional<core::JournalRow> DeskStore::journal(const OpId& op) {
  Rows rows = database_.query(kJournal, {op.value});
  if (!rows.next()) return std::nullopt;
  return journal_row(rows);
}

std::optional<core::JournalRow> DeskStore::written(const DeviceId& device, const OrderId& order,
                                                   std::int64_t version) {
  Rows rows = database_.query(kWritten, {device.value, order.value, version});
  if (!rows.next()) return std::nullopt;
  return journal_row(rows);
}

std::vector<core::JournalRow> DeskStore::waiting(const OrderId& order) {
  std::vector<core::JournalRow> all;
  Rows rows = database_.query(kWaiting, {order.value});
  while (rows.next()) all.push_back(journal_row(rows));
  return all;
}

std::vector<OpId> DeskStore::brought_again(const core::Brought& by) {
  std::vector<OpId> all;
  Rows rows = database_.query(kBrought, {by.order.value, by.device.value, by.incarnation});
  while (rows.next()) all.emplace_back(rows.text(0));
  return all;
}

void DeskStore::add_brought(const core::Brought& by, const OpId& op) {
  database_.send(kAddBrought, {by.order.value, by.device.value, by.incarnation, op.value});
}

void DeskStore::put_result(const core::JournalRow& row) {
  const core::OpResult& result = row.result;
  database_.send(kPutResult, {row.op.value, result.state, result.version, result.code,
                              result.detail, result.field, joined(result.disputes)});
}

void DeskStore::add_journal(const core::JournalRow& row) {
  const core::OpResult& result = row.result;
  database_.send(kAddJournal,
                 {row.op.value, row.device.value, row.incarnation, row.n, row.order.value, row.kind,
                  row.bytes, row.received_at, result.state, result.version, result.code,
                  result.detail, result.field, joined(result.disputes)});
}

std::optional<core::OrderState> DeskStore::order(const OrderId& id) {
  Rows rows = database_.query(kOrder, {id.value});
  if (!rows.next()) return std::nullopt;
  expect(id, rows.integer(3), rows.view(0), rows.integer(4));
  return core::OrderState{whole(core::decode_order(rows.view(0)), "work_order.doc"),
                          whole(core::decode_stamps(rows.view(1)), "work_order.stamps"),
                          rows.integer(2)};
}

std::optional<OrderId> DeskStore::order_by_no(std::string_view no) {
  Rows rows = database_.query(kOrderIdByNo, {no});
  if (!rows.next()) return std::nullopt;
  return OrderId(rows.text(0));
}

void DeskStore::put_order(const core::OrderState& state, std::int64_t seq) {
  const WorkOrder& order = state.order;
  const std::string text = core::encode_order(order, core::Empty::omitted);
  const std::int64_t before = digest_of(order.id);
  const std::int64_t digest = core::row_digest(order.id, order.version, text);
  database_.send(kPutOrder, {order.id.value, order.no, order.version, seq,
                             value_of(order, Field::status), value_of(order, Field::assignee),
                             static_cast<std::int64_t>(order.signoffs.size()), open_disputes(order),
                             state.floor, digest, text, core::encode_stamps(state.stamps)});
  database_.send(kMoveGrantSeq, {order.id.value, seq});
  database_.send(kSetChanged, {order.id.value, digest, before});
}

std::int64_t DeskStore::digest_of(const OrderId& order) {
  Rows rows = database_.query(kOrderDigest, {order.value});
  return rows.next() ? rows.integer(0) : 0;
}

void DeskStore::add_document(const core::Document& document, const BranchId& origin,
                             std::int64_t seq) {
  database_.send(kAddDocument,
                 {document.hash, document.order.value, origin.value, seq, document.bytes});
}

std::optional<std::string> DeskStore::document(std::string_view hash, const OrderId& order) {
  Rows rows = database_.query(kDocument, {hash, order.value});
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

void DeskStore::add_blob_ref(const core::BlobRef& ref, std::int64_t seq) {
  DeskBlobs(database_).add_ref(ref, seq);
}

bool DeskStore::blob_known_to(std::string_view sha, const DeviceId& device,
                              const PersonId& person) {
  return DeskBlobs(database_).known_to(sha, device, person);
}

std::vector<core::BlobWant> DeskStore::blobs_wanted(const DeviceId& device) {
  return DeskBlobs(database_).wanted(device);
}

std::vector<std::string> DeskStore::blobs_confirmed(const DeviceId& device, std::int64_t since,
                                                    std::int64_t through) {
  return DeskBlobs(database_).confirmed(device, since, through);
}

core::Grant DeskStore::grant(const OrderId& order, const PersonId& person, std::int64_t base_seq) {
  if (database_.query(kOpenGrant, {order.value, person.value}).next()) return core::Grant::open;
  const bool then = database_.query(kGrantAt, {order.value, person.value, base_seq}).next();
  return then ? core::Grant::closed : core::Grant::none;
}

std::int64_t DeskStore::first_grant(const OrderId& order, const PersonId& person) {
  Rows rows = database_.query(kFirstGrant, {order.value});
  return rows.next() && rows.view(0) == person.value ? rows.integer(1) : 0;
}

void DeskStore::move_grant(const OrderId& order, const PersonId& person, std::int64_t seq) {
  const std::int64_t digest = digest_of(order);
  database_.send(kSetLost, {order.value, digest});
  database_.send(kCloseGrant, {order.value, seq});
  if (person.empty()) return;
  database_.send(kAddGrant, {order.value, person.value, seq});
  database_.send(kSetGained, {person.value, digest});
}

core::ChangePage DeskStore::changes(const PersonId& person, const BranchId& reader,
                                    const core::Since& since, std::int64_t page_bytes) {
  core::ChangePage page;
  std::int64_t bytes = 0;
  // Rows that are not read any more are not asked for: not every database stops there.
  constexpr std::size_t kMost = limits::kPageOrders_max;
  Rows rows =
      database_.query(kChanges, {person.value, since.page, static_cast<std::int64_t>(kMost) + 1});
  while (rows.next()) {
    if (bytes >= page_bytes || page.changes.size() == kMost) {
      page.more = true;
      break;
    }
    core::Change change{OrderId(rows.text(0)), rows.text(1), rows.integer(2), rows.text(6)};
    expect(change.order, change.version, change.text, rows.integer(7));
    page.through = rows.integer(3);
    bytes += static_cast<std::int64_t>(change.text.size());
    if (rows.integer(4) > 0) {
      // Who was just given the order has none of its documents: those that he wrote when he had it
      // before left his laptop with it.
      const bool given = rows.integer(5) > since.whole;
      bytes += given ? add_documents(page.documents, change.order, -1, {})
                     : add_documents(page.documents, change.order, since.whole, reader.value);
    }
    page.changes.push_back(std::move(change));
  }
  return page;
}

std::vector<core::Left> DeskStore::left(const PersonId& person, std::int64_t since,
                                        std::int64_t through) {
  std::vector<core::Left> gone;
  Rows rows = database_.query(kLeft, {person.value, since, through});
  while (rows.next()) gone.push_back({OrderId(rows.text(0)), "reassigned"});
  return gone;
}

void DeskStore::differences(const PersonId& person, const std::vector<core::HeldRow>& held,
                            std::int64_t page_bytes, core::SyncReply& reply) {
  std::map<std::string, std::int64_t, std::less<>> there;
  for (const core::HeldRow& row : held) there[row.order.value] = row.digest;
  std::int64_t bytes = 0;
  Rows rows = database_.query(kHeld, {person.value});
  while (rows.next()) {
    const auto at = there.find(rows.view(0));
    const bool same = at != there.end() && at->second == rows.integer(1);
    if (at != there.end()) there.erase(at);
    if (same || bytes >= page_bytes) continue;
    const OrderId id(rows.text(0));
    Rows order = database_.query(kHeldOrder, {id.value});
    if (!order.next()) throw Failure({Code::db_corrupt, "order_grant"});
    expect(id, order.integer(1), order.view(3), order.integer(4));
    reply.changes.push_back({id, order.text(0), order.integer(1), order.text(3)});
    bytes += static_cast<std::int64_t>(reply.changes.back().text.size());
    if (order.integer(2) > 0) bytes += add_documents(reply.documents, id, -1, {});
  }
  for (const auto& [id, digest] : there) reply.left.push_back({OrderId(id), "reassigned"});
}

std::int64_t DeskStore::add_documents(std::vector<core::Document>& documents, const OrderId& order,
                                      std::int64_t since, std::string_view origin) {
  std::int64_t bytes = 0;
  Rows rows = database_.query(kDocumentsSince, {order.value, since, origin});
  while (rows.next()) {
    documents.push_back({rows.text(0), order, rows.text(1)});
    bytes += static_cast<std::int64_t>(documents.back().bytes.size());
  }
  return bytes;
}

void DeskStore::each_order(Which which, const std::function<void(const WorkOrder&)>& take) {
  Rows rows = database_.query(which == Which::all ? kOrders : kDisputed);
  while (rows.next()) {
    expect(OrderId(rows.text(1)), rows.integer(2), rows.view(0), rows.integer(3));
    take(whole(core::decode_order(rows.view(0)), "work_order.doc"));
  }
}

std::int64_t DeskStore::order_count() {
  Rows rows = database_.query(kOrderCount);
  return rows.next() ? rows.integer(0) : 0;
}

std::string DeskStore::setting(std::string_view name) {
  Rows rows = database_.query(kSetting, {name});
  return rows.next() ? rows.text(0) : std::string();
}

void DeskStore::put_setting(std::string_view name, std::string_view value) {
  database_.send(kPutSetting, {name, value});
}

}  // namespace huidan::store

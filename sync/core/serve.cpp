#include "sync/core/serve.hpp"

#include <map>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"

namespace huidan::core {
namespace {

constexpr std::int64_t kNextSync_ms = 30'000;

/// One request's work on the desk: orders are loaded once, judged op by op, written once.
class Intake {
 public:
  Intake(DeskTx& tx, DeviceRow& device, const Moment& moment)
      : tx_(tx), device_(device), moment_(moment), now_(time_from_ms(moment.wall_ms)) {
    if (!device.person.empty()) person_ = tx.person(device.person);
  }

  Result<TakenIn> run(const std::vector<std::string>& ops, std::string_view previous_link) {
    std::string link(previous_link);
    TakenIn taken;
    for (const std::string& bytes : ops) {
      const std::int64_t before = device_.last_n;
      auto result = one(bytes, link);
      if (!result) return result.error();
      link = device_.last_n != before ? device_.chain : next_link(link, bytes);
      taken.results.push_back(std::move(result).value());
    }
    tx_.put_device(device_);
    if (!journal_.empty()) taken.head_seq = write();
    return taken;
  }

 private:
  /// What the op claims to be; an op that cannot be read claims to be the next one.
  Result<OpResult> one(const std::string& bytes, const std::string& link) {
    const auto op = decode_op(bytes);
    const std::int64_t n = op ? op.value().n : device_.last_n + 1;
    if (op) {
      if (const auto known = known_op(op.value().id)) return again(*known, bytes, n, link);
    }
    if (!follows(n, link)) return refused_before(bytes);

    advance(n, link, bytes);
    JournalRow row{OpId(), device_.id, device_.incarnation, n, OrderId(), "unreadable", bytes,
                   now_,   {}};
    // An unreadable op is kept under its digest, so that its bytes and its reason stay with the
    // desk.
    row.op = op ? op.value().id : OpId("sha256:" + sha256_hex(bytes));
    row.result = op ? judge(op.value()) : rejected(op.error());
    row.result.n = n;
    if (op) {
      row.order = op.value().order;
      row.kind = std::string(kind_of(op.value().body));
    }
    OpResult result = row.result;
    if (op || !known_op(row.op)) note(std::move(row));
    return result;
  }

  std::optional<JournalRow> known_op(const OpId& id) {
    const auto here = journalled_.find(id);
    if (here != journalled_.end()) return journal_[here->second];
    return tx_.journal(id);
  }

  /// The op is in the journal: the reply was lost, or the id was used twice.
  Result<OpResult> again(const JournalRow& known, const std::string& bytes, std::int64_t n,
                         const std::string& link) {
    const bool next = follows(n, link);
    if (known.bytes == bytes) {
      if (next) advance(n, link, bytes);
      OpResult result = known.result;
      result.n = n;
      result.duplicate = true;
      return result;
    }
    if (!next) return refused_before(bytes);
    advance(n, link, bytes);
    OpResult result = rejected({Code::op_id_reuse, known.op.value});
    result.n = n;
    JournalRow row{OpId("sha256:" + sha256_hex(bytes)),
                   device_.id,
                   device_.incarnation,
                   n,
                   OrderId(),
                   "reused",
                   bytes,
                   now_,
                   result};
    if (!known_op(row.op)) note(std::move(row));
    return result;
  }

  void note(JournalRow row) {
    journalled_.emplace(row.op, journal_.size());
    journal_.push_back(std::move(row));
  }

  [[nodiscard]] bool follows(std::int64_t n, const std::string& link) const {
    return n == device_.last_n + 1 && link == device_.chain;
  }

  /// An op that could not be taken by its id is in the journal under its digest. When it comes
  /// again the reply was lost: it is answered as before, or one bad op would stop its device for
  /// good.
  Result<OpResult> refused_before(const std::string& bytes) {
    const auto known = known_op(OpId("sha256:" + sha256_hex(bytes)));
    if (!known || known->device != device_.id || known->n > device_.last_n) return fork();
    OpResult result = known->result;
    result.duplicate = true;
    return result;
  }

  void advance(std::int64_t n, const std::string& link, const std::string& bytes) {
    device_.last_n = n;
    device_.chain = next_link(link, bytes);
  }

  [[nodiscard]] Error fork() const {
    return {Code::device_fork, std::to_string(device_.incarnation)};
  }

  static OpResult rejected(const Error& error) {
    OpResult result;
    result.state = std::string(name_of(Verdict::rejected));
    result.code = std::string(code_name(error.code));
    result.detail = error.detail;
    result.field = error.field;
    return result;
  }

  OpResult judge(const Op& op) {
    OrderState& state = load(op.order);
    if (const auto* birth = std::get_if<NewOrder>(&op.body)) {
      if (state.exists()) return rejected({Code::already_exists, birth->no, "id"});
      if (tx_.order_by_no(birth->no) || born_here(birth->no)) {
        return rejected({Code::already_exists, birth->no, "no"});
      }
    }
    if (auto known = assignee_known(op, state.order); !known) return rejected(known.error());
    const std::int64_t before = state.order.version;
    const Outcome outcome = merge(state, op, author(op));
    if (state.order.version != before) dirty_.insert(op.order);
    if (outcome.verdict != Verdict::rejected) {
      keep_documents(op);
      keep_photo(op, state.order);
    }

    OpResult result;
    result.state = std::string(name_of(outcome.verdict));
    if (state.order.version != before) result.version = state.order.version;
    if (outcome.error.code != Code::internal) {
      result.code = std::string(code_name(outcome.error.code));
      result.detail = outcome.error.detail;
      result.field = outcome.error.field;
    }
    for (const DisputeId& id : outcome.disputes) result.disputes.push_back(id.value);
    return result;
  }

  /// An order goes to a person the desk knows, or to nobody.
  Refusable assignee_known(const Op& op, const WorkOrder& order) {
    std::string name;
    if (const auto* set = std::get_if<SetFields>(&op.body)) {
      for (const Setting& setting : set->fields) {
        if (setting.field == Field::assignee) name = setting.value;
      }
    }
    if (const auto* settle = std::get_if<SettleDispute>(&op.body)) {
      for (const Dispute& dispute : order.disputes) {
        const bool names_him = dispute.id == settle->dispute && dispute.field == "assignee";
        if (names_him) name = settle->value;
      }
    }
    if (name.empty() || tx_.person_by_name(name)) return Done{};
    return Error{Code::unknown_user, name, "assignee"};
  }

  Author author(const Op& op) {
    Author author{{}, device_.person, {device_.name, device_.id}, device_.public_key, Grant::open};
    if (device_.person.empty()) {  // the desk's own: seats and duty leaders stand behind them
      author.roles = Roles{Role::seat, Role::duty_leader};
      return author;
    }
    if (!person_) {
      author.grant = Grant::none;
      return author;
    }
    author.roles = person_->roles;
    author.writer.name = person_->name;
    // Whoever sees every order needs no grant; what he may do to it stands in policy.
    const bool desk = author.roles.meets({Role::seat, Role::duty_leader, Role::administrator});
    const bool birth = std::holds_alternative<NewOrder>(op.body);
    if (!desk && !birth) author.grant = tx_.grant(op.order, person_->id, op.base_seq);
    return author;
  }

  void keep_documents(const Op& op) {
    const auto* sign = std::get_if<AddSignOff>(&op.body);
    if (sign == nullptr) return;
    documents_.push_back({sign->sign_off.form_hash, op.order, sign->form});
    if (!sign->strokes.empty()) {
      documents_.push_back({sign->sign_off.strokes_hash, op.order, sign->strokes});
    }
  }

  /// Its bytes come later, unless who named them could have read them here anyway.
  void keep_photo(const Op& op, WorkOrder& order) {
    const auto* add = std::get_if<AddPhoto>(&op.body);
    if (add == nullptr) return;
    Photo& shown = order.photos.back();
    if (tx_.blob_known_to(shown.sha, device_.id, device_.person)) shown.state = "ready";
    photos_.push_back(
        {op.id, op.order, device_.id, shown.sha, shown.size_bytes, shown.media, shown.state});
  }

  OrderState& load(const OrderId& id) {
    const auto at = orders_.find(id);
    if (at != orders_.end()) return at->second;
    auto stored = tx_.order(id);
    if (stored) assignees_[id] = value_of(stored->order, Field::assignee);
    return orders_.emplace(id, stored ? std::move(*stored) : OrderState{}).first->second;
  }

  [[nodiscard]] bool born_here(const std::string& no) const {
    for (const auto& [id, state] : orders_) {
      if (state.exists() && state.order.no == no) return true;
    }
    return false;
  }

  std::int64_t write() {
    for (const JournalRow& row : journal_) tx_.add_journal(row);
    if (dirty_.empty()) return 0;
    const auto count = static_cast<std::int64_t>(dirty_.size());
    std::int64_t seq = tx_.take_seqs(count, new_salt(moment_.random));
    std::map<OrderId, std::int64_t> seqs;
    for (const OrderId& id : dirty_) {
      const OrderState& state = orders_.at(id);
      seqs[id] = seq;
      tx_.put_order(state, seq);
      const std::string& assignee = value_of(state.order, Field::assignee);
      if (assignee != assignees_[id]) {
        tx_.move_grant(id, tx_.person_by_name(assignee).value_or(PersonId()), seq);
      }
      ++seq;
    }
    for (const Document& document : documents_) {
      tx_.add_document(document, device_.id, seqs.at(document.order));
    }
    for (const BlobRef& photo : photos_) tx_.add_blob_ref(photo, seqs.at(photo.order));
    return seq - 1;
  }

  DeskTx& tx_;
  DeviceRow& device_;
  const Moment& moment_;
  std::string now_;
  std::optional<Person> person_;
  std::map<OrderId, OrderState> orders_;
  std::map<OrderId, std::string> assignees_;  // before this request
  std::set<OrderId> dirty_;
  std::vector<JournalRow> journal_;
  std::map<OpId, std::size_t> journalled_;  // where in journal_
  std::vector<Document> documents_;
  std::vector<BlobRef> photos_;
};

/// The reply's acknowledgements were lost, or the laptop was restored from a copy (SYNC §2.2). The
/// token is checked only where something is pushed: an idle sync writes nothing.
Refusable same_laptop(const SyncRequest& request, const DeviceRow& device) {
  const bool current = request.token == device.token;
  const bool retried =
      request.token == device.previous_token && request.request == device.last_request;
  if (request.incarnation == device.incarnation && (current || retried)) return Done{};
  return Error{Code::device_fork, std::to_string(device.incarnation)};
}

Refusable same_history(const Cursor& cursor, const FeedHead& head, DeskTx& tx) {
  if (cursor.seq == 0) return Done{};
  const bool ours =
      cursor.epoch == head.epoch && cursor.seq <= head.seq && cursor.salt == tx.salt_at(cursor.seq);
  if (ours) return Done{};
  return Error{Code::history_diverged, head.epoch};
}

void fill_page(SyncReply& reply, const SyncRequest& request, const DeviceRow& device, DeskTx& tx) {
  const FeedHead head = tx.feed();
  const std::int64_t since = request.cursor.seq;
  if (since == head.seq) {  // nothing moved: the cheap answer
    reply.cursor = {head.epoch, head.seq, head.salt};
    return;
  }
  const auto limit = static_cast<std::int64_t>(limits::kPage_bytes);
  const bool asks_less = request.page_bytes > 0 && request.page_bytes < limit;
  ChangePage page =
      tx.changes(device.person, device.id, since, asks_less ? request.page_bytes : limit);
  const std::int64_t through = page.more ? page.through : head.seq;
  reply.changes = std::move(page.changes);
  reply.documents = std::move(page.documents);
  reply.more = page.more;
  reply.left = tx.left(device.person, since, through);
  reply.cursor = {head.epoch, through, tx.salt_at(through)};
}

}  // namespace

std::string new_salt(Random& random) {
  std::string bytes;
  for (std::uint64_t chance = random.next(), i = 0; i < 4; ++i, chance >>= 8) {
    bytes += static_cast<char>(chance & 0xFF);
  }
  return to_hex(bytes);
}

Result<TakenIn> take_in(DeskTx& tx, DeviceRow& device, const std::vector<std::string>& ops,
                        std::string_view previous_link, const Moment& moment) {
  return Intake(tx, device, moment).run(ops, previous_link);
}

Result<SyncReply> serve(const SyncRequest& request, DeskTx& tx, const Moment& moment,
                        std::string_view secret_key) {
  auto device = tx.device(request.device);
  if (!device || device->person.empty()) return Error{Code::unknown_device, request.device.value};
  if (!device->revoked_at.empty()) return Error{Code::device_revoked, device->id.value};
  if (auto same = same_history(request.cursor, tx.feed(), tx); !same) return same.error();

  SyncReply reply;
  reply.now = time_from_ms(moment.wall_ms);
  reply.next_ms = kNextSync_ms;
  if (!request.ops.empty()) {
    if (auto same = same_laptop(request, *device); !same) return same.error();
    if (request.request != device->last_request) {
      device->previous_token = device->token;
      device->token = to_hex(new_salt(moment.random));
      device->last_request = request.request;
    }
    auto taken = take_in(tx, *device, request.ops, request.previous_link, moment);
    if (!taken) return taken.error();
    reply.results = std::move(taken).value().results;
    reply.receipt.id = new_uuid7(moment.wall_ms, moment.random);
    reply.receipt.at = reply.now;
    reply.receipt.signature = to_base64(sign_bytes(
        receipt_statement(reply.receipt, device->id, device->last_n, device->chain), secret_key));
  }
  reply.token = device->token;
  reply.last_n = device->last_n;
  reply.chain = device->chain;
  fill_page(reply, request, *device, tx);
  reply.want = tx.blobs_wanted(device->id);
  reply.blob_ack = tx.blobs_confirmed(device->id, request.cursor.seq, reply.cursor.seq);
  return reply;
}

bool reads_only(const SyncRequest& request) noexcept {
  return request.ops.empty();
}

}  // namespace huidan::core

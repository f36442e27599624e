#include "sync/core/judge.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/random.hpp"
#include "sync/core/merge_pen.hpp"

namespace huidan::core {

OpResult result_of(const Outcome& outcome) {
  OpResult result;
  result.state = std::string(name_of(outcome.verdict));
  if (outcome.error.code != Code::internal) {
    result.code = std::string(code_name(outcome.error.code));
    result.detail = outcome.error.detail;
    result.field = outcome.error.field;
  }
  for (const DisputeId& id : outcome.disputes) result.disputes.push_back(id.value);
  return result;
}

Author author_of(DeskTx& tx, const DeviceRow& device) {
  Author author;
  author.person = device.person;
  author.writer = {device.name, device.id, device.incarnation};
  author.public_key = device.public_key;
  if (device.person.empty()) {
    author.roles = Roles{Role::seat, Role::duty_leader};
    return author;
  }
  if (const auto person = tx.person(device.person)) {
    author.roles = person->roles;
    author.writer.name = person->name;
  } else {
    author.grant = Grant::none;
  }
  return author;
}

namespace {

/// To whom `op` gives the order; "" for nobody.
std::string named_assignee(const Op& op, const WorkOrder& order) {
  std::string name;
  if (const auto* set = std::get_if<SetFields>(&op.body)) {
    for (const Setting& setting : set->fields) {
      if (setting.field == Field::assignee) name = setting.value;
    }
  }
  if (const auto* given = std::get_if<HandOver>(&op.body)) name = given->to;
  if (const auto* settle = std::get_if<SettleDispute>(&op.body)) {
    for (const Dispute& dispute : order.disputes) {
      const bool names_him = dispute.id == settle->dispute && dispute.field == "assignee";
      if (names_him) name = settle->value;
    }
  }
  return name;
}

}  // namespace

bool is_rejected(const OpResult& result) {
  return result.state == name_of(Verdict::rejected);
}

Salt new_salt(const Moment& moment) {
  std::string bytes;
  for (std::uint64_t chance = moment.random.next(), i = 0; i < 4; ++i, chance >>= 8) {
    bytes += static_cast<char>(chance & 0xFF);
  }
  return {to_hex(bytes), moment.wall_ms};
}

OpResult rejected_with(const Error& error) {
  OpResult result;
  result.state = std::string(name_of(Verdict::rejected));
  result.code = std::string(code_name(error.code));
  result.detail = error.detail;
  result.field = error.field;
  return result;
}

Judge::Judge(DeskTx& tx, OpenJournal& journal, const DeviceRow& device, std::int64_t proven_seq)
    : tx_(tx),
      journal_(journal),
      device_(device),
      proven_seq_(proven_seq),
      settled_seq_(device.settled_seq),
      feed_(tx.feed()),
      author_(author_of(tx, device)) {}

OpResult Judge::judge(const Op& op, const std::string& parked_with) {
  OrderState& state = load(op.order);
  const std::int64_t before = state.order.version;
  OpResult result = weigh(state, op, parked_with);
  if (state.order.version != before) dirty_.insert(op.order);
  // Whoever takes an order over has seen it up to there, whether the desk knew already whose it is.
  const bool given =
      std::holds_alternative<HandOver>(op.body) && !is_rejected(result) && state.exists();
  if (state.order.version != before || given) result.version = state.order.version;
  if (!is_rejected(result)) {
    const bool stands = result.state != name_of(Verdict::parked);
    // What waits is not named yet: told to whoever reads on, it would be told too early.
    if (stands) keep_documents(op, author_.writer.branch());
    keep_photo(op, state.order);
  }
  note_redone();
  return result;
}

OpResult Judge::rehearse(const Op& op, Trial& trial) {
  const auto at = trial.try_emplace(op.order, load(op.order)).first;
  const Kept before = kept();
  OpResult result = weigh(at->second, op, {});
  keep_only(before);
  return result;
}

/// Judges `told` on `state`, the order itself or a copy.
OpResult Judge::weigh(OrderState& state, const Op& told, const std::string& parked_with) {
  Op op = told;
  op.base = base_of(told, state);
  if (auto decided_by_birth = birth_decided(op, state)) return std::move(*decided_by_birth);
  if (auto known = assignee_known(op, state.order); !known) return rejected_with(known.error());
  Author author = author_of_op(op, state);
  if (author.parked_with.empty()) author.parked_with = parked_with;
  if (!state.exists() && waits_for_order(op)) author.parked_with = kHanded;
  if (author.parked_with == kHanded && !state.exists()) {
    OpResult waits = result_of({Verdict::parked, {Code::parked, author.parked_with}, {}});
    waits.version = 1;  // seen with whatever is seen of the order
    return waits;
  }
  return result_of(decided(state, op, author));
}

/// What the birth of an order comes to before it is judged: it has been, or it cannot be.
std::optional<OpResult> Judge::birth_decided(Op& op, const OrderState& state) {
  if (const auto* birth = std::get_if<NewOrder>(&op.body)) {
    // Made by one laptop, brought back by another.
    if (state.exists() && of_lost_life(op)) return result_of({});
    if (auto may = may_be_born(*birth, state); !may) return rejected_with(may.error());
  }
  if (auto* back = std::get_if<BringBack>(&op.body)) {
    if (auto fit = fit_to_return(*back, op, state); !fit) return rejected_with(fit.error());
    op.seen = {};  // it stands on nothing but itself
  }
  return std::nullopt;
}

Judge::Kept Judge::kept() const noexcept {
  return {documents_.size(), photos_.size(), redone_.size()};
}

void Judge::keep_only(const Kept& before) {
  documents_.resize(before.documents);
  photos_.resize(before.photos);
  redone_.resize(before.redone);
}

Outcome Judge::merged(OrderState& state, const Op& op, const Author& author) const {
  Outcome outcome = merge(state, op, author);
  for (Dispute& dispute : state.order.disputes) {
    if (std::ranges::find(outcome.disputes, dispute.id) == outcome.disputes.end()) continue;
    name_standing(dispute, state.stamps.of(key_of(dispute.row, dispute.field)), op.order);
  }
  return outcome;
}

/// Nobody, when the journal has no such op: the value was there before the desk's present life.
void Judge::name_standing(Dispute& dispute, const Stamp& stamp, const OrderId& order) const {
  dispute.theirs_by.clear();
  dispute.theirs_at.clear();
  if (dispute.field == "op") return;
  const auto device = tx_.device(device_of(stamp.by));
  const auto row = journal_.written(device_of(stamp.by), order, stamp.version);
  if (!device || !row) return;
  const auto op = decode_op(row->bytes);
  if (!op) return;
  dispute.theirs_by = author_of(tx_, *device).writer.name;
  dispute.theirs_at = op.value().at;
}

/// A base of the desk's last life is worth what the order had when this one began. One of an older
/// life is worth nothing: how much of that was left when the last began is not known any more.
std::int64_t Judge::base_of(const Op& op, const OrderState& state) const {
  if (of_this_life(op)) return op.base;
  return op.epoch == feed_.previous ? std::min(op.base, state.floor) : 0;
}

/// Which grant an op is judged by (SYNC §2.6): what its writer says that he had pulled counts no
/// further than he proves it, and no less than he once confirmed to have nothing older unsent.
std::int64_t Judge::base_seq_of(const Op& op) const {
  // A cursor below `min` needs no witness, and a laptop that reads the feed anew proves no other.
  const std::int64_t most = of_this_life(op) ? std::max(proven_seq_, feed_.min) : feed_.opened;
  return std::max(std::min(op.base_seq, most), settled_seq_);
}

bool Judge::of_this_life(const Op& op) const {
  return op.epoch.empty() || op.epoch == feed_.epoch;
}

/// Written while the desk lived a life that a restore has ended.
bool Judge::of_lost_life(const Op& op) const {
  return !of_this_life(op) && !feed_.previous.empty();
}

Refusable Judge::may_be_born(const NewOrder& birth, const OrderState& state) {
  if (state.exists()) return Error{Code::already_exists, birth.no, "id"};
  if (number_taken(birth.no)) return Error{Code::already_exists, birth.no, "no"};
  return Done{};
}

bool Judge::number_taken(const std::string& no) const {
  return tx_.order_by_no(no) || std::ranges::any_of(orders_, [&](const auto& each) {
           return each.second.exists() && each.second.order.no == no;
         });
}

/// An order goes to a person the desk knows, or to nobody.
Refusable Judge::assignee_known(const Op& op, const WorkOrder& order) {
  const std::string name = named_assignee(op, order);
  if (name.empty() || tx_.person_by_name(name)) return Done{};
  return Error{Code::unknown_user, name, "assignee"};
}

Author Judge::author_of_op(const Op& op, const OrderState& state) {
  Author author = author_;
  if (device_.person.empty() || author.grant == Grant::none) return author;
  // Whoever sees every order needs no grant; what he may do to it stands in policy.
  read_brought({op.order, device_.id, device_.incarnation}, author);
  const bool desk = author.roles.meets({Role::seat, Role::duty_leader, Role::administrator});
  const bool birth = std::holds_alternative<NewOrder>(op.body);
  if (!desk && !birth) author.grant = grant_of(op, state);
  read_handed(op, author);
  if (!device_.revoked_at.empty()) {
    author.gone = "revoked";
    if (author.grant == Grant::open) author.grant = Grant::closed;
  }
  return author;
}

/// Who wrote an op that the journal has from that incarnation.
Author Judge::author_in(const DeviceRow& device, std::int64_t incarnation,
                        const OrderId& order) const {
  Author author = author_of(tx_, device);
  author.writer.incarnation = incarnation;
  read_brought({order, device.id, incarnation}, author);
  return author;
}

/// A laptop that was copied or set back, or whose desk was, goes on in a new incarnation: what it
/// wrote before and brings once more is its own.
void Judge::read_brought(const Brought& by, Author& author) const {
  if (by.incarnation == 1) return;
  for (const JournalRow& row : journal_.brought(by)) {
    const Writer earlier{{}, row.device, row.incarnation};
    author.brought.push_back({earlier.branch(), row.result.version});
  }
}

/// Whoever makes an order writes on it before the desk has granted it to him: with the order
/// itself, in a request not written yet, or behind it, on nothing that he had pulled.
Grant Judge::grant_of(const Op& op, const OrderState& state) {
  const std::string& holder = value_of(state.order, Field::assignee);
  const Grant now = holder == author_.writer.name ? Grant::open : Grant::closed;
  const auto before = assignees_.find(op.order);
  if (state.exists() && before == assignees_.end()) return now;
  std::int64_t since = base_seq_of(op);
  if (op.base == 0) since = std::max(since, tx_.first_grant(op.order, author_.person));
  Grant stood = tx_.grant(op.order, author_.person, since);
  // The desk's last life may have given it to him after the backup.
  if (stood == Grant::none && of_lost_life(op)) stood = Grant::closed;
  // It may have changed hands in this very request.
  return state.exists() && holder != before->second && stood != Grant::none ? now : stood;
}

void Judge::keep_documents(const Op& op, const BranchId& origin) {
  if (const auto* back = std::get_if<BringBack>(&op.body)) {
    for (const std::string& bytes : back->documents) {
      const std::string hash = sha256_hex(bytes);
      if (names_document(load(op.order).order, hash)) {
        documents_.push_back({{hash, op.order, bytes}, origin});
      }
    }
  }
  const auto* sign = std::get_if<AddSignOff>(&op.body);
  if (sign == nullptr) return;
  documents_.push_back({{sign->sign_off.form_hash, op.order, sign->form}, origin});
  if (!sign->strokes.empty()) {
    documents_.push_back({{sign->sign_off.strokes_hash, op.order, sign->strokes}, origin});
  }
}

/// Its bytes come later, unless who named them could have read them here anyway. Parked with its
/// group it is not in the order, and nothing is asked for.
void Judge::keep_photo(const Op& op, WorkOrder& order) {
  const auto* add = std::get_if<AddPhoto>(&op.body);
  if (add == nullptr) return;
  const auto shown = std::ranges::find(order.photos, RowId(op.id.value), &Photo::id);
  if (shown == order.photos.end()) return;
  // Whoever had it done after all: what its writer could read here counts.
  const auto row = journal_.known(op.id);
  const DeviceId device = row ? row->device : device_.id;
  const auto writer = tx_.device(device);
  const PersonId person = writer ? writer->person : device_.person;
  if (tx_.blob_known_to(shown->sha, device, person)) shown->state = "ready";
  photos_.push_back(
      {op.id, op.order, device, shown->sha, shown->size_bytes, shown->media, shown->state});
}

OrderState& Judge::load(const OrderId& id) {
  const auto at = orders_.find(id);
  if (at != orders_.end()) return at->second;
  auto stored = tx_.order(id);
  if (stored) assignees_[id] = value_of(stored->order, Field::assignee);
  return orders_.emplace(id, stored ? std::move(*stored) : OrderState{}).first->second;
}

std::int64_t Judge::write(const Moment& moment) {
  if (dirty_.empty()) return 0;
  const auto count = static_cast<std::int64_t>(dirty_.size());
  std::int64_t seq = tx_.take_seqs(count, new_salt(moment));
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
  for (const auto& [document, origin] : documents_) {
    const auto at = seqs.find(document.order);
    if (at != seqs.end()) tx_.add_document(document, origin, at->second);
  }
  for (const BlobRef& photo : photos_) tx_.add_blob_ref(photo, seqs.at(photo.order));
  return seq - 1;
}

}  // namespace huidan::core

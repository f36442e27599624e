#include "sync/core/merge.hpp"

#include <algorithm>
#include <array>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/amend.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/merge_pen.hpp"
#include "sync/core/merge_settle.hpp"
#include "sync/core/printing.hpp"
#include "sync/core/sign_off.hpp"
#include "sync/model/life.hpp"

namespace huidan::core {
namespace {

class Merger {
 public:
  Merger(OrderState& state, const Op& op, const Author& author)
      : state_(state),
        op_(op),
        author_(author),
        actor_{author.roles, author.person, author.grant != Grant::none},
        status_(status_of(state.order)),
        pen_(state, op, author) {}

  Outcome run() {
    const bool birth =
        std::holds_alternative<NewOrder>(op_.body) || std::holds_alternative<BringBack>(op_.body);
    if (!birth) {
      if (!state_.exists() || author_.grant == Grant::none) {
        return refused({Code::unknown_order, op_.order.value});
      }
    }
    // There is nothing yet in which it could wait with its group.
    if (birth && !state_.exists() && !author_.parked_with.empty()) {
      return refused({Code::bad_input, author_.parked_with, "grp"});
    }
    if (!author_.parked_with.empty()) return park_whole({Code::parked, author_.parked_with});
    return std::visit([this](const auto& body) { return decide(body); }, op_.body);
  }

 private:
  // ---- one decision for each kind

  Outcome decide(const NewOrder& body) {
    if (auto may = may_act(actor_, Status::received, Act::create, false); !may) {
      return refused(may.error());
    }
    for (const Setting& setting : body.fields) {
      // Who makes an order on site holds it; the status it is born in is not his to say.
      const bool his = setting.field == Field::assignee && author_.roles.has(Role::engineer) &&
                       setting.value == author_.writer.name;
      if (his || setting.value.empty() || setting.field == Field::status) continue;
      auto may = may_set(actor_, Status::received, setting.field, false);
      if (!may) return refused(may.error());
    }
    change(state_.order, op_, author_.writer);
    state_.order.version = 1;
    state_.stamps.wrote("", 1, author_.writer.branch());
    return {};
  }

  Outcome decide(const SetFields& body) {
    if (!find_visit(body.visit)) return refused({Code::not_found, body.visit.value, "visit"});
    std::vector<Write> facts = writes_of(body, Level::visit);
    std::vector<Write> words = writes_of(body, Level::order);
    const Refusable may = may_write(body);
    // What no state of the order would let him say is not late but wrong.
    const bool late = closed_meanwhile() && std::ranges::all_of(body.fields, [&](const auto& each) {
                        return may_ever_set(actor_, each.field);
                      });
    if (!may && !late) return refused(may.error());
    if (may && author_.grant == Grant::open) {
      facts.insert(facts.end(), words.begin(), words.end());
      return pen_.write_or_park(facts, verdict());
    }
    return write_late(facts, words, may ? Error{Code::parked, author_.gone} : may.error());
  }

  Outcome decide(const NewVisit& body) {
    return fact(Act::add_visit, state_.order.visits.size(), limits::kVisits_max, body.visit.value);
  }

  Outcome decide(const PutPart& body) {
    const Part* part = find_part(state_.order, body.part);
    if (part == nullptr) {
      return fact(Act::add_part, state_.order.parts.size(), limits::kParts_max, body.part.value);
    }
    const std::vector<Write> writes = part_writes(body, *part);
    if (auto may = act_or_late(Act::change_part); !may) return refused(may.error());
    const std::string removed = key_of(body.part, "removed");
    const bool removed_there = part->removed && pen_.foreign_since_base(removed);
    if (removed_there && !writes.empty()) {
      return pen_.park(writes, {Code::parked, "field_conflict"}, "field_conflict");
    }
    return pen_.write_or_park(writes, verdict());
  }

  Outcome decide(const RemovePart& body) {
    const Part* part = find_part(state_.order, body.part);
    if (part == nullptr) return refused({Code::not_found, body.part.value, "part"});
    if (auto may = act_or_late(Act::remove_part); !may) return refused(may.error());
    if (part->removed) return done();
    if (pen_.part_edited_since_base(body.part)) {
      return pen_.park({part_removal(body)}, {Code::parked, "field_conflict"}, "field_conflict");
    }
    return pen_.write_or_park({part_removal(body)}, verdict());
  }

  Outcome decide(const AddNote& /*body*/) {
    return fact(Act::add_note, state_.order.notes.size(), limits::kNotes_max);
  }

  Outcome decide(const AddPhoto& body) {
    if (body.photo.kind == kSealedForm) return seal();
    return fact(Act::add_photo, state_.order.photos.size(), limits::kPhotos_max);
  }

  Outcome decide(const AddSignOff& body) {
    SignOff statement = body.sign_off;
    statement.at = op_.at;
    statement.device = author_.writer.device.value;
    if (!signature_holds(sign_off_statement(statement, op_.order),
                         from_base64(statement.signature).value_or(""), author_.public_key)) {
      return refused({Code::bad_signature, "sign"});
    }
    if (auto fit = fit_to_print(body.form, body.strokes, op_.order, statement.visit); !fit) {
      return refused(fit.error());
    }
    return fact(Act::sign_off, state_.order.signoffs.size(), limits::kSignOffs_max);
  }

  Outcome decide(const AddCopy& /*body*/) {
    return fact(Act::print, state_.order.copies.size(), limits::kPrints_max);
  }

  Outcome decide(const MoveCopy& body) {
    const auto at = std::ranges::find(state_.order.copies, body.sheet, &Copy::id);
    if (at == state_.order.copies.end())
      return refused({Code::not_found, body.sheet.value, "copy"});
    if (at->state == "returned") return refused({Code::already_returned, at->moved_at, "copy"});
    const auto from = state_from_name<PaperState>(at->state).value_or(PaperState::none);
    const auto to = state_from_name<PaperState>(body.state).value_or(PaperState::none);
    // Another hand takes it over, another reason is found: that is no other state.
    if (from != to && !may_change(from, to)) {
      return refused({Code::bad_move, at->state + "->" + body.state, "copy"});
    }
    if (pen_.foreign_since_base(at->id.value)) {
      return pen_.park({whole_op()}, {Code::parked, "field_conflict"}, "field_conflict");
    }
    return append(to == PaperState::returned ? Act::return_copy : Act::move_copy, at->id.value);
  }

  Outcome decide(const SettleDispute& body) {
    const auto at = std::ranges::find(state_.order.disputes, body.dispute, &Dispute::id);
    if (at == state_.order.disputes.end()) {
      return refused({Code::not_found, body.dispute.value, "dispute"});
    }
    if (auto may = act_or_late(Act::settle_dispute); !may) return refused(may.error());
    if (at->state == "settled") return refused({Code::already_settled, at->settled_by, "dispute"});
    if (auto may = may_choose(*at, body.value); !may) return refused(may.error());
    return settled({state_, op_, author_, pen_, verdict()}, *at, body.value);
  }

  Outcome decide(const AcceptSignOff& body) {
    if (auto fit = acceptable(state_.order, body); !fit) return refused(fit.error());
    return append(Act::accept_sign_off, {});
  }

  Outcome decide(const HandOver& body) {
    if (auto may = act_or_late(Act::hand_over); !may) return refused(may.error());
    const std::string live = value_of(state_.order, Field::assignee);
    const std::vector<Write> word{{RowId(), "assignee", body.to, {}, live, "assignee"}};
    if (live == body.to) return done();
    if (closed_meanwhile()) return write_late({}, word, {Code::parked, author_.gone});
    return pen_.write_or_park(word, verdict());
  }

  /// All of it is the bringer's word; the judge says what of it others had seen in the last life.
  Outcome decide(const BringBack& /*body*/) {
    if (state_.exists()) return {};
    if (auto may = may_act(actor_, Status::received, Act::create, false); !may) {
      return refused(may.error());
    }
    change(state_.order, op_, author_.writer);
    state_.stamps.wrote("", state_.order.version, author_.writer.branch());
    return {};
  }

  Outcome decide(const UnknownKind& body) {
    return pen_.park({whole_op()}, {Code::unknown_kind, body.kind}, "unknown_kind");
  }

  // ---- what an op wants to write

  /// A visit's fields are facts: what happened, whoever holds the order now. The order's are words.
  [[nodiscard]] std::vector<Write> writes_of(const SetFields& body, Level level) const {
    std::vector<Write> writes;
    for (const Setting& setting : body.fields) {
      if (info(setting.field).level != level) continue;
      const std::string& live = *value_at(state_.order, body.visit, setting.field);
      if (live == setting.value) continue;
      const RowId row = level == Level::visit ? body.visit : RowId();
      const std::string name(huidan::name_of(setting.field));
      writes.push_back({row, name, setting.value, setting.was, live, key_of(row, name)});
    }
    return writes;
  }

  /// The op itself, to be done or dropped by a person; its row is the op in the journal.
  [[nodiscard]] Write whole_op() const {
    const RowId op(op_.id.value);
    return {op, "op", std::string(kind_of(op_.body)), {}, {}, key_of(op, "op")};
  }

  /// Its group fell: what it sets waits value by value, anything else as a whole, and so does what
  /// waits for a hand-over.
  Outcome park_whole(Error error) {
    std::vector<Write> writes{whole_op()};
    if (author_.parked_with == kHanded) return pen_.park(writes, std::move(error), "handed");
    if (const auto* set = std::get_if<SetFields>(&op_.body)) {
      if (find_visit(set->visit)) {
        writes = writes_of(*set, Level::visit);
        const auto words = writes_of(*set, Level::order);
        writes.insert(writes.end(), words.begin(), words.end());
      }
    } else if (const auto* put = std::get_if<PutPart>(&op_.body)) {
      if (const Part* part = find_part(state_.order, put->part)) writes = part_writes(*put, *part);
    } else if (const auto* remove = std::get_if<RemovePart>(&op_.body)) {
      const Part* part = find_part(state_.order, remove->part);
      if (part != nullptr && !part->removed) writes = {part_removal(*remove)};
    }
    if (writes.empty()) return {Verdict::parked, std::move(error), {}};
    return pen_.park(writes, std::move(error), author_.parked_with);
  }

  [[nodiscard]] bool find_visit(const RowId& visit) const {
    return std::ranges::find(state_.order.visits, visit, &Visit::id) != state_.order.visits.end();
  }

  // ---- what is allowed

  /// Every field by policy, and a change of status by life, with its reason.
  [[nodiscard]] Refusable may_write(const SetFields& body) const {
    for (const Setting& setting : body.fields) {
      if (auto may = may_set(actor_, status_, setting.field, completed()); !may) return may;
      const std::string& live = *value_at(state_.order, body.visit, setting.field);
      if (setting.field != Field::status || live == setting.value) continue;
      const auto to = state_from_name<Status>(setting.value);
      if (!to) return Error{Code::bad_choice, setting.value, "status"};
      if (auto may = may_move(actor_, status_, *to); !may) return may;
      if (auto said = reason_said(body, *to); !said) return said;
      if (auto ready = archive_ready(*to); !ready) return ready;
    }
    return Done{};
  }

  /// A dispute may be settled with what its settler might have written there himself.
  [[nodiscard]] Refusable may_choose(const Dispute& dispute, const std::string& value) const {
    if (dispute.field == "op") {  // done or dropped, there is no third
      if (value == dispute.mine || value.empty()) return Done{};
      return Error{Code::bad_choice, value.substr(0, 40), "value"};
    }
    const auto chosen = chosen_value(dispute.field, value);
    if (!chosen) return chosen.error();
    const auto field = field_from_name(dispute.field);
    if (!field) return Done{};
    if (auto may = may_set(actor_, status_, *field, completed()); !may) return may;
    if (*field != Field::status || value == huidan::name_of(status_)) return Done{};
    const auto to = state_from_name<Status>(value);
    if (!to) return Error{Code::bad_choice, value, "status"};
    if (auto may = may_move(actor_, status_, *to); !may) return may;
    return archive_ready(*to);
  }

  [[nodiscard]] Refusable reason_said(const SetFields& body, Status to) const {
    const auto field = reason_field(status_, to);
    if (!field) return Done{};
    const auto said = std::ranges::find_if(body.fields, [&](const auto& setting) {
      return setting.field == *field && !setting.value.empty();
    });
    if (said != body.fields.end()) return Done{};
    return Error{Code::missing_value, {}, std::string(huidan::name_of(*field))};
  }

  /// S2-7.8: only what is checked whole goes to the archive, and only with its sealed form; the
  /// detail is the text of what hinders, or the order that the way is named for.
  [[nodiscard]] Refusable archive_ready(Status to) const {
    if (to != Status::archived) return Done{};
    if (sealed_form(state_.order) == nullptr)
      return Error{Code::not_sealed, state_.order.no, "status"};
    const auto hindrances = blocks_archive(state_.order, form_hash(state_.order));
    if (hindrances.empty()) return Done{};
    return Error{Code::not_complete, hindrances.front(), "status"};
  }

  /// An act that the order's state no longer allows is a fact all the same when the state moved
  /// behind its writer's back: a signature that was given was given (SYNC §2.6).
  Refusable act_or_late(Act act) {
    if (author_.grant == Grant::closed) late_ = true;
    auto may = may_act(actor_, status_, act, completed());
    if (may || !closed_meanwhile()) return may;
    if (!may_ever_act(actor_, act)) return may;  // not late but wrong
    late_ = true;
    return Done{};
  }

  [[nodiscard]] bool completed() const {
    return state_.exists() && !current_visit(state_.order).completed_at.empty();
  }

  [[nodiscard]] bool closed_meanwhile() const {
    return author_.grant == Grant::closed || pen_.foreign_since_base("status");
  }

  // ---- what happens

  Outcome append(Act act, const std::string& row) {
    if (auto may = act_or_late(act); !may) return refused(may.error());
    // An order that was brought back may hold the row already.
    if (!has_row(state_.order, RowId(op_.id.value))) change(state_.order, op_, author_.writer);
    pen_.touch(row.empty() ? op_.id.value : row);
    return done();
  }

  /// The desk seals, and no laptop: its pens alone have no key. Once, and never late.
  Outcome seal() {
    if (!author_.public_key.empty()) return refused({Code::forbidden, "seal"});
    if (auto may = may_act(actor_, status_, Act::seal, completed()); !may) {
      return refused(may.error());
    }
    if (const Photo* before = sealed_form(state_.order)) {
      return refused({Code::already_exists, before->sha, "seal"});
    }
    change(state_.order, op_, author_.writer);
    pen_.touch(op_.id.value);
    return done();
  }

  /// One more row of what happened.
  Outcome fact(Act act, std::size_t rows, std::size_t limit, const std::string& row = {}) {
    if (rows >= limit) return refused({Code::too_many, std::to_string(limit)});
    return append(act, row);
  }

  /// The order went to somebody else, or was closed, behind the writer's back: what he says
  /// happened stands as late, what he says the order is waits for a person (SYNC §2.6).
  Outcome write_late(std::vector<Write> facts, std::vector<Write> words, Error error) {
    const std::string why = author_.grant == Grant::closed ? author_.gone : "closed";
    if (!op_.group.empty()) {
      words.insert(words.end(), facts.begin(), facts.end());
      facts.clear();
    }
    late_ = true;
    if (words.empty()) return pen_.write_or_park(facts, verdict());
    // Nothing of it is written where not all of it has room.
    if (state_.order.disputes.size() + words.size() + facts.size() > limits::kDisputes_max) {
      return refused({Code::too_many, std::to_string(limits::kDisputes_max)});
    }
    Outcome parked = pen_.park(words, std::move(error), why);
    if (parked.verdict == Verdict::rejected) return parked;
    const Outcome written = pen_.write_or_park(facts, verdict());
    parked.disputes.insert(parked.disputes.end(), written.disputes.begin(), written.disputes.end());
    return parked;
  }

  [[nodiscard]] Verdict verdict() const {
    return late_ || author_.grant == Grant::closed ? Verdict::late : Verdict::applied;
  }

  [[nodiscard]] Outcome done() const { return {verdict(), {}, {}}; }

  static Outcome refused(Error error) { return {Verdict::rejected, std::move(error), {}}; }

  OrderState& state_;
  const Op& op_;
  const Author& author_;
  Actor actor_;
  Status status_;
  MergePen pen_;
  bool late_ = false;
};

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"applied", "late", "parked", "rejected"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

Outcome merge(OrderState& state, const Op& op, const Author& author) {
  return amending(state, op, author.writer, [&] { return Merger(state, op, author).run(); });
}

}  // namespace huidan::core

#include "sync/core/merge.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/printing.hpp"
#include "sync/model/life.hpp"

namespace huidan::core {
namespace {

/// One value that an op wants to write, with the key of its stamp.
struct Write {
  RowId row;  // a visit or a part; empty: the order
  std::string name;
  std::string value;
  std::string was;   // what the writer saw
  std::string live;  // what stands
  std::string key;
};

std::string key_of(const RowId& row, std::string_view name) {
  return row.empty() ? std::string(name) : row.value + '/' + std::string(name);
}

class Merger {
 public:
  Merger(OrderState& state, const Op& op, const Author& author)
      : state_(state),
        op_(op),
        author_(author),
        actor_{author.roles, author.person, author.grant != Grant::none},
        status_(status_of(state.order)),
        // A version that the desk has not given out proves nothing about what was seen.
        base_(op.base > state.order.version ? 0 : op.base) {}

  Outcome run() {
    if (!std::holds_alternative<NewOrder>(op_.body)) {
      if (!state_.exists() || author_.grant == Grant::none) {
        return refused({Code::unknown_order, op_.order.value});
      }
    }
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
    apply(state_.order, op_, author_.writer);
    state_.order.version = 1;
    state_.stamps.wrote("", 1, author_.writer.device);
    return {};
  }

  Outcome decide(const SetFields& body) {
    std::vector<Write> facts;  // a visit's times: what happened, whoever holds the order now
    std::vector<Write> words;
    for (const Setting& setting : body.fields) {
      const std::string* live = value_at(state_.order, body.visit, setting.field);
      if (live == nullptr) return refused({Code::not_found, body.visit.value, "visit"});
      if (*live == setting.value) continue;
      const bool fact = info(setting.field).level == Level::visit;
      const RowId row = fact ? body.visit : RowId();
      const std::string name(huidan::name_of(setting.field));
      (fact ? facts : words)
          .push_back({row, name, setting.value, setting.was, *live, key_of(row, name)});
    }
    const Refusable may = may_write(body);
    // What no state of the order would let him say is not late but wrong.
    const bool late = closed_meanwhile() && std::ranges::all_of(body.fields, [&](const auto& each) {
                        return may_ever_set(actor_, each.field);
                      });
    if (!may && !late) return refused(may.error());
    if (may && author_.grant == Grant::open) {
      facts.insert(facts.end(), words.begin(), words.end());
      return write_or_park(facts);
    }
    return write_late(facts, words, may ? Error{Code::parked, "reassigned"} : may.error());
  }

  Outcome decide(const NewVisit& body) {
    if (state_.order.visits.size() >= limits::kVisits_max) return too_many(limits::kVisits_max);
    return append(Act::add_visit, body.visit.value);
  }

  Outcome decide(const PutPart& body) {
    const Part* part = find_part(state_.order, body.part);
    if (part == nullptr) {
      if (state_.order.parts.size() >= limits::kParts_max) return too_many(limits::kParts_max);
      return append(Act::add_part, body.part.value);
    }
    std::vector<Write> writes;
    Part copy = *part;
    for (const auto& [column, value] : body.columns) {
      const std::string& live = *part_column(copy, column);
      if (live == value) continue;
      writes.push_back({body.part, column, value, {}, live, key_of(body.part, column)});
    }
    if (auto may = act_or_late(Act::change_part); !may) return refused(may.error());
    const std::string removed = key_of(body.part, "removed");
    const bool removed_there = part->removed && foreign_since_base(removed);
    if (removed_there) return park(writes, {Code::parked, "field_conflict"}, "field_conflict");
    return write_or_park(writes);
  }

  Outcome decide(const RemovePart& body) {
    const Part* part = find_part(state_.order, body.part);
    if (part == nullptr) return refused({Code::not_found, body.part.value, "part"});
    if (auto may = act_or_late(Act::remove_part); !may) return refused(may.error());
    if (part->removed) return done();
    const std::vector<Write> removal{
        {body.part, "removed", "1", {}, {}, key_of(body.part, "removed")}};
    if (part_edited_since_base(body.part)) {
      return park(removal, {Code::parked, "field_conflict"}, "field_conflict");
    }
    return write_or_park(removal);
  }

  Outcome decide(const AddNote& /*body*/) {
    if (state_.order.notes.size() >= limits::kNotes_max) return too_many(limits::kNotes_max);
    return append(Act::add_note, {});
  }

  Outcome decide(const AddSignOff& body) {
    if (state_.order.signoffs.size() >= limits::kSignOffs_max) {
      return too_many(limits::kSignOffs_max);
    }
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
    return append(Act::sign_off, {});
  }

  Outcome decide(const AddCopy& /*body*/) {
    if (state_.order.copies.size() >= limits::kPrints_max) return too_many(limits::kPrints_max);
    return append(Act::print, {});
  }

  Outcome decide(const SettleDispute& body) {
    const auto at = std::ranges::find(state_.order.disputes, body.dispute, &Dispute::id);
    if (at == state_.order.disputes.end()) {
      return refused({Code::not_found, body.dispute.value, "dispute"});
    }
    if (auto may = act_or_late(Act::settle_dispute); !may) return refused(may.error());
    if (at->state == "settled") return refused({Code::already_exists, at->settled_by, "dispute"});
    if (auto may = may_choose(*at, body.value); !may) return refused(may.error());
    const std::string assignee = value_of(state_.order, Field::assignee);
    apply(state_.order, op_, author_.writer);
    if (assignee != value_of(state_.order, Field::assignee)) touch("assignee");
    touch(key_of(at->row, at->field));
    return done();
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

  /// S2-7.8: only what is checked whole goes to the archive; the detail is the text of what
  /// hinders.
  [[nodiscard]] Refusable archive_ready(Status to) const {
    if (to != Status::archived) return Done{};
    const auto hindrances = blocks_archive(state_.order, sha256_hex(form_bytes(state_.order)));
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
    return author_.grant == Grant::closed || foreign_since_base("status");
  }

  [[nodiscard]] bool foreign_since_base(std::string_view key) const {
    return state_.stamps.newest_foreign(key, author_.writer.device) > base_;
  }

  [[nodiscard]] bool part_edited_since_base(const RowId& part) const {
    const std::string prefix = part.value + '/';
    return std::ranges::any_of(state_.stamps.all(), [&](const auto& entry) {
      return entry.first.starts_with(prefix) && foreign_since_base(entry.first);
    });
  }

  // ---- what happens

  Outcome append(Act act, const std::string& row) {
    if (auto may = act_or_late(act); !may) return refused(may.error());
    apply(state_.order, op_, author_.writer);
    touch(row.empty() ? op_.id.value : row);
    return done();
  }

  Outcome write_or_park(const std::vector<Write>& writes) {
    if (author_.grant == Grant::closed) late_ = true;
    std::vector<Write> clean;
    std::vector<Write> disputed;
    for (const Write& write : writes) {
      (foreign_since_base(write.key) ? disputed : clean).push_back(write);
    }
    // A group stands or falls as a whole.
    if (!op_.group.empty() && !disputed.empty()) {
      disputed = writes;
      clean.clear();
    }
    for (const Write& write : clean) set(write);
    if (!disputed.empty()) {
      return park(disputed, {Code::parked, "field_conflict"}, "field_conflict");
    }
    return done();
  }

  void set(const Write& write) {
    if (Part* part = find_part(state_.order, write.row)) {
      if (write.name == "removed") {
        part->removed = true;
      } else {
        *part_column(*part, write.name) = write.value;
      }
    } else if (const auto field = field_from_name(write.name)) {
      const std::string assignee = value_of(state_.order, Field::assignee);
      set_value(state_.order, write.row, *field, write.value);
      if (assignee != value_of(state_.order, Field::assignee)) touch("assignee");
    }
    touch(write.key);
  }

  /// The order went to somebody else, or was closed, behind the writer's back: what he says
  /// happened stands as late, what he says the order is waits for a person (SYNC §2.6).
  Outcome write_late(std::vector<Write> facts, std::vector<Write> words, Error error) {
    const std::string why = author_.grant == Grant::closed ? "reassigned" : "closed";
    if (!op_.group.empty()) {
      words.insert(words.end(), facts.begin(), facts.end());
      facts.clear();
    }
    late_ = true;
    Outcome written = write_or_park(facts);
    if (words.empty()) return written;
    Outcome parked = park(words, std::move(error), why);
    parked.disputes.insert(parked.disputes.end(), written.disputes.begin(), written.disputes.end());
    return parked;
  }

  Outcome park(const std::vector<Write>& writes, Error error, const std::string& why) {
    if (writes.empty()) return done();
    Outcome outcome{Verdict::parked, std::move(error), {}};
    if (outcome.error.field.empty()) outcome.error.field = writes.front().name;
    for (const Write& write : writes) outcome.disputes.push_back(dispute(write, why));
    raise_version();
    return outcome;
  }

  /// A second candidate of the same device for the same value replaces its first (SYNC §2.3).
  DisputeId dispute(const Write& write, const std::string& why) {
    for (Dispute& open : state_.order.disputes) {
      const bool same = open.state == "open" && open.row == write.row && open.field == write.name &&
                        open.device == author_.writer.device.value;
      if (!same) continue;
      open.mine = write.value;
      open.theirs = write.live;
      open.at = op_.at;
      return open.id;
    }
    Dispute added;
    added.id = DisputeId("D-" + sha256_hex(op_.id.value + write.key).substr(0, 12));
    added.row = write.row;
    added.field = write.name;
    added.base = write.was;
    added.mine = write.value;
    added.theirs = write.live;
    added.by = author_.writer.name;
    added.at = op_.at;
    added.device = author_.writer.device.value;
    added.why = why;
    added.state = "open";
    state_.order.disputes.push_back(added);
    return added.id;
  }

  /// The first change of an op raises the version; all its writes carry that one.
  void raise_version() {
    if (!raised_) ++state_.order.version;
    raised_ = true;
  }

  void touch(const std::string& key) {
    raise_version();
    state_.stamps.wrote(key, state_.order.version, author_.writer.device);
  }

  [[nodiscard]] Outcome done() const { return {late_ ? Verdict::late : Verdict::applied, {}, {}}; }

  static Outcome refused(Error error) { return {Verdict::rejected, std::move(error), {}}; }

  static Outcome too_many(std::size_t limit) {
    return refused({Code::too_many, std::to_string(limit)});
  }

  OrderState& state_;
  const Op& op_;
  const Author& author_;
  Actor actor_;
  Status status_;
  std::int64_t base_;
  bool late_ = false;
  bool raised_ = false;
};

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::applied:
      return "applied";
    case Verdict::late:
      return "late";
    case Verdict::parked:
      return "parked";
    case Verdict::rejected:
      return "rejected";
  }
  return "rejected";
}

Outcome merge(OrderState& state, const Op& op, const Author& author) {
  return Merger(state, op, author).run();
}

}  // namespace huidan::core

#include "sync/core/take_in.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/time.hpp"
#include "sync/core/json.hpp"
#include "sync/core/judge.hpp"

namespace huidan::core {
namespace {

/// Where an op is kept whose id cannot be read or belongs to other bytes.
OpId digest_id(const std::string& bytes) {
  return OpId("sha256:" + sha256_hex(bytes));
}

/// Bytes of another program as every database keeps text: what is none is written in base64, so
/// that no op, however odd, stops its device.
std::string as_text(const std::string& bytes) {
  const bool text = is_utf8(bytes) && bytes.find('\0') == std::string::npos;
  return text ? bytes : "base64:" + to_base64(bytes);
}

/// An op as it came: its bytes, and what they say when they can be read.
struct Arrival {
  const std::string* bytes;
  Result<Op> op;
};

/// One request's work on the desk: orders are loaded once, judged op by op, written once.
class Intake {
 public:
  Intake(DeskTx& tx, DeviceRow& device, const Push& push, const Moment& moment)
      : tx_(tx),
        device_(device),
        moment_(moment),
        now_(time_from_ms(moment.wall_ms)),
        journal_(tx),
        judge_(tx, journal_, device, push.proven_seq),
        apart_(push.apart) {}

  Result<TakenIn> run(const Push& push) {
    std::vector<Arrival> arrivals;
    for (const std::string& bytes : push.ops) arrivals.push_back({&bytes, decode_op(bytes)});
    std::string link(push.previous_link);
    TakenIn taken;
    const auto first_n = first_number(arrivals, push);
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      if (begins_group(arrivals, i)) weigh_group(arrivals, i);
      const std::int64_t before = device_.last_n;
      auto result = one(arrivals[i], link);
      if (!result) return result.error();
      if (!arrivals[i].op && first_n) result.value().n = *first_n + static_cast<std::int64_t>(i);
      link = device_.last_n != before ? device_.chain : next_link(link, *arrivals[i].bytes);
      taken.results.push_back(std::move(result).value());
    }
    tell_what_came_of(arrivals, taken.results);
    // Known one by one, and yet not what the desk has heard of it: another spoke in its place.
    const bool last =
        !arrivals.empty() && arrivals.back().op && arrivals.back().op.value().n >= device_.last_n;
    if (!apart_ && last && link != device_.chain) {
      return Error{Code::device_fork, std::to_string(device_.incarnation)};
    }
    if (!apart_) tx_.put_device(device_);
    journal_.write();
    taken.head_seq = judge_.write(moment_);
    return taken;
  }

 private:
  // ---- whether it is the next op of this device

  /// The number of the first op: an op that cannot be read says none, and the one it had in an
  /// earlier incarnation is no longer its own. Those beside it say theirs; where none can be read
  /// the push meets the chain, unless a copy of its laptop has gone on from there.
  [[nodiscard]] std::optional<std::int64_t> first_number(const std::vector<Arrival>& arrivals,
                                                         const Push& push) const {
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      if (arrivals[i].op) return arrivals[i].op.value().n - static_cast<std::int64_t>(i);
    }
    std::string link(push.previous_link);
    if (link == device_.chain) return device_.last_n + 1;
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      link = next_link(link, *arrivals[i].bytes);
      if (link == device_.chain) return device_.last_n - static_cast<std::int64_t>(i);
    }
    return std::nullopt;
  }

  /// An op that waited for one behind it in the same push waits no more.
  void tell_what_came_of(const std::vector<Arrival>& arrivals,
                         std::vector<OpResult>& results) const {
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      if (!arrivals[i].op || results[i].duplicate || results[i].detail != kHanded) continue;
      if (const auto row = journal_.known(arrivals[i].op.value().id)) results[i] = row->result;
    }
  }

  /// What the op claims to be; an op that cannot be read claims to be the next one.
  Result<OpResult> one(const Arrival& arrival, const std::string& link) {
    const std::string& bytes = *arrival.bytes;
    const Result<Op>& op = arrival.op;
    const std::int64_t n = op ? op.value().n : device_.last_n + 1;
    if (op) {
      if (const auto known = journal_.known(op.value().id)) return again(*known, bytes, n, link);
    }
    if (!apart_ && !follows(n, link)) return refused_before(bytes);

    advance(n, link, bytes);
    JournalRow row = row_of(op ? op.value().id : digest_id(bytes), bytes, n);
    row.result = op ? judge_.judge(op.value(), parked_with(op.value())) : rejected_with(op.error());
    row.result.n = n;
    if (op) {
      row.order = op.value().order;
      row.kind = std::string(kind_of(op.value().body));
    }
    OpResult result = row.result;
    if (op || !journal_.known(row.op)) journal_.note(std::move(row));
    if (op) judge_.now_here(op.value());
    return result;
  }

  /// The op is in the journal: the reply was lost, or the id was used twice.
  Result<OpResult> again(const JournalRow& known, const std::string& bytes, std::int64_t n,
                         const std::string& link) {
    const bool next = follows(n, link);
    if (same_op(known.bytes, bytes)) {
      if (known.device == device_.id) journal_.bring(known, device_.incarnation);
      if (next) advance(n, link, bytes);
      OpResult result = known.result;
      result.n = n;
      result.duplicate = true;
      return result;
    }
    if (!apart_ && !next) return refused_before(bytes);
    advance(n, link, bytes);
    JournalRow row = row_of(digest_id(bytes), bytes, n);
    row.kind = "reused";
    row.result = rejected_with({Code::op_id_reuse, known.op.value});
    row.result.n = n;
    OpResult result = row.result;
    if (!journal_.known(row.op)) journal_.note(std::move(row));
    return result;
  }

  /// An unreadable op is kept under its digest, so that its bytes and its reason stay with the
  /// desk.
  [[nodiscard]] JournalRow row_of(OpId id, const std::string& bytes, std::int64_t n) const {
    return {
        std::move(id), device_.id, device_.incarnation, n, OrderId(), "unreadable", as_text(bytes),
        now_,          {}};
  }

  [[nodiscard]] bool follows(std::int64_t n, const std::string& link) const {
    return n == device_.last_n + 1 && link == device_.chain;
  }

  /// An op that could not be taken by its id is in the journal under its digest. When it comes
  /// again the reply was lost: it is answered as before, or one bad op would stop its device for
  /// good.
  Result<OpResult> refused_before(const std::string& bytes) {
    const auto known = journal_.known(digest_id(bytes));
    if (!known || known->device != device_.id || known->n > device_.last_n) {
      return Error{Code::device_fork, std::to_string(device_.incarnation)};
    }
    OpResult result = known->result;
    result.duplicate = true;
    return result;
  }

  void advance(std::int64_t n, const std::string& link, const std::string& bytes) {
    if (apart_) return;
    device_.last_n = n;
    device_.chain = next_link(link, bytes);
  }

  // ---- groups

  static bool begins_group(const std::vector<Arrival>& arrivals, std::size_t at) {
    const std::string group = group_of(arrivals[at]);
    return !group.empty() && (at == 0 || group_of(arrivals[at - 1]) != group);
  }

  /// Also of one that cannot be read: a group with such a member cannot stand.
  static std::string group_of(const Arrival& arrival) {
    if (arrival.op) return arrival.op.value().group;
    const auto members = split_object(*arrival.bytes);
    if (!members) return {};
    return unquoted(member(members.value(), "grp")).value_or("");
  }

  /// A group of several stands or falls as one (SYNC §2.7): it is tried on copies first, and when
  /// one of its ops cannot stand all of them are parked. One that was cut by a lost reply keeps to
  /// what became of its beginning.
  void weigh_group(const std::vector<Arrival>& arrivals, std::size_t from) {
    fallen_group_.clear();
    const std::string group = group_of(arrivals[from]);
    std::size_t to = from;
    while (to < arrivals.size() && group_of(arrivals[to]) == group) ++to;
    if (to - from < 2) return;
    Judge::Trial trial;
    bool stands = true;
    for (std::size_t i = from; i < to; ++i) {
      if (!arrivals[i].op) {
        stands = false;
        continue;
      }
      const Op& op = arrivals[i].op.value();
      const auto known = journal_.known(op.id);
      stands = stands && stands_in((known ? known->result : judge_.rehearse(op, trial)).state);
    }
    if (!stands) fallen_group_ = group;
  }

  [[nodiscard]] std::string parked_with(const Op& op) const {
    return !fallen_group_.empty() && op.group == fallen_group_ ? "group" : "";
  }

  static bool stands_in(const std::string& state) {
    return state == name_of(Verdict::applied) || state == name_of(Verdict::late);
  }

  DeskTx& tx_;
  DeviceRow& device_;
  const Moment& moment_;
  std::string now_;
  OpenJournal journal_;
  Judge judge_;
  bool apart_;
  std::string fallen_group_;  // the group under way, when it is parked whole
};

}  // namespace

std::optional<JournalRow> journalled(DeskTx& tx, const DeviceId& device, const std::string& bytes) {
  if (const auto op = decode_op(bytes)) {
    auto known = tx.journal(op.value().id);
    if (known && known->device == device && same_op(known->bytes, bytes)) return known;
  }
  auto refused = tx.journal(digest_id(bytes));
  if (refused && refused->device == device) return refused;
  return std::nullopt;
}

Result<TakenIn> take_in(DeskTx& tx, DeviceRow& device, const Push& push, const Moment& moment) {
  return Intake(tx, device, push, moment).run(push);
}

}  // namespace huidan::core

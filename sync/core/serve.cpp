#include "sync/core/serve.hpp"

#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/random.hpp"
#include "sync/base/time.hpp"
#include "sync/core/op.hpp"
#include "sync/core/open_journal.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::core {
namespace {

constexpr std::int64_t kNextSync_ms = 30'000;

std::string new_token(Random& random) {
  std::string bytes;
  for (std::uint64_t chance = random.next(), i = 0; i < 8; ++i, chance >>= 8) {
    bytes += static_cast<char>(chance & 0xFF);
  }
  return to_hex(bytes);
}

/// Whether the laptop has read this desk's feed, in its present life.
bool same_history(const Cursor& cursor, const FeedHead& head, DeskTx& tx) {
  if (cursor.seq == 0 && cursor.epoch.empty()) return true;
  if (cursor.epoch != head.epoch || cursor.seq > head.seq) return false;
  if (cursor.seq == 0 || cursor.seq < head.min) return true;
  return cursor.salt == (cursor.seq == head.seq ? head.salt : tx.salt_at(cursor.seq));
}

/// Whether the push comes from the laptop that took in the last reply. The token is checked only
/// where something is pushed: an idle sync writes nothing.
bool same_laptop(const SyncRequest& request, const DeviceRow& device) {
  const bool current = request.token == device.token;
  const bool retried =
      request.token == device.previous_token && request.request == device.last_request;
  return request.incarnation == device.incarnation && (current || retried);
}

/// Whether a laptop that has nothing unsent confirms that orders taken from its person are gone
/// from it.
bool confirms_recall(const SyncRequest& request, const DeviceRow& device, DeskTx& tx) {
  if (!request.ops.empty() || request.pending != 0) return false;
  if (request.cursor.seq <= device.settled_seq) return false;
  return !tx.left(device.person, device.settled_seq, request.cursor.seq).empty();
}

/// One laptop's exchange.
class Serving {
 public:
  Serving(const SyncRequest& request, DeskTx& tx, const Moment& moment, DeviceRow device)
      : request_(request),
        tx_(tx),
        moment_(moment),
        device_(std::move(device)),
        feed_(tx.feed()),
        same_history_(same_history(request.cursor, feed_, tx)),
        confirms_recall_(same_history_ && confirms_recall(request, device_, tx)) {}

  /// Whether run() writes nothing.
  [[nodiscard]] bool reads_only() const noexcept {
    return request_.ops.empty() && same_history_ && !confirms_recall_;
  }

  SyncReply run(std::string_view secret_key) {
    reply_.now = time_from_ms(moment_.wall_ms);
    reply_.next_ms = kNextSync_ms;
    if (!same_history_) {
      begin_again("history_diverged");
    } else if (request_.ops.empty()) {
      if (confirm()) fill();
    } else if (!same_laptop(request_, device_)) {
      if (!answer_replay()) begin_again("device_fork");
    } else if (push(secret_key)) {
      fill();
    }
    if (reply_.again.incarnation == 0) tell_of_photos();
    if (!request_.ops.empty() || reply_.again.incarnation != 0) {
      reply_.last_n = device_.last_n;
      reply_.chain = device_.chain;
    }
    // A copy that has not been told apart yet counts by numbers of its own.
    const bool same = request_.incarnation == device_.incarnation;
    reply_.durable_n = same ? device_.durable_n : 0;
    reply_.retained_from = feed_.min;
    if (reply_.cursor == request_.cursor) reply_.cursor.reset();
    return std::move(reply_);
  }

 private:
  void tell_of_photos() {
    reply_.want = tx_.blobs_wanted(device_.id);
    const Cursor& cursor = reply_.cursor ? *reply_.cursor : request_.cursor;
    const std::int64_t through = device_.revoked_at.empty() ? cursor.seq : feed_.seq;
    if (through > request_.cursor.seq) {
      reply_.blob_ack = tx_.blobs_confirmed(device_.id, request_.cursor.seq, through);
    }
  }

  /// A retry that was overtaken by its own laptop: everything in it is known. It is answered and
  /// changes nothing; only somebody who brings something new from an old state is a fork.
  bool answer_replay() {
    // An op that cannot be read comes behind the one before it, or has the number under which its
    // incarnation sent it. A number of an earlier incarnation would be no answer to the laptop.
    std::int64_t next = 0;
    for (const std::string& bytes : request_.ops) {
      const auto known = journalled(tx_, device_.id, bytes);
      const auto op = decode_op(bytes);
      const bool numbered =
          op || next != 0 || (known && known->incarnation == request_.incarnation);
      // What another laptop brought stands on no chain: whoever wrote it has yet to be heard.
      if (!known || !numbered || known->incarnation < 0) {
        reply_.results.clear();
        return false;
      }
      OpResult result = known->result;
      result.n = op ? op.value().n : (next != 0 ? next : known->n);
      next = result.n + 1;
      result.duplicate = true;
      reply_.results.push_back(std::move(result));
    }
    answer_overtaken();
    return true;
  }

  /// Laptop and desk no longer agree on what was before. Whoever lost something, the way out is
  /// one: the laptop sends all it keeps once more under new numbers, and what the desk has is
  /// recognised by its id.
  void begin_again(const char* why) {
    device_ = *tx_.device(device_.id);
    device_.incarnation = std::max(device_.incarnation, request_.incarnation) + 1;
    device_.last_n = 0;
    device_.chain.clear();
    device_.token = new_token(moment_.random);
    device_.previous_token.clear();
    device_.last_request.clear();
    device_.settled_seq = 0;
    device_.durable_n = 0;
    tx_.put_device(device_);
    reply_.again = {device_.incarnation, why};
    reply_.results.clear();
    reply_.receipt = {};
    reply_.token = device_.token;
    reply_.more = true;
    if (std::string_view(why) != "history_diverged") return;
    reply_.reset = true;
    reply_.cursor = Cursor{feed_.epoch, 0, {}, 0};
  }

  bool push(std::string_view secret_key) {
    const std::int64_t had_n = device_.last_n;
    const bool again = request_.request == device_.last_request;
    if (!again) {
      device_.previous_token = device_.token;
      device_.token = new_token(moment_.random);
      device_.last_request = request_.request;
    }
    device_.pending = request_.pending;
    auto taken =
        take_in(tx_, device_, {request_.ops, request_.previous_link, request_.cursor.seq}, moment_);
    if (!taken) {
      begin_again("device_fork");
      return false;
    }
    reply_.results = std::move(taken).value().results;
    if (reply_.results.back().n < device_.last_n) {
      answer_overtaken();
      return false;
    }
    const bool settles = request_.pending == 0 && device_.settled_seq < request_.cursor.seq;
    if (settles) device_.settled_seq = request_.cursor.seq;
    // A retry may have more behind it. A copy that was made before that retries too, with less: it
    // must not be told the token of whoever wrote the rest.
    const bool more = again && device_.last_n > had_n;
    if (more) device_.token = new_token(moment_.random);
    if (settles || more) tx_.put_device(device_);
    reply_.token = device_.token;
    const auto ops = static_cast<std::int64_t>(request_.ops.size());
    reply_.receipt = give_receipt(tx_, device_, ops, moment_, secret_key);
    return true;
  }

  /// The desk has all of it and more: whoever sent it learns what became of it, and no token.
  void answer_overtaken() {
    reply_.token = request_.token;
    reply_.more = true;
  }

  /// A laptop of an older incarnation speaks for itself alone: its copy may hold unsent work.
  /// Reading earns no token: with the last one a copy would count as the laptop that has its own
  /// documents, and the pages behind would come without them.
  bool confirm() {
    if (!confirms_recall_) return true;
    if (request_.incarnation != device_.incarnation) {
      begin_again("device_fork");
      return false;
    }
    device_.settled_seq = request_.cursor.seq;
    tx_.put_device(device_);
    return true;
  }

  void fill() {
    if (!device_.revoked_at.empty()) {  // retired: it gets nothing any more
      reply_.wipe = request_.pending == 0;
      reply_.more = request_.pending != 0;
      return;
    }
    const FeedHead head = request_.ops.empty() ? feed_ : tx_.feed();  // a push has moved it
    const std::int64_t since = request_.cursor.seq;
    // Who reads from the start on goes on, or orders older than `min` would be told for ever.
    if (since != 0 && since < head.min && request_.cursor.whole != 0) {
      reply_.reset = true;
      reply_.cursor = Cursor{head.epoch, 0, {}, 0};
      reply_.more = true;
      return;
    }
    const auto limit = static_cast<std::int64_t>(limits::kPage_bytes);
    const bool asks_less = request_.page_bytes > 0 && request_.page_bytes < limit;
    const std::int64_t page_bytes = asks_less ? request_.page_bytes : limit;
    if (since == head.seq) {  // nothing moved: the cheap answer
      reply_.cursor = Cursor{head.epoch, head.seq, head.salt, head.seq};
    } else {
      fill_page(head, page_bytes);
    }
    if (reply_.more) {
      if (since == 0) reply_.total = tx_.set_digest(device_.person).orders;
      return;
    }
    if (request_.repairs) tx_.differences(device_.person, request_.held, page_bytes, reply_);
    reply_.digested = true;
    reply_.set = tx_.set_digest(device_.person);
  }

  void fill_page(const FeedHead& head, std::int64_t page_bytes) {
    const std::int64_t since = request_.cursor.seq;
    // An order that changes while its reader turns pages moves behind them: its documents are those
    // from before the first page.
    const std::int64_t whole = std::min(request_.cursor.whole, since);
    ChangePage page = tx_.changes(device_.person, reader(), {since, whole}, page_bytes);
    const std::int64_t through = page.more ? page.through : head.seq;
    reply_.changes = std::move(page.changes);
    reply_.documents = std::move(page.documents);
    reply_.more = page.more;
    reply_.left = tx_.left(device_.person, since, through);
    reply_.cursor = Cursor{head.epoch, through, tx_.salt_at(through), page.more ? whole : through};
  }

  /// Whose documents it has already: those that it sent itself. Whoever does not hold the last
  /// token may be a copy of the laptop that did, and gets them all.
  [[nodiscard]] BranchId reader() const {
    const bool last = request_.incarnation == device_.incarnation && holds_token_;
    return last ? Writer{{}, device_.id, device_.incarnation}.branch() : BranchId();
  }

  const SyncRequest& request_;
  DeskTx& tx_;
  const Moment& moment_;
  DeviceRow device_;
  FeedHead feed_;  // as it asked
  bool same_history_;
  bool confirms_recall_;
  bool holds_token_ = request_.token == device_.token;  // as it asked
  SyncReply reply_;
};

/// What was written there was written apart from what the device has said since: whoever spoke in
/// its place is a stranger to it, so it stands in an incarnation of its own.
std::int64_t branch_of_copy(const OpId& given) {
  constexpr std::size_t kDigits = 10;
  std::int64_t number = 1;
  for (const char c : sha256_hex(given.value).substr(0, kDigits)) {
    number = number * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return -number;
}

/// Whether the device will say nothing more that comes before what was carried here for it: it is
/// lost, or has gone on past it and holds nothing back. Whoever was told to begin again has yet to
/// speak.
bool has_said_all(const SyncRequest& carried, const DeviceRow& device) {
  if (device.revoked == Revoked::lost) return true;
  if (carried.incarnation > device.incarnation || device.last_n == 0) return false;
  const auto first =
      carried.ops.empty() ? Result<Op>(Error{Code::bad_bundle}) : decode_op(carried.ops.front());
  const bool past =
      carried.incarnation < device.incarnation || (first && first.value().n <= device.last_n);
  return past && device.pending == 0;
}

/// What became of the hand-over `given`; nothing where the desk has not had it.
std::optional<HandedOver> what_became(const OpId& given, DeskTx& tx) {
  const auto row = tx.journal(given);
  if (!row) return std::nullopt;
  return HandedOver{given, waits(*row) ? std::string(kHandOverWaits) : row->result.state,
                    row->result.version};
}

/// The device that asks, if it may.
Result<DeviceRow> who_asks(const SyncRequest& request, DeskTx& tx) {
  auto device = tx.device(request.device);
  if (!device || device->person.empty()) return Error{Code::unknown_device, request.device.value};
  if (device->revoked == Revoked::lost) return Error{Code::device_lost, device->id.value};
  const auto person = tx.person(device->person);
  if (!person || !person->active) return Error{Code::device_revoked, device->id.value};
  return std::move(*device);
}

}  // namespace

Result<SyncReply> serve(const SyncRequest& request, DeskTx& tx, const Moment& moment,
                        std::string_view secret_key) {
  auto device = who_asks(request, tx);
  if (!device) return device.error();
  return Serving(request, tx, moment, std::move(device).value()).run(secret_key);
}

Result<std::optional<SyncReply>> serve_reading(const SyncRequest& request, DeskTx& tx,
                                               const Moment& moment) {
  auto device = who_asks(request, tx);
  if (!device) return device.error();
  Serving serving(request, tx, moment, std::move(device).value());
  if (!serving.reads_only()) return std::optional<SyncReply>();
  return std::optional(serving.run({}));
}

Result<HandedOver> take_carried(const SyncRequest& request, const OpId& given, DeskTx& tx,
                                const Moment& moment) {
  if (auto known = what_became(given, tx)) return std::move(*known);
  const auto device = tx.device(request.device);
  if (!device || device->person.empty()) return Error{Code::unknown_device, request.device.value};
  const bool pulled_here = same_history(request.cursor, tx.feed(), tx);
  Push push{request.ops, request.previous_link, pulled_here ? request.cursor.seq : 0};
  DeviceRow row = *device;
  const bool same = request.incarnation == device->incarnation;
  if (!same || !take_in(tx, row, push, moment)) {
    if (!has_said_all(request, *device)) return Error{Code::device_fork, request.device.value};
    row = *device;
    row.incarnation = branch_of_copy(given);
    row.settled_seq = 0;
    push.apart = true;
    if (auto taken = take_in(tx, row, push, moment); !taken) return taken.error();
  }
  if (auto done = what_became(given, tx)) return std::move(*done);
  return Error{Code::bad_bundle};
}

}  // namespace huidan::core

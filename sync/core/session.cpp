#include "sync/core/session.hpp"

#include <algorithm>
#include <optional>

#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/core/json.hpp"
#include "sync/core/pace.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::core {
namespace {

constexpr auto kPage_bytes = static_cast<std::int64_t>(limits::kPage_bytes);
constexpr auto kPage_bytes_min = static_cast<std::int64_t>(limits::kPage_bytes_min);

std::int64_t page_of(const SyncState& state) {
  return state.page_bytes == 0 ? kPage_bytes : state.page_bytes;
}

/// Whether every order of the reply is the one it says, as far as a look at its members tells:
/// reading each whole would cost a first pull half of its speed.
bool readable(const SyncReply& reply) {
  return std::ranges::all_of(reply.changes, [](const Change& change) {
    const auto members = split_object(change.text);
    return members && unquoted(member(members.value(), "id")) == change.order.value &&
           member(members.value(), "visits").starts_with("[{");
  });
}

/// The desk's clock minus ours; nothing where the desk's is no time.
std::optional<std::int64_t> offset_ms(const SyncReply& reply, const Now& now) {
  const auto desk_ms = time_to_ms(reply.now);
  if (!desk_ms) return std::nullopt;
  return desk_ms.value() - now.wall_ms;
}

/// A line that once cut a large page may carry larger ones again.
void page_went_well(SyncState& state) {
  state.page_bytes = std::min(page_of(state) * 2, kPage_bytes);
}

}  // namespace

Action Session::start(const Now& now) {
  return send_next(now);
}

Action Session::send_next(const Now& now) {
  SyncRequest request;
  store_.transact([&](LaptopTx& tx) {
    SyncState state = tx.state();
    const std::int64_t page_bytes = carrier_ == Carrier::line ? page_of(state) : kPage_bytes;
    const auto push_bytes = std::min(limits::kPushOps_bytes, static_cast<std::size_t>(page_bytes));
    const auto ops = tx.unsent(limits::kPushOps_max, push_bytes);
    // The desk recognises a retry by this id, so it must be on disk before the first byte leaves.
    // An idle sync has nothing to retry and writes nothing.
    if (state.request.empty() && !ops.empty()) {
      state.request = new_uuid7(now.wall_ms, random_);
      tx.put_state(state);
    }
    if (!ops.empty()) request.request = state.request;
    asked_ = request.request;
    asked_from_ = state.cursor;
    request.device = state.device;
    request.incarnation = state.incarnation;
    request.token = state.token;
    request.now = time_from_ms(now.wall_ms);
    request.cursor = state.cursor;
    if (!ops.empty()) request.previous_link = state.acknowledged;
    request.page_bytes = page_bytes;
    in_flight_.clear();
    for (const OutboxOp& op : ops) {
      request.ops.push_back(op.bytes);
      in_flight_.push_back(op.n);
    }
    request.pending = tx.unsent_count() - static_cast<std::int64_t>(ops.size());
    request.repairs = differs_;
    if (differs_) request.held = tx.held();
  });
  more_to_push_ = request.pending > 0;
  ++report_.requests;
  return Send{encode_request(request)};
}

Action Session::took(const Result<std::string>& reply, const Now& now) {
  if (!reply) return failed(reply.error());
  const auto decoded = decode_reply(reply.value());
  if (!decoded)
    return Finished{Error{Code::bad_reply, std::string(code_name(decoded.error().code))}};
  if (auto taken = take_in(decoded.value(), now); !taken) return Finished{taken.error()};
  const bool more = overtaken_ || more_to_push_ || more_to_pull_ || differs_;
  if (more && !report_.wiped && report_.requests < limits::kPages_max) return send_next(now);
  return Finished{report_};
}

void Session::resume(const Asked& asked) {
  asked_ = asked.request;
  asked_from_ = asked.from;
  in_flight_ = asked.ops;
}

Action Session::failed(const Error& error) {
  if (error.code == Code::device_lost) {
    store_.transact([](LaptopTx& tx) { tx.wipe(); });
  } else if (was_cut(error)) {
    store_.transact([](LaptopTx& tx) {
      SyncState state = tx.state();
      const std::int64_t smaller = std::max(page_of(state) / 2, kPage_bytes_min);
      if (smaller == state.page_bytes) return;
      state.page_bytes = smaller;
      tx.put_state(state);
    });
  }
  return Finished{error};
}

Refusable Session::take_in(const SyncReply& reply, const Now& now) {
  const bool again = reply.again.incarnation != 0;
  if (!again && !answers(reply)) return Error{Code::bad_reply, "res"};
  if (!readable(reply)) return Error{Code::bad_reply, "chg"};
  try {
    store_.transact([&](LaptopTx& tx) { keep_or_drop(tx, reply, now); });
  } catch (const Failure& failure) {
    if (failure.error().code != Code::bad_reply) throw;
    return failure.error();
  }
  if (overtaken_) return Done{};
  count(reply);
  report_.want = reply.want;
  report_.offset_ms = offset_ms(reply, now).value_or(0);
  report_.again_ms = reply.next_ms;
  more_to_pull_ = reply.more || tell_anew_ || written_meanwhile_ || brings_back_;
  tell_anew_ = brings_back_ = false;
  return Done{};
}

void Session::keep_or_drop(LaptopTx& tx, const SyncReply& reply, const Now& now) {
  SyncState state = tx.state();
  overtaken_ = is_overtaken(state);
  if (overtaken_ || !says_something(tx, reply, state)) return;
  if (reply.again.incarnation == 0) take_receipt(tx, state, reply);
  for (const std::string& sha : reply.blob_ack) tx.blob_confirmed(sha);
  // Whoever is retired is told no feed at whose end to ask.
  if (reply.wipe) bring_back(tx, state, now);
  // What was written while the reply was under way goes up first, and so do photos. Those that the
  // desk waits for and that are not here any more, nobody waits for here.
  const auto sent = static_cast<std::int64_t>(in_flight_.size());
  written_meanwhile_ = reply.wipe && tx.unsent_count() > sent;
  wiped_ = reply.wipe && !written_meanwhile_ && !tx.has_waiting_blobs();
  if (wiped_) return tx.wipe();
  keep(tx, state, reply, now);
}

/// Whether every op that was sent has its result, in the same order.
bool Session::answers(const SyncReply& reply) const {
  return std::ranges::equal(reply.results, in_flight_, {}, &OpResult::n);
}

/// An idle sync writes nothing, unless what is held here is no longer what it was.
bool Session::says_something(LaptopTx& tx, const SyncReply& reply, const SyncState& state) {
  const bool moved = reply.cursor && (state.cursor.seq != reply.cursor->seq ||
                                      state.cursor.epoch != reply.cursor->epoch);
  const bool other = reply.digested && (reply.set != state.set || reply.set != tx.set_digest());
  // What was handed over is shown until the desk shows it, or has told all and does not.
  const bool handed = reply.digested && tx.has_handed();
  return moved || other || handed || reply.reset || reply.wipe || reply.again.incarnation != 0 ||
         !reply.results.empty() || !reply.changes.empty() || !reply.left.empty() ||
         !reply.documents.empty() || !reply.blob_ack.empty() || state.durable_n != reply.durable_n;
}

void Session::keep(LaptopTx& tx, SyncState& state, const SyncReply& reply, const Now& now) {
  if (reply.again.incarnation != 0) {
    begin_again(tx, state, reply);
  } else if (!in_flight_.empty()) {
    keep_acknowledged(tx, state, reply);
  }
  for (const Document& document : reply.documents) tx.put_document(document);
  for (const Change& change : reply.changes) tx.put_change(change);
  report_.left += tx.drop_left(reply.left);
  if (reply.reset) {
    tx.mark_stale(state.cursor);
    state.set = {};
  }
  if (reply.cursor) state.cursor = *reply.cursor;
  if (reply.durable_n > state.durable_n) report_.let_go += tx.trim_sent(reply.durable_n);
  state.durable_n = reply.durable_n;
  if (const auto ms = offset_ms(reply, now)) state.clock_offset_ms = *ms;
  if (carrier_ == Carrier::line) page_went_well(state);
  if (reply.digested) {
    bring_back(tx, state, now);
    report_.left += tx.end_of_feed();
    compare(tx, state, reply);
  }
  tx.put_state(state);
}

void Session::keep_acknowledged(LaptopTx& tx, SyncState& state, const SyncReply& reply) {
  state.acknowledged = tx.link_after(in_flight_.back());
  state.token = reply.token;
  state.request.clear();
  for (const OpResult& result : reply.results) tx.acknowledge(result.n, result, reply.now);
}

/// The one way out of every lost history: what is kept goes up once more under new numbers.
void Session::begin_again(LaptopTx& tx, SyncState& state, const SyncReply& reply) {
  state.incarnation = reply.again.incarnation;
  state.token = reply.token;
  state.request.clear();
  state.durable_n = 0;
  tx.send_all_again(state);
}

/// What the desk's last life had given to this laptop, and a restored one did not tell, may be lost
/// there: who has it says so. Where the desk has it after all and it is another's, it leaves.
void Session::bring_back(LaptopTx& tx, SyncState& state, const Now& now) {
  auto lost = tx.lost_orders(state.cursor.epoch);
  if (lost.empty()) return;
  tx.put_state(state);
  for (auto& [order, body] : lost) {
    Op op;
    op.id = OpId(new_uuid7(now.wall_ms, random_));
    op.order = order;
    op.at = time_from_ms(now.wall_ms);
    op.body = std::move(body);
    tx.bring_back(std::move(op), state.cursor.epoch);
    ++report_.brought_back;
  }
  state = tx.state();
  brings_back_ = true;
}

/// At the end of the feed both ends must hold the same (SYNC §2.12). Where they do not, the next
/// request tells what is held, and the desk sends what differs; when that has not helped twice, the
/// desk tells everything anew.
void Session::compare(LaptopTx& tx, SyncState& state, const SyncReply& reply) {
  differs_ = false;
  if (tx.set_digest() == reply.set) {
    if (repairs_ > 0) ++report_.repaired;
    repairs_ = 0;
    state.set = reply.set;
    return;
  }
  ++report_.diverged;
  if (repairs_ < limits::kRepairs_max) {
    ++repairs_;
    differs_ = true;
    return;
  }
  if (report_.resets > 0) return;  // once a session: what is wrong is not here
  ++report_.resets;
  repairs_ = 0;
  tx.mark_stale(state.cursor);
  state.cursor = {state.cursor.epoch, 0, {}, 0};
  tell_anew_ = true;
}

/// A push is believed with the desk's receipt for it, or not at all: throws bad_reply. A push that
/// brought nothing new from an old state has no receipt of its own.
void Session::take_receipt(LaptopTx& tx, SyncState& state, const SyncReply& reply) {
  if (in_flight_.empty()) return;
  const bool known = std::ranges::all_of(reply.results, &OpResult::duplicate);
  if (known && reply.receipt.id.empty()) return;
  auto receipt = proven_receipt(tx, state, reply, in_flight_.back());
  if (!receipt) throw Failure(receipt.error());
  state.receipt = std::move(receipt).value();
  tx.put_receipt(state.receipt);
  report_.receipt = state.receipt.id;
}

/// Another program on this laptop has synced meanwhile. What it took in is at least as new: putting
/// this reply over it would lead the cursor and the chain back.
bool Session::is_overtaken(const SyncState& state) const {
  const bool pulled =
      state.cursor.seq != asked_from_.seq || state.cursor.epoch != asked_from_.epoch;
  return pulled || (!in_flight_.empty() && state.request != asked_);
}

void Session::count(const SyncReply& reply) {
  report_.wiped = wiped_;
  if (reply.again.incarnation != 0) ++report_.forks;
  if (reply.reset) ++report_.resets;
  report_.pulled += static_cast<std::int64_t>(reply.changes.size());
  if (reply.total > 0) report_.total = reply.total;
  for (const OpResult& result : reply.results) {
    ++report_.pushed;
    if (result.duplicate) ++report_.duplicate;
    if (result.state == "applied") ++report_.applied;
    if (result.state == "late") ++report_.late;
    if (result.state == "parked") ++report_.parked;
    if (result.state == "rejected") ++report_.rejected;
  }
}

}  // namespace huidan::core

#include "sync/core/session.hpp"

#include <algorithm>

#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"

namespace huidan::core {

Action Session::start(const Now& now) {
  return send_next(now);
}

Action Session::send_next(const Now& now) {
  SyncRequest request;
  store_.transact([&](LaptopTx& tx) {
    SyncState state = tx.state();
    const auto ops = tx.unsent(limits::kPushOps_max, limits::kPushOps_bytes);
    // The desk recognises a retry by this id, so it must be on disk before the first byte leaves.
    // An idle sync has nothing to retry and writes nothing.
    if (state.request.empty() && !ops.empty()) {
      state.request = new_uuid7(now.wall_ms, random_);
      tx.put_state(state);
    }
    request.request = ops.empty() ? new_uuid7(now.wall_ms, random_) : state.request;
    asked_ = request.request;
    asked_from_ = state.cursor;
    request.device = state.device;
    request.incarnation = state.incarnation;
    request.token = state.token;
    request.now = time_from_ms(now.wall_ms);
    request.cursor = state.cursor;
    request.previous_link = state.acknowledged;
    request.page_bytes = static_cast<std::int64_t>(limits::kPage_bytes);
    in_flight_.clear();
    for (const OutboxOp& op : ops) {
      request.ops.push_back(op.bytes);
      in_flight_.push_back(op.n);
    }
    request.pending = tx.unsent_count() - static_cast<std::int64_t>(ops.size());
  });
  more_to_push_ = request.pending > 0;
  ++report_.requests;
  return Send{encode_request(request)};
}

Action Session::took(const Result<std::string>& reply, const Now& now) {
  if (!reply) {
    if (reply.error().code != Code::history_diverged || started_over_) {
      return Finished{reply.error()};
    }
    // The desk was restored: what it says is read again from the start; the outbox stays.
    started_over_ = true;
    store_.transact([](LaptopTx& tx) {
      SyncState state = tx.state();
      state.cursor = Cursor{};
      tx.put_state(state);
    });
    return send_next(now);
  }
  const auto decoded = decode_reply(reply.value());
  if (!decoded)
    return Finished{Error{Code::bad_reply, std::string(code_name(decoded.error().code))}};
  if (auto taken = take_in(decoded.value(), now); !taken) return Finished{taken.error()};
  if ((overtaken_ || more_to_push_ || more_to_pull_) && report_.requests < limits::kPages_max) {
    return send_next(now);
  }
  return Finished{report_};
}

Refusable Session::take_in(const SyncReply& reply, const Now& now) {
  if (!answers(reply)) return Error{Code::bad_reply, "res"};
  store_.transact([&](LaptopTx& tx) {
    SyncState state = tx.state();
    overtaken_ = overtaken(state);
    if (!overtaken_ && says_something(reply, state)) keep(tx, state, reply, now);
  });
  if (overtaken_) return Done{};
  for (const OpResult& result : reply.results) count(result);
  report_.pulled += static_cast<std::int64_t>(reply.changes.size());
  more_to_pull_ = reply.more;
  return Done{};
}

/// Whether every op that was sent has its result, in the same order.
bool Session::answers(const SyncReply& reply) const {
  return std::ranges::equal(reply.results, in_flight_, {}, &OpResult::n);
}

/// An idle sync writes nothing.
bool Session::says_something(const SyncReply& reply, const SyncState& state) {
  const bool moved =
      state.cursor.seq != reply.cursor.seq || state.cursor.epoch != reply.cursor.epoch;
  return moved || !reply.results.empty() || !reply.changes.empty() || !reply.left.empty() ||
         !reply.documents.empty();
}

void Session::keep(LaptopTx& tx, SyncState& state, const SyncReply& reply, const Now& now) {
  if (!in_flight_.empty()) {
    state.acknowledged = tx.link_after(in_flight_.back());
    state.token = reply.token;
    state.request.clear();
    state.receipt = reply.receipt;
    report_.receipt = reply.receipt.id;
  }
  for (const OpResult& result : reply.results) tx.acknowledge(result.n, result, reply.now);
  for (const Document& document : reply.documents) tx.put_document(document);
  for (const Change& change : reply.changes) tx.put_change(change);
  report_.left += tx.drop_left(reply.left);
  if (!reply.more) tx.drop_strangers();
  state.cursor = reply.cursor;
  state.durable_n = reply.durable_n;
  if (const auto desk_ms = time_to_ms(reply.now)) {
    state.clock_offset_ms = desk_ms.value() - now.wall_ms;
  }
  tx.put_state(state);
}

/// Another program on this laptop has synced meanwhile. What it took in is at least as new: putting
/// this reply over it would lead the cursor and the chain back.
bool Session::overtaken(const SyncState& state) const {
  const bool pulled =
      state.cursor.seq != asked_from_.seq || state.cursor.epoch != asked_from_.epoch;
  return pulled || (!in_flight_.empty() && state.request != asked_);
}

void Session::count(const OpResult& result) {
  ++report_.pushed;
  if (result.state == "applied") ++report_.applied;
  if (result.state == "late") ++report_.late;
  if (result.state == "parked") ++report_.parked;
  if (result.state == "rejected") ++report_.rejected;
}

}  // namespace huidan::core

// Any bytes as a sync's request, served by a desk: it never breaks, every op of a request that was
// taken in has exactly one final result, sent again it has the same, the feed has no gap, and the
// reply reads.

#include <algorithm>
#include <set>

#include "sync/core/op.hpp"
#include "sync/core/wire_push.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace huidan::fuzz {
namespace {

using namespace core;

const std::set<std::string> kFinal{"applied", "late", "parked", "rejected"};

std::int64_t count(store::Database& database, std::string_view sql, std::int64_t since) {
  store::Rows rows = database.query(sql, {since});
  return rows.next() ? rows.integer(0) : -1;
}

/// The numbers given out since `before` are those that orders bear, each once.
void check_feed(test::Desk& desk, const FeedHead& before) {
  const FeedHead after = desk.records().feed();
  must(after.seq >= before.seq, "the feed goes forward");
  const std::int64_t changed = count(
      desk.database(), "SELECT COUNT(DISTINCT seq) FROM work_order WHERE seq > $1", before.seq);
  must(changed <= after.seq - before.seq, "no order has a number that was not given out");
  const std::int64_t newest = count(
      desk.database(), "SELECT COALESCE(MAX(seq), $1) FROM work_order WHERE seq > $1", before.seq);
  must(newest == after.seq, "the newest number is an order's");
}

void check_results(test::Desk& desk, const SyncRequest& request, const SyncReply& reply,
                   std::int64_t last_n) {
  must(reply.results.size() == request.ops.size(), "one result for each op");
  const auto most = last_n + static_cast<std::int64_t>(request.ops.size());
  const bool counted = reply.last_n >= last_n && reply.last_n <= most;
  must(request.ops.empty() ? reply.last_n == 0 : counted, "an op counts once");
  std::int64_t n = last_n;
  for (std::size_t i = 0; i < reply.results.size(); ++i) {
    const OpResult& result = reply.results[i];
    must(kFinal.contains(result.state), "a result is final");
    must(result.state != "rejected" || !result.code.empty(), "a rejection has its reason");
    must(result.state != "parked" || !result.disputes.empty() || !result.code.empty(),
         "what is parked has its reason");
    if (!result.duplicate) {
      must(result.n > n && result.n <= reply.last_n, "what is done is counted, in its order");
      n = result.n;
    }
    const auto op = decode_op(request.ops[i]);
    if (op) must(desk.records().journal(op.value().id).has_value(), "what came is in the journal");
  }
}

void check_reply(const SyncReply& reply) {
  const std::string text = encode_reply(reply);
  const auto read = decode_reply(text);
  must(read.ok(), "the reply reads");
  must(encode_reply(read.value()) == text, "and is what was written");
}

Moment moment(test::Desk& desk) {
  return {1795309500000, desk.random()};
}

Result<SyncReply> served(test::Desk& desk, const SyncRequest& request) {
  return serve(request, desk.records(), moment(desk), desk.key().secret_key);
}

/// Whether it is answered without writing; that answer reads too.
bool reads(test::Desk& desk, const SyncRequest& request) {
  const auto read = serve_reading(request, desk.records(), moment(desk));
  if (!read || !read.value()) return false;
  check_reply(*read.value());
  return true;
}

/// Ops as they are, and as they travel.
std::vector<std::string> donors() {
  std::vector<std::string> all = site().unsent();
  for (std::string& told : short_ops(all, {})) all.push_back(std::move(told));
  return all;
}

void check(std::string_view body) {
  const auto request = decode_request(body);
  if (!request) {
    must(request.error().code != Code::internal, "a refusal has its code");
    return;
  }
  test::Desk& desk = site().desk;
  const store::Transaction undone(desk.database(), store::Transaction::Kind::write);
  const FeedHead before = desk.records().feed();
  const auto device = desk.records().device(request.value().device);
  const bool idle = reads(desk, request.value());
  const auto reply = served(desk, request.value());
  if (!reply) {
    must(reply.error().code != Code::internal, "a refusal has its code");
    return;
  }
  check_feed(desk, before);
  check_reply(reply.value());
  if (reply.value().again.incarnation != 0) {
    must(!idle, "a new incarnation is written");
    must(reply.value().results.empty(), "and nothing else");
    must(desk.records().feed().seq == before.seq, "no order changed");
    return;
  }
  check_results(desk, request.value(), reply.value(), device.value().last_n);
  const FeedHead between = desk.records().feed();
  const auto second = served(desk, request.value());
  must(second.ok() && second.value().again.incarnation == 0, "a retry is answered");
  must(second.value().results.size() == reply.value().results.size(), "with as many results");
  for (std::size_t i = 0; i < reply.value().results.size(); ++i) {
    must(second.value().results[i].state == reply.value().results[i].state, "the very same");
    must(second.value().results[i].duplicate, "known as done before");
  }
  must(desk.records().feed().seq == between.seq, "and changes nothing");
}

}  // namespace
}  // namespace huidan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  huidan::fuzz::check(huidan::fuzz::view_of(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  static const std::vector<std::string> donors = huidan::fuzz::donors();
  return huidan::fuzz::mutate_json(data, size, size_max, seed, donors);
}

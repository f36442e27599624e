// Hand-overs of which each waits for the one before it are taken up one within the other; there are
// never more of them than an order has room for disputes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "tests/core/hand.hpp"

namespace huidan::test {
namespace {

constexpr std::size_t kAtOnce = 500;  // of them in one request

/// `count` hand-overs to and fro, each of them seen by the next: the first is the giver's, unsent.
struct Chain {
  Chain(Desk& desk, std::size_t count)
      : order(desk.receive("WX-1", "e1")), giver(desk, "e1"), here(desk, "e2"), there(desk, "e1") {
    OpId seen;
    first = handed(giver, "e2", seen);
    for (std::size_t i = 0; i < count; ++i) {
      Hand& hand = i % 2 == 0 ? here : there;
      std::string op = handed(hand, i % 2 == 0 ? "e1" : "e2", seen);
      (i % 2 == 0 ? from_here : from_there).push_back(std::move(op));
    }
  }

  std::string handed(Hand& hand, const std::string& to, OpId& seen) const {
    core::Op op;
    op.seen = seen;
    op.id = seen = OpId(new_uuid7(hand.desk.now_ms(), hand.desk.random()));
    op.base = hand.desk.view(order).version;
    op.body = core::HandOver{to};
    return hand.write(std::move(op), order);
  }

  OrderId order;
  Hand giver;
  Hand here;
  Hand there;
  std::string first;
  std::vector<std::string> from_here;
  std::vector<std::string> from_there;
};

/// How many of them came to be `state`.
std::size_t pushed(Hand& hand, const std::vector<std::string>& ops, std::string_view state) {
  std::size_t found = 0;
  for (std::size_t from = 0; from < ops.size(); from += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, ops.size() - from);
    const auto begin = ops.begin() + static_cast<std::ptrdiff_t>(from);
    const auto reply = hand.push({begin, begin + static_cast<std::ptrdiff_t>(count)});
    REQUIRE(reply.ok());
    for (const core::OpResult& result : reply.value().results) {
      if (result.state + ' ' + result.code == state) ++found;
    }
  }
  return found;
}

/// All that may wait cost minutes.
std::size_t in_chain() {
  return std::getenv("HUIDAN_SOAK") == nullptr ? 60 : limits::kDisputes_max;
}

TEST_CASE("hand-overs that wait for each other are taken up, all that may wait, and no more may") {
  Desk desk;
  Chain chain(desk, in_chain() + 1);
  const std::string last = chain.from_here.back();
  chain.from_here.pop_back();
  CHECK(pushed(chain.here, chain.from_here, "parked parked") == in_chain() / 2);
  CHECK(pushed(chain.there, chain.from_there, "parked parked") == in_chain() / 2);
  if (in_chain() == limits::kDisputes_max) {
    CHECK(told(chain.here.push({last})) ==
          std::to_string(in_chain() / 2 + 1) + " rejected too_many");
  }
  CHECK(desk.view(chain.order).disputes.size() == in_chain());
  CHECK(pushed(chain.giver, {chain.first}, "applied ") == 1);
  const WorkOrder order = desk.view(chain.order);
  CHECK(order.disputes.empty());
  CHECK(value_of(order, Field::assignee) == "e2");
}

TEST_CASE("a dispute names who wrote what stands, also where that was done a moment ago") {
  Desk desk;
  const OrderId order = desk.receive("WX-1", "e1");
  Hand giver(desk, "e1");
  Hand taker(desk, "e2");
  const auto remarks = [&](Hand& hand, const std::string& words, const OpId& seen) {
    core::Op op;
    op.seen = seen;
    op.base = desk.view(order).version;
    op.body = core::SetFields{desk.view(order).visits.back().id, {{Field::remarks, words}}};
    return hand.write(std::move(op), order);
  };
  core::Op given;
  given.id = OpId(new_uuid7(desk.now_ms(), desk.random()));
  given.base = desk.view(order).version;
  given.body = core::HandOver{"e2"};
  const OpId seen = given.id;
  CHECK(told(taker.push({remarks(taker, "his", seen)})) == "1 parked parked");
  // The hand-over does what waited for it; what the giver writes behind it had not seen that.
  const std::string first = giver.write(std::move(given), order);
  CHECK(told(giver.push({first, remarks(giver, "hers", {})})) == "1 applied, 2 parked parked");
  const Dispute dispute = desk.view(order).disputes.at(0);
  CHECK(dispute.theirs == "his");
  CHECK(dispute.theirs_by == "e2");
  CHECK(dispute.by == "e1");
}

/// The dispute under which `op` waits as a whole.
DisputeId dispute_of(const OpId& op) {
  return DisputeId("D-" + sha256_hex(op.value + op.value + "/op").substr(0, 12));
}

TEST_CASE("settlements that wait and choose each other come to no end, and are refused") {
  Desk desk;
  const OrderId order = desk.receive("WX-1", "e1");
  Hand taker(desk, "e2");
  const OpId nowhere(new_uuid7(desk.now_ms(), desk.random()));
  const OpId one(new_uuid7(desk.now_ms(), desk.random()));
  const OpId other(new_uuid7(desk.now_ms(), desk.random()));
  const auto choosing = [&](const OpId& id, const OpId& chosen) {
    core::Op op;
    op.id = id;
    op.seen = nowhere;
    op.body = core::SettleDispute{dispute_of(chosen), "dispute.settle"};
    return taker.write(std::move(op), order);
  };
  CHECK(told(taker.push({choosing(one, other), choosing(other, one)})) ==
        "1 parked parked, 2 parked parked");
  const auto settled = desk.edit(order, core::SettleDispute{dispute_of(one), "dispute.settle"},
                                 desk.view(order).version);
  CHECK(settled.state == "rejected");
  CHECK(settled.code == "too_many");
  for (const Dispute& dispute : desk.view(order).disputes) CHECK(dispute.state == "open");
}

}  // namespace
}  // namespace huidan::test

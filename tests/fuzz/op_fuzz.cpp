// Any bytes as an op: they are refused with a code, or they are an op that reads, writes,
// renumbers, travels and merges as every op must. What is no object is tried as packed ink.

#include <variant>

#include "sync/core/canon.hpp"
#include "sync/core/merge.hpp"
#include "sync/core/wire_ink.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/core/wire_push.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace huidan::fuzz {
namespace {

using namespace core;

/// An order and somebody who writes into it.
struct Meeting {
  OrderState state;
  Author author;
  std::string text;  // of the order
};

struct Ground {
  std::vector<Meeting> meetings;
  std::vector<std::string> donors;
};

OrderState state_at(Site& site, const OrderId& id) {
  store::Transaction transaction(site.desk.database(), store::Transaction::Kind::read);
  return site.desk.records().order(id).value();
}

const Ground& ground() {
  static const Ground one = [] {
    Site& s = site();
    Author engineer;
    engineer.roles = Role::engineer;
    engineer.person = PersonId(s.mine.value);
    engineer.writer = s.laptop.writer();
    engineer.public_key = s.laptop.key().public_key;
    Author late = engineer;
    late.grant = Grant::closed;
    Author seat;
    seat.roles = Role::administrator;
    seat.writer = {"", DeviceId(s.nobodys.value)};
    Ground made;
    for (const Author& author : {engineer, late, seat}) {
      for (const OrderId& id : {s.mine, s.disputed}) {
        OrderState state = state_at(s, id);
        const std::string text = encode_order(state.order, Empty::omitted);
        made.meetings.push_back({std::move(state), author, text});
      }
    }
    made.donors = s.unsent();
    return made;
  }();
  return one;
}

void check_renumbered(std::string_view bytes, const Op& op) {
  const std::int64_t n = op.n / 2 + 1;  // the largest number has none after it
  const std::string other = renumbered(bytes, n);
  const auto again = decode_op(other);
  must(again.ok(), "a renumbered op reads");
  must(again.value().n == n && again.value().id == op.id, "it is the same but for n");
  must(same_op(bytes, other), "and known as the same");
}

void check_written(const Op& op) {
  if (std::holds_alternative<UnknownKind>(op.body)) return;
  const std::string canonical = encode_op(op);
  const auto read = decode_op(canonical);
  must(read.ok(), "what was written anew reads");
  must(encode_op(read.value()) == canonical, "and is what was written");
}

void check_merge(const Meeting& before, const Op& op) {
  OrderState state = before.state;
  const Outcome outcome = merge(state, op, before.author);
  const std::string text = encode_order(state.order, Empty::omitted);
  const std::int64_t raised = state.order.version - before.state.order.version;
  must(raised == 0 || raised == 1, "an op raises the version by one at most");
  must((outcome.verdict == Verdict::parked) == !outcome.disputes.empty(), "parked means disputes");
  if (outcome.verdict == Verdict::rejected) {
    must(text == before.text, "a rejected op changes nothing");
    must(outcome.error.code != Code::internal, "a rejection has its code");
  }
  if (text == before.text) return;
  const auto read = decode_order(text);
  must(read.ok(), "the order reads");
  must(encode_order(read.value(), Empty::omitted) == text, "and is what was written");
  must(decode_stamps(encode_stamps(state.stamps)).ok(), "the stamps read");
}

/// A request of this op, twice, gives it back twice.
void check_told(std::string_view bytes) {
  const std::vector<std::string> ops(2, std::string(bytes));
  const auto elements = short_ops(ops, {});
  must(whole_ops({elements.begin(), elements.end()}, {}).value() == ops, "an op is what was told");
}

void check_ink(std::string_view packed) {
  const auto file = unpack_ink(packed);
  must(file.ok() || file.error().code != Code::internal, "a refusal has its code");
  if (!file) return;
  const auto again = pack_ink(file.value());
  must(!again || unpack_ink(*again).value() == file.value(), "ink is what was packed");
}

void check(std::string_view bytes) {
  if (!bytes.starts_with('{')) return check_ink(bytes);
  const auto op = decode_op(bytes);
  if (!op) {
    must(op.error().code != Code::internal, "a refusal has its code");
    must(bytes.empty() || !same_op(bytes, {}), "what is no op is not the same as nothing");
    return;
  }
  // One question for each input, so that there can be more inputs.
  const auto& meetings = ground().meetings;
  const std::size_t ask = bytes.size() % (meetings.size() + 3);
  if (ask == 0) return check_renumbered(bytes, op.value());
  if (ask == 1) return check_written(op.value());
  if (ask == 2) return check_told(bytes);
  if (std::holds_alternative<NewOrder>(op.value().body)) return;  // the caller sees to it
  check_merge(meetings[ask - 3], op.value());
}

}  // namespace
}  // namespace huidan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  huidan::fuzz::check(huidan::fuzz::view_of(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  return huidan::fuzz::mutate_json(data, size, size_max, seed, huidan::fuzz::ground().donors);
}

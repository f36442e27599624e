// Any bytes as the desk's reply, taken in by a laptop with unsent work: nothing of it is lost but
// what the reply acknowledges, and what the laptop then holds can be read.

#include <algorithm>
#include <set>

#include "sync/core/op.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace huidan::fuzz {
namespace {

using namespace core;

/// The laptop's store inside one transaction that is undone at the end.
class UndoneStore final : public LaptopStore {
 public:
  explicit UndoneStore(store::Database& database) : records_(database), database_(database) {}

  void transact(const std::function<void(LaptopTx&)>& work) override {
    database_.script("SAVEPOINT fuzz");
    try {
      work(records_);
    } catch (...) {
      database_.script("ROLLBACK TO fuzz; RELEASE fuzz");
      throw;
    }
    database_.script("RELEASE fuzz");
  }

  [[nodiscard]] store::LaptopRecords& records() { return records_; }

 private:
  store::LaptopRecords records_;
  store::Database& database_;
};

/// Of what is unsent: the ops' ids, each with its number.
std::set<std::pair<std::string, std::int64_t>> held(store::LaptopRecords& records) {
  std::set<std::pair<std::string, std::int64_t>> ids;
  for (const OutboxOp& op : records.unsent(1000, std::size_t{1} << 20)) {
    ids.emplace(decode_op(op.bytes).value().id.value, op.n);
  }
  return ids;
}

const std::set<std::string> kFinal{"applied", "late", "parked", "rejected"};

void check_kept(store::LaptopRecords& records, const Result<SyncReply>& reply,
                const std::set<std::pair<std::string, std::int64_t>>& before) {
  const auto after = held(records);
  std::set<std::string> ids;
  for (const auto& [id, n] : after) ids.insert(id);
  for (const auto& [id, n] : before) {
    if (ids.contains(id)) continue;
    must(reply.ok(), "what cannot be read takes nothing");
    if (reply.value().wipe) continue;
    const auto& results = reply.value().results;
    const auto said = std::ranges::find(results, n, &OpResult::n);
    must(said != results.end(), "only what has a result goes out of the outbox");
    must(kFinal.contains(said->state), "and a result is one that is final");
    must(reply.value().again.incarnation == 0, "and nothing when all is sent again");
  }
}

void check(std::string_view body) {
  Site& s = site();
  store::Database& database = s.laptop.database();
  const store::Transaction undone(database, store::Transaction::Kind::write);
  UndoneStore store(database);
  SeededRandom random(1);
  const auto before = held(store.records());
  Session session(store, random);
  const Action asked = session.start({1795309500000, 0});
  must(std::holds_alternative<Send>(asked), "a session begins with a request");
  const auto reply = decode_reply(body);
  const Action next = session.took(std::string(body), {1795309501000, 0});
  check_kept(store.records(), reply, before);
  if (const auto* send = std::get_if<Send>(&next)) {
    must(decode_request(send->body).ok(), "what is asked next reads");
  }
  // Whatever came, the engineer can go on working.
  static_cast<void>(store.records().views(s.laptop.writer()));
  static_cast<void>(store.records().state());
}

std::vector<std::string> replies() {
  Site& s = site();
  const store::Transaction undone(s.desk.database(), store::Transaction::Kind::write);
  const auto request = decode_request(s.request());
  const auto reply = serve(request.value(), s.desk.records(), {1795309500000, s.desk.random()},
                           s.desk.key().secret_key);
  return {encode_reply(reply.value())};
}

}  // namespace
}  // namespace huidan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  huidan::fuzz::check(huidan::fuzz::view_of(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  static const std::vector<std::string> donors = huidan::fuzz::replies();
  return huidan::fuzz::mutate_json(data, size, size_max, seed, donors);
}

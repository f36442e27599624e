// Group commit: 64 clients push one op each, again and again, each answered when it is on disk. At
// the desk's door without HTTP, so that what is compared is the committing: against the same with a
// transaction for each, and against raw commits of one row to the same disk.

#include <algorithm>
#include <atomic>
#include <thread>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/core/frame.hpp"
#include "tests/bench/sync_desk.hpp"

namespace huidan::bench {
namespace {

constexpr int kClients = 64;
constexpr double kSlice_ms = 1500;
constexpr int kRounds = 3;

/// A laptop that sends one edit of its own order at a time.
class Pusher {
 public:
  Pusher(server::App& app, int number) : app_(app), name_("e" + std::to_string(number)) {
    must(app.desk.write([&](server::Records& records) -> Refusable {
      const core::Moment moment = app.desk.moment();
      row_.id = DeviceId(new_uuid7(moment.wall_ms, moment.random));
      row_.person = PersonId(new_uuid7(moment.wall_ms, moment.random));
      row_.public_key = key_.public_key;
      records.orders.add_person({row_.person, name_, Role::engineer, "", true});
      records.orders.add_device(row_, time_from_ms(moment.wall_ms));
      return Done{};
    }));
    prover_.emplace(row_.id, key_.secret_key, public_half(app.desk.secret_key()));
    order_ = must(app.dispatch.assign({}, "WX-" + std::to_string(number), name_)).order.id;
    push({});  // the first pull
  }

  void push_one() {
    core::Op op;
    op.id = OpId(new_uuid7(app_.desk.now_ms(), random_));
    op.n = ++n_;
    op.order = order_;
    op.base = base_;
    op.base_seq = cursor_.seq;
    op.epoch = cursor_.epoch;
    op.at = time_from_ms(app_.desk.now_ms());
    op.body =
        core::SetFields{RowId(order_.value), {{Field::remarks, "现场 " + std::to_string(n_)}}};
    push({core::encode_op(op)});
  }

 private:
  void push(std::vector<std::string> ops) {
    core::SyncRequest request;
    request.request = new_uuid7(app_.desk.now_ms(), random_);
    request.device = row_.id;
    request.token = token_;
    request.now = time_from_ms(app_.desk.now_ms());
    request.cursor = cursor_;
    request.previous_link = chain_;
    request.ops = std::move(ops);
    for (const std::string& op : request.ops) chain_ = core::next_link(chain_, op);
    const core::Frame frame = core::pack(core::encode_request(request));
    const std::string proof = prover_.value().prove(core::sync_statement(frame.bytes));
    const auto answer = must(app_.sync.exchange({proof, frame.content_type, frame.bytes}));
    const auto reply =
        must(core::decode_reply(must(core::unpack(answer.content_type, answer.bytes, 16 << 20))));
    const bool taken = reply.again.incarnation == 0 && reply.results.size() == request.ops.size();
    if (!taken) throw std::runtime_error("bench: a push was not taken");
    token_ = reply.token;
    cursor_ = reply.cursor;
    for (const core::Change& change : reply.changes) base_ = change.version;
  }

  server::App& app_;
  std::string name_;
  KeyPair key_ = new_key_pair();
  core::DeviceRow row_;
  std::optional<core::Prover> prover_;
  OrderId order_;
  SystemRandom random_;
  std::string token_;
  std::string chain_;
  core::Cursor cursor_;
  std::int64_t base_ = 0;
  std::int64_t n_ = 0;
};

struct Rate {
  double per_s = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double per_commit = 0;
};

Rate pushes(server::App& app, std::vector<std::unique_ptr<Pusher>>& clients) {
  const std::int64_t commits = app.desk.commits();
  std::vector<std::vector<double>> times(clients.size());
  const auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients.size(); ++i) {
      threads.emplace_back([&, i] {
        while (ms_since(start) < kSlice_ms) {
          const auto begin = Clock::now();
          clients[i]->push_one();
          times[i].push_back(ms_since(begin));
        }
      });
    }
  }
  const double ms = ms_since(start);
  std::vector<double> all;
  for (const auto& of_one : times) all.insert(all.end(), of_one.begin(), of_one.end());
  std::ranges::sort(all);
  const auto count = static_cast<double>(all.size());
  return {count * 1e3 / ms, all[all.size() / 2], all[all.size() * 99 / 100],
          count / static_cast<double>(app.desk.commits() - commits)};
}

double raw_commits_per_s(const fs::path& folder) {
  store::Database database(folder / "raw.db");
  database.script("CREATE TABLE IF NOT EXISTS one (id INTEGER PRIMARY KEY, doc TEXT)");
  const auto start = Clock::now();
  double count = 0;
  for (; ms_since(start) < kSlice_ms / 2; ++count) {
    store::Transaction transaction(database, store::Transaction::Kind::write);
    database.run("INSERT INTO one (doc) VALUES ($1)", {"x"});
    transaction.commit();
  }
  return count * 1e3 / ms_since(start);
}

void take_in_orders(server::App& app) {
  std::string lines;
  for (int i = 0; i < kClients; ++i) {
    lines += R"~({"no":"WX-)~" + std::to_string(i) +
             R"~(","reporter_unit":"东岭供电公司(样例)","description":"样例"})~" + "\n";
  }
  const auto plan = server::read_import(lines, server::ImportFormat::jsonl, {}, {});
  must(app.intake.import(plan.value(), server::Rehearsal::real, {}));
}

}  // namespace

void bench_group_commit(std::vector<BenchRow>& rows, const Ground& ground) {
  server::App app(ground.folder / "commit");
  take_in_orders(app);
  std::vector<std::unique_ptr<Pusher>> clients;
  for (int i = 0; i < kClients; ++i) clients.push_back(std::make_unique<Pusher>(app, i));
  std::vector<double> raw;
  std::vector<double> alone;
  std::vector<double> grouped;
  Rate last;
  for (int i = 0; i < kRounds; ++i) {
    raw.push_back(raw_commits_per_s(ground.folder));
    app.desk.group_at_most(1);
    alone.push_back(pushes(app, clients).per_s);
    app.desk.group_at_most(limits::kGroupCommit_max);
    last = pushes(app, clients);
    grouped.push_back(last.per_s);
  }
  const double rate = median(grouped);
  BenchRow row{"group commit, 64 clients", rate, "/s", 0, "a transaction for each"};
  rows.push_back(ratio_at_least(row, rate / median(alone), 2.5, 5));
  row.name = "  the same";
  row.against = "raw commits of one row, " + std::to_string(median(raw)).substr(0, 6) + "/s";
  rows.push_back(ratio_at_least(row, rate / median(raw), 2, 3.5));
  rows.push_back({"  requests in one commit", last.per_commit, "", 0, "", "", true});
  rows.push_back({"  p50", last.p50_ms, "ms", 0, "", "", true});
  rows.push_back({"  p99", last.p99_ms, "ms", 0, "", "", true, 12, last.p99_ms});
}

}  // namespace huidan::bench

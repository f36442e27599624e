#include "tests/bench/pusher.hpp"

#include <algorithm>
#include <thread>

#include "sync/base/time.hpp"
#include "sync/core/frame.hpp"

namespace huidan::bench {
namespace {

constexpr std::string_view kMakeRaw =
    "CREATE TABLE IF NOT EXISTS raw_commit (id BIGINT PRIMARY KEY, doc TEXT)";
constexpr std::string_view kPutRaw = "INSERT INTO raw_commit (id, doc) VALUES ($1, 'x')";
constexpr std::string_view kDropRaw = "DELETE FROM raw_commit";

}  // namespace

Pusher::Pusher(server::App& app, int number) : name_("e" + std::to_string(number)) {
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
  push(app, {});  // the first pull
}

void Pusher::push_one(server::App& app) {
  core::Op op;
  op.id = OpId(new_uuid7(app.desk.now_ms(), random_));
  op.n = ++n_;
  op.order = order_;
  op.base = base_;
  op.base_seq = cursor_.seq;
  op.epoch = cursor_.epoch;
  op.at = time_from_ms(app.desk.now_ms());
  op.body = core::SetFields{RowId(order_.value), {{Field::remarks, "现场 " + std::to_string(n_)}}};
  push(app, {core::encode_op(op)});
}

void Pusher::push(server::App& app, std::vector<std::string> ops) {
  core::SyncRequest request;
  request.request = new_uuid7(app.desk.now_ms(), random_);
  request.device = row_.id;
  request.token = token_;
  request.now = time_from_ms(app.desk.now_ms());
  request.cursor = cursor_;
  request.previous_link = chain_;
  request.ops = std::move(ops);
  for (const std::string& op : request.ops) chain_ = core::next_link(chain_, op);
  const core::Frame frame = core::pack(core::encode_request(request));
  const std::string proof = prover_->prove(core::sync_statement(frame.bytes));
  const auto answer = must(app.sync.exchange({proof, frame.content_type, frame.bytes}));
  const auto reply =
      must(core::decode_reply(must(core::unpack(answer.content_type, answer.bytes, 16 << 20))));
  const bool taken = reply.again.incarnation == 0 && reply.results.size() == request.ops.size();
  if (!taken) throw std::runtime_error("bench: a push was not taken");
  token_ = reply.token;
  if (reply.cursor) cursor_ = *reply.cursor;
  for (const core::Change& change : reply.changes) base_ = change.version;
}

Pushers pushers_on(server::App& app, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += R"~({"no":"WX-)~" + std::to_string(i) +
             R"~(","reporter_unit":"东岭供电公司(样例)","description":"样例"})~" + "\n";
  }
  const auto plan = server::read_import(lines, server::ImportFormat::jsonl, {}, {});
  must(app.intake.import(plan.value(), server::Rehearsal::real, {}));
  Pushers clients;
  for (int i = 0; i < count; ++i) clients.push_back(std::make_unique<Pusher>(app, i));
  return clients;
}

Rate pushes(const std::vector<server::App*>& apps, Pushers& clients, double slice_ms) {
  const auto commits = [&] {
    std::int64_t sum = 0;
    for (const server::App* app : apps) sum += app->desk.commits();
    return sum;
  };
  const std::int64_t before = commits();
  std::vector<std::vector<double>> times(clients.size());
  const auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients.size(); ++i) {
      threads.emplace_back([&, i] {
        while (ms_since(start) < slice_ms) {
          const auto begin = Clock::now();
          clients[i]->push_one(*apps[i % apps.size()]);
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
          count / static_cast<double>(commits() - before)};
}

double raw_commits_per_s(store::Database& database, double slice_ms) {
  database.run(kMakeRaw);
  database.run(kDropRaw);
  const auto start = Clock::now();
  std::int64_t count = 0;
  for (; ms_since(start) < slice_ms; ++count) {
    store::Transaction transaction(database, store::Transaction::Kind::write);
    database.run(kPutRaw, {count});
    transaction.commit();
  }
  return static_cast<double>(count) * 1e3 / ms_since(start);
}

}  // namespace huidan::bench

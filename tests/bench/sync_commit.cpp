// Group commit: 64 clients push one op each, again and again, each answered when it is on disk:
// against the same with a transaction for each, and against raw commits of one row to the same
// disk.

#include "tests/bench/pusher.hpp"

namespace huidan::bench {
namespace {

constexpr int kClients = 64;
constexpr double kSlice_ms = 1500;
constexpr int kRounds = 3;

}  // namespace

void bench_group_commit(std::vector<BenchRow>& rows, const Ground& ground) {
  server::App app(ground.folder / "commit");
  Pushers clients = pushers_on(app, kClients);
  store::Database floor(ground.folder / "raw.db");
  std::vector<double> raw;
  std::vector<double> alone;
  std::vector<double> grouped;
  Rate last;
  for (int i = 0; i < kRounds; ++i) {
    raw.push_back(raw_commits_per_s(floor, kSlice_ms / 2));
    app.desk.group_at_most(1);
    alone.push_back(pushes({&app}, clients, kSlice_ms).per_s);
    app.desk.group_at_most(limits::kGroupCommit_max);
    last = pushes({&app}, clients, kSlice_ms);
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

// The two stores under the same load: 64 laptops push one edit each, again and again, each answered
// when it is on disk. The floor is what the disk gives: commits of one row by SQLite, in this run.

#include <cstdlib>

#include "server/store/postgres.hpp"
#include "sync/base/crypto.hpp"
#include "tests/bench/pusher.hpp"

namespace huidan::bench {
namespace {

constexpr int kClients = 64;
constexpr double kSlice_ms = 2000;
constexpr int kRounds = 3;
constexpr std::size_t kPrograms = 4;

/// A schema of its own in the PostgreSQL that `./dev bench` has started.
std::string new_schema() {
  const char* base = std::getenv("HUIDAN_POSTGRES");
  if (base == nullptr) throw std::runtime_error("bench: HUIDAN_POSTGRES says nothing");
  const std::string name = "b" + sha256_hex(random_code(4)).substr(0, 12);
  store::Database(server::open_postgres(base)).script("CREATE SCHEMA " + name);
  return std::string(base) + "&options=-csearch_path%3D" + name;
}

/// One desk, with as many programs on it as there are apps.
struct Side {
  std::vector<std::unique_ptr<server::App>> apps{};
  Pushers clients{};
  std::vector<double> each{};   // one program works, a transaction for each push
  std::vector<double> alone{};  // one program works
  std::vector<double> all{};    // all do
  Rate last{};

  Side(const server::Place& place, std::size_t programs) {
    for (std::size_t i = 0; i < programs; ++i) apps.push_back(std::make_unique<server::App>(place));
    clients = pushers_on(*apps[0], kClients);
  }

  void measure() {
    apps[0]->desk.group_at_most(1);
    each.push_back(pushes({apps[0].get()}, clients, kSlice_ms / 2).per_s);
    apps[0]->desk.group_at_most(limits::kGroupCommit_max);
    alone.push_back(pushes({apps[0].get()}, clients, kSlice_ms).per_s);
    if (apps.size() == 1) return;
    std::vector<server::App*> every;
    for (const auto& app : apps) every.push_back(app.get());
    last = pushes(every, clients, kSlice_ms);
    all.push_back(last.per_s);
  }
};

BenchRow against_raw(const std::string& name, double rate, double raw) {
  return {name, rate, "/s", rate / raw, "raw commits"};
}

}  // namespace

void bench_store(std::vector<BenchRow>& rows, const Ground& ground) {
  fs::remove_all(ground.folder);
  const std::string url = new_schema();
  Side file({ground.folder / "file"}, 1);
  Side postgres({ground.folder / "postgres", url}, kPrograms);
  store::Database raw_file(ground.folder / "raw.db");
  store::Database raw_postgres(server::open_postgres(url));
  std::vector<double> raw;
  std::vector<double> raw_in_postgres;
  for (int i = 0; i < kRounds; ++i) {
    raw.push_back(raw_commits_per_s(raw_file, kSlice_ms / 2));
    raw_in_postgres.push_back(raw_commits_per_s(raw_postgres, kSlice_ms / 2));
    file.measure();
    postgres.measure();
  }
  const double floor = median(raw);
  rows.push_back({"raw commits of one row, SQLite", floor, "/s"});
  rows.push_back(against_raw("  the same, PostgreSQL", median(raw_in_postgres), floor));
  const double grouped = median(file.alone);
  rows.push_back(against_raw("64 laptops push, SQLite, each alone", median(file.each), floor));
  BenchRow together = against_raw("  the same, group commit", grouped, floor);
  rows.push_back(ratio_at_least(together, grouped / floor, 2, 3.5));
  together.against = "a transaction for each";
  rows.push_back(ratio_at_least(together, grouped / median(file.each), 2.5, 5));
  rows.push_back(
      against_raw("64 laptops push, PostgreSQL, each alone", median(postgres.each), floor));
  rows.push_back(
      against_raw("64 laptops push, PostgreSQL, 1 writer", median(postgres.alone), floor));
  rows.push_back(
      against_raw("64 laptops push, PostgreSQL, 4 writers", median(postgres.all), floor));
  rows.push_back({"  requests in one commit", postgres.last.per_commit, "", 0, "", "", true});
  rows.push_back({"  p50", postgres.last.p50_ms, "ms", 0, "", "", true});
  rows.push_back({"  p99", postgres.last.p99_ms, "ms", 0, "", "", true});
  fs::remove_all(ground.folder);
}

}  // namespace huidan::bench

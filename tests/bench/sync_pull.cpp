// First pull, a pull of 100 changes, a push of 1,000 edits: over real HTTP on loopback, both ends
// in this process, against raw SQLite with the same rows. The machine's speed swings from minute to
// minute, so floor and case are measured in turn and only the ratio of their medians counts.

#include <algorithm>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "client/work.hpp"
#include "tests/bench/sync_desk.hpp"

namespace huidan::bench {
namespace {

constexpr int kRounds = 5;
constexpr int kEdits = 1000;
constexpr std::size_t kChanges = 100;

struct Doc {
  std::string id;
  std::string text;
};

std::vector<Doc> pulled_docs(const fs::path& laptop) {
  store::Database database(laptop / "laptop.db");
  store::Rows rows = database.query("SELECT order_id, doc FROM shadow ORDER BY order_id");
  std::vector<Doc> docs;
  while (rows.next()) docs.push_back({rows.text(0), rows.text(1)});
  return docs;
}

/// U: what SQLite alone needs for the same rows, durable.
double floor_ms(const fs::path& folder, const std::vector<Doc>& docs) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  store::Database database(folder / "floor.db");
  database.script(
      "CREATE TABLE doc (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, doc TEXT NOT NULL);"
      "CREATE INDEX doc_seq ON doc (seq)");
  constexpr std::string_view kUpsert =
      "INSERT INTO doc (id, seq, doc) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET "
      "seq = excluded.seq, doc = excluded.doc";
  const auto start = Clock::now();
  store::Transaction transaction(database, store::Transaction::Kind::write);
  std::int64_t seq = 0;
  for (const Doc& doc : docs) database.run(kUpsert, {doc.id, ++seq, doc.text});
  transaction.commit();
  return ms_since(start);
}

struct Pull {
  double ms = 0;
  client::SyncRun run;
};

Pull first_pull(LargeDesk& desk, const fs::path& folder) {
  fs::remove_all(folder);
  client::Device device(folder);
  must(client::enrol(device, desk.url(), desk.code()));
  const auto start = Clock::now();
  Pull pull;
  pull.run = must(client::sync_once(device));
  pull.ms = ms_since(start);
  return pull;
}

Pull push_edits(LargeDesk& desk, const fs::path& folder, int round) {
  client::Device device(folder);
  const std::string words = "更换光模块并清洁尾纤端面，收光恢复 " + std::to_string(round);
  for (int i = 0; i < kEdits; ++i) {
    const std::string& no = desk.orders()[static_cast<std::size_t>(i)].no;
    must(device.write(no, [&](const WorkOrder& order) {
      return client::set_fields(order, {{"treatment", words}});
    }));
  }
  const auto start = Clock::now();
  Pull push;
  push.run = must(client::sync_once(device));
  push.ms = ms_since(start);
  return push;
}

Pull pull_changes(LargeDesk& desk, const fs::path& folder, int round) {
  desk.change(kChanges, "夜班 " + std::to_string(round));
  client::Device device(folder);
  const auto start = Clock::now();
  Pull pull;
  pull.run = must(client::sync_once(device));
  pull.ms = ms_since(start);
  return pull;
}

/// Peak memory of the laptop's own program over a first pull, in MB.
double program_peak_mb(LargeDesk& desk, const fs::path& folder, const std::string& huidan) {
  const std::string data = folder.string();
  fs::remove_all(folder);
  const auto enrolled =
      test::run({huidan, "--data", data, "enrol", "--server", desk.url(), "--code", desk.code()});
  // A child's peak counts what it was forked from; time(1) is small.
  const auto synced = test::run({"time", "-f", "%M", huidan, "--data", data, "sync"});
  if (enrolled.exit != 0 || synced.exit != 0) throw std::runtime_error("bench: " + synced.err);
  return std::stod(synced.err) / 1024;
}

struct Series {
  std::vector<double> ms;
  Pull last;

  void add(Pull pull) {
    ms.push_back(pull.ms);
    last = std::move(pull);
  }
};

BenchRow against_floor(const std::string& name, const Series& series, double floor) {
  BenchRow row;
  row.name = name;
  row.value = median(series.ms);
  row.unit = "ms";
  row.ratio = row.value / floor;
  row.against = "U = " + std::to_string(floor).substr(0, 6) + " ms";
  return row;
}

double kb(std::size_t bytes) {
  return static_cast<double>(bytes) / 1e3;
}

}  // namespace

void bench_pull_and_push(std::vector<BenchRow>& rows, const Ground& ground) {
  const fs::path folder = ground.folder;
  LargeDesk desk(folder / "desk");
  const double peak_mb = program_peak_mb(desk, folder / "program", ground.huidan);
  const auto docs = pulled_docs(folder / "program");
  std::vector<double> floors;
  Series pulls;
  Series changes;
  Series pushes;
  for (int i = 0; i < kRounds; ++i) {
    floors.push_back(floor_ms(folder / "floor", docs));
    pulls.add(first_pull(desk, folder / "laptop"));
    changes.add(pull_changes(desk, folder / "laptop", i));
    pushes.add(push_edits(desk, folder / "laptop", i));
  }
  const double u = median(floors);
  const auto ratio = [&](const char* name, const Series& series, double most, double aim) {
    const BenchRow row = against_floor(name, series, u);
    rows.push_back(ratio_at_most(row, row.ratio, most, aim));
  };
  const auto requests = [&](const Series& series, double most) {
    rows.push_back(
        at_most("  requests", static_cast<double>(series.last.run.report.requests), "", most, 1));
  };
  ratio("first pull of 10,000 orders", pulls, 4, 1.5);
  rows.push_back(at_most("  bytes down", kb(pulls.last.run.bytes_down), "KB", 2200, 1700));
  requests(pulls, 10);
  rows.push_back(at_most("  peak memory of huidan", peak_mb, "MB", 32, 20));
  ratio("pull of 100 changes", changes, 0.06, 0.02);
  rows.push_back(at_most("  bytes down", kb(changes.last.run.bytes_down), "KB", 25, 8));
  requests(changes, 1);
  ratio("push of 1,000 edits", pushes, 1.6, 0.7);
  rows.push_back(at_most("  bytes up", kb(pushes.last.run.bytes_up), "KB", 220, 65));
  requests(pushes, 1);
}

}  // namespace huidan::bench

// A sync over real HTTP on loopback, both ends in this process, against raw SQLite with the same
// rows. The machine's speed swings from minute to minute, so floor and case are measured in turn
// and only the ratio of their medians counts.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "client/work.hpp"
#include "server/demo/sample.hpp"
#include "sync/base/file.hpp"
#include "sync/http/host.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/process.hpp"

namespace huidan::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr int kEdits = 1000;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("bench: " + std::string(code_name(result.error().code)));
  return std::move(result).value();
}

/// A desk with 10,000 orders, all of one engineer, serving on loopback.
class LargeDesk {
 public:
  explicit LargeDesk(const fs::path& folder) : app_(folder) {
    must(server::fill_with_sample(app_, server::SampleSize::large));
    for (const WorkOrder& order : app_.dispatch.list({})) {
      if (value_of(order, Field::status) == "received") fresh_.push_back(order);
    }
    assign_all();
    port_ = must(host_.listen("127.0.0.1:0"));
    thread_ = std::jthread([this] { static_cast<void>(host_.run()); });
  }

  LargeDesk(const LargeDesk&) = delete;
  LargeDesk& operator=(const LargeDesk&) = delete;
  LargeDesk(LargeDesk&&) = delete;
  LargeDesk& operator=(LargeDesk&&) = delete;

  ~LargeDesk() { host_.stop(); }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  [[nodiscard]] std::string code() { return must(app_.people.enrol_code("engineer2")).code; }

  [[nodiscard]] const std::vector<WorkOrder>& orders() const { return fresh_; }

 private:
  void assign_all() {
    constexpr std::size_t kBatch = 500;
    for (std::size_t from = 0; from < fresh_.size(); from += kBatch) {
      std::vector<server::Edit> edits;
      for (std::size_t i = from; i < std::min(from + kBatch, fresh_.size()); ++i) {
        const WorkOrder& order = fresh_[i];
        for (const char* status : {"classified", "dispatched", "assigned"}) {
          core::Settings fields{{Field::status, status}};
          if (fields[0].value == "assigned") fields.push_back({Field::assignee, "engineer2"});
          edits.push_back({order.id, 1, core::SetFields{RowId(order.id.value), fields}});
        }
      }
      must(app_.desk.write([&](server::Records& records) -> Refusable {
        return server::all_taken(
            server::write_edits(records, {}, std::move(edits), app_.desk.moment()));
      }));
    }
  }

  server::App app_;
  std::vector<WorkOrder> fresh_;
  http::Host host_{app_.router(), {}};
  int port_ = 0;
  std::jthread thread_;
};

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

void row(std::vector<BenchRow>& rows, const std::string& name, double value,
         const std::string& unit, const std::string& gate, bool holds) {
  rows.push_back({name, value, unit, 0, "", gate, holds});
}

void ratio_row(std::vector<BenchRow>& rows, const std::string& name, double ms, double floor,
               double gate) {
  const double ratio = ms / floor;
  rows.push_back({name, ms, "ms", ratio, "U = 10,000 raw upserts, " + std::to_string(floor) + " ms",
                  "<= " + std::to_string(gate).substr(0, 4) + " U", ratio <= gate});
}

}  // namespace

void bench_sync(std::vector<BenchRow>& rows, const std::string& huidan) {
  const fs::path folder = fs::path(HUIDAN_BINARY_DIR) / "bench-sync";
  fs::remove_all(folder);
  LargeDesk desk(folder / "desk");
  const double peak_mb = program_peak_mb(desk, folder / "program", huidan);
  const auto docs = pulled_docs(folder / "program");

  std::vector<double> floors;
  std::vector<double> pulls;
  std::vector<double> pushes;
  std::vector<double> idles;
  Pull pull;
  Pull push;
  Pull idle;
  for (int i = 0; i < kRounds; ++i) {
    floors.push_back(floor_ms(folder / "floor", docs));
    pull = first_pull(desk, folder / "laptop");
    pulls.push_back(pull.ms);
    push = push_edits(desk, folder / "laptop", i);
    pushes.push_back(push.ms);
    client::Device device(folder / "laptop");
    const auto start = Clock::now();
    idle.run = must(client::sync_once(device));
    idles.push_back(ms_since(start));
  }
  const double floor = median(floors);
  const auto mb = [](std::size_t bytes) { return static_cast<double>(bytes) / 1e6; };
  ratio_row(rows, "first pull of 10,000 orders", median(pulls), floor, 4.0);
  row(rows, "  bytes down", mb(pull.run.bytes_down), "MB", "<= 2.2 MB",
      mb(pull.run.bytes_down) <= 2.2);
  row(rows, "  requests", static_cast<double>(pull.run.report.requests), "", "<= 10",
      pull.run.report.requests <= 10);
  row(rows, "  peak memory of huidan", peak_mb, "MB", "<= 32 MB", peak_mb <= 32);
  ratio_row(rows, "push of 1,000 edits", median(pushes), floor, 1.6);
  row(rows, "  bytes up", mb(push.run.bytes_up) * 1000, "KB", "<= 220 KB",
      push.run.bytes_up <= 220'000);
  row(rows, "  requests", static_cast<double>(push.run.report.requests), "", "1",
      push.run.report.requests == 1);
  row(rows, "idle sync", median(idles), "ms", "", true);
  row(rows, "  bytes of both bodies", static_cast<double>(idle.run.bytes_up + idle.run.bytes_down),
      "B", "", true);
}

}  // namespace huidan::bench

// Two of the desk's programs on one PostgreSQL, sixteen laptops that write, and again and again one
// of the programs dies: the feed's numbers have no gap, whoever reads sees a beginning of it, and
// nothing is lost or doubled.
#include <doctest/doctest.h>

#include <stdlib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "server/app.hpp"
#include "server/store/postgres.hpp"
#include "tests/support/leased_schema.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/proxy.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int kWriters = 16;
constexpr std::string_view kPassword = "correct horse (样例)";

/// CI: two kills; the soak: an hour's share, one every five seconds.
struct Pace {
  int kills;
  std::chrono::milliseconds between;
};

Pace pace() {
  if (::getenv("HUIDAN_SOAK") == nullptr) return {2, std::chrono::milliseconds(1500)};
  const char* kills = ::getenv("HUIDAN_KILLS");
  return {kills == nullptr ? 60 : std::stoi(kills), std::chrono::milliseconds(5000)};
}

template <typename T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : code_name(result.error().code)));
  return std::move(result).value();
}

/// The feed as one reader sees it in one snapshot.
struct Seen {
  std::int64_t head = 0;
  std::int64_t numbers = 0;  // given out behind `since`, each by a transaction of its own
  std::int64_t newest = 0;
};

constexpr std::string_view kSeen =
    "SELECT h.seq, (SELECT count(*) FROM feed_salt s WHERE s.seq > $1), "
    "(SELECT max(s.seq) FROM feed_salt s) FROM feed_head h";
constexpr std::string_view kChanged =
    "SELECT id, seq, version FROM work_order WHERE seq > $1 ORDER BY seq";

/// Polls as fast as it can, the way a laptop reads: what is behind its cursor, and then the cursor
/// moves to the head of the same snapshot.
class Reader {
 public:
  Reader(const std::string& url, std::int64_t since) : url_(url), since_(since), cursor_(since) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      store::Database database(server::open_postgres(url_));
      while (!stop.stop_requested()) poll(database);
      poll(database);
    });
  }

  void stop() {
    thread_.request_stop();
    thread_.join();
  }

  int polls = 0;
  int gaps = 0;       // a number was missing behind the head
  int backwards = 0;  // an order was seen in an older version than before
  std::map<std::string, std::int64_t> versions{};

 private:
  void poll(store::Database& database) {
    const store::Transaction snapshot(database, store::Transaction::Kind::read);
    Seen seen;
    {
      store::Rows rows = database.query(kSeen, {since_});
      if (!rows.next()) return;
      seen = {rows.integer(0), rows.integer(1), rows.integer(2)};
    }
    if (seen.numbers != seen.head - since_ || seen.newest != seen.head) ++gaps;
    store::Rows rows = database.query(kChanged, {cursor_});
    while (rows.next()) {
      std::int64_t& version = versions[rows.text(0)];
      if (rows.integer(2) < version) ++backwards;
      version = rows.integer(2);
    }
    cursor_ = seen.head;
    ++polls;
  }

  std::string url_;
  std::int64_t since_;
  std::int64_t cursor_;
  std::jthread thread_;
};

/// So many notes that no order is full before the last kill.
int orders_each() {
  constexpr int kNotes_per_kill = 20;
  return 1 + pace().kills * kNotes_per_kill / 1000;
}

/// An engineer's laptop, whose line leads now to one program and now to the other.
struct Writer {
  std::vector<std::string> nos{};
  test::Proxy line{};
  std::unique_ptr<client::Device> device{};
  int written = 0;
  int acknowledged = 0;
  int failed = 0;
  Error why{};  // of the last that failed

  void write() {
    const std::string& no = nos.at(static_cast<std::size_t>(written) % nos.size());
    const std::string text = no + " 记录 " + std::to_string(++written);
    must(device->write(no, [&](const WorkOrder&) -> Result<core::OpBody> {
      return core::OpBody(core::AddNote{text});
    }));
  }

  bool sync() {
    const auto run = client::sync_once(*device);
    if (!run) {
      ++failed;
      why = run.error();
      return false;
    }
    acknowledged = written;
    return true;
  }
};

/// Whoever leaves, however: nobody waits for writers that nobody has told.
struct Ending {
  std::atomic<bool>& over;

  ~Ending() { over = true; }
};

/// Another's connection may hold its port for a moment.
void start_again(Desk& desk) {
  for (int tries = 0;; ++tries) {
    try {
      return desk.start();
    } catch (const std::runtime_error&) {
      if (tries == 50) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

class Ground {
 public:
  Ground() {
    ::setenv("HUIDAN_STORE", schema_.url().c_str(), 1);  // for both programs
    for (Desk& program : programs) program.start();
    server::App app(server::Place{folder_.path() / "desk", schema_.url()}, test::kQuickHash);
    std::string lines;
    for (int i = 0; i < kWriters * orders_each(); ++i) {
      lines += R"~({"no":"WX-)~" + std::to_string(i) +
               R"~(","reporter_unit":"东岭供电公司(样例)","description":"样例"})~" + "\n";
    }
    const auto plan = server::read_import(lines, server::ImportFormat::jsonl, {}, {});
    must(app.intake.import(plan.value(), server::Rehearsal::real, {}));
    for (int i = 0; i < kWriters; ++i) join(app, i);
    for (auto& writer : writers) REQUIRE(writer->sync());
  }

  ~Ground() { ::unsetenv("HUIDAN_STORE"); }

  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  Ground(Ground&&) = delete;
  Ground& operator=(Ground&&) = delete;

  [[nodiscard]] const std::string& url() const { return schema_.url(); }

  std::int64_t one(std::string_view sql) {
    store::Rows rows = database_.query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }

  [[nodiscard]] std::int64_t head() { return one("SELECT seq FROM feed_head"); }

  void all_write_until(const std::atomic<bool>& over) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < writers.size(); ++i) {
      threads.emplace_back([this, i, &over] {
        Writer& writer = *writers[i];
        for (std::size_t round = i; !over; ++round) {
          writer.line.passes_on_to(programs.at(round % 2).port());
          writer.write();
          // What was cut off is tried again where it may still be under way.
          while (!over && !writer.sync()) {
            writer.line.passes_on_to(programs.at(++round % 2).port());
          }
        }
      });
    }
  }

  std::vector<std::string> notes_at_the_desk() {
    std::vector<std::string> texts;
    server::App app(server::Place{folder_.path() / "desk", schema_.url()}, test::kQuickHash);
    for (const WorkOrder& order : app.dispatch.list({})) {
      for (const Note& note : order.notes) texts.push_back(note.text);
    }
    return texts;
  }

  std::vector<std::unique_ptr<Writer>> writers{};

 private:
  void join(server::App& app, int number) {
    const std::string name = "e" + std::to_string(number);
    must(app.people.add(name, Role::engineer, "", kPassword));
    auto writer = std::make_unique<Writer>();
    for (int i = 0; i < orders_each(); ++i) {
      writer->nos.push_back("WX-" + std::to_string(number * orders_each() + i));
      must(app.dispatch.assign({}, writer->nos.back(), name));
    }
    writer->line.passes_on_to(programs.at(static_cast<std::size_t>(number) % 2).port());
    writer->device = std::make_unique<client::Device>(folder_.path() / name);
    must(client::enrol(*writer->device, "http://127.0.0.1:" + std::to_string(writer->line.port()),
                       must(app.people.enrol_code(name)).code));
    writers.push_back(std::move(writer));
  }

  Folder folder_;
  test::LeasedSchema schema_{test::Tables::none};
  store::Database database_{server::open_postgres(schema_.url())};

 public:
  std::array<Desk, 2> programs{Desk(folder_.path() / "desk"), Desk(folder_.path() / "desk")};
};

}  // namespace

TEST_CASE("two programs on one PostgreSQL, of which one dies again and again, lose nothing") {
  Ground ground;
  const std::int64_t since = ground.head();
  const std::int64_t journal = ground.one("SELECT count(*) FROM journal");
  Reader reader(ground.url(), since);
  const Pace at = pace();
  {
    std::atomic<bool> over{false};
    std::jthread load([&] { ground.all_write_until(over); });
    const Ending ending{over};
    for (int kill = 0; kill < at.kills; ++kill) {
      std::this_thread::sleep_for(at.between);
      Desk& victim = ground.programs.at(static_cast<std::size_t>(kill) % 2);
      victim.kill();
      start_again(victim);
    }
    std::this_thread::sleep_for(at.between / 2);
    over = true;
  }
  int written = 0;
  int failed = 0;
  for (auto& writer : ground.writers) {
    writer->line.passes_on_to(ground.programs[0].port());
    const bool home = writer->sync();
    REQUIRE_MESSAGE(home, code_name(writer->why.code) << ' ' << writer->why.detail);
    written += writer->written;
    failed += writer->failed;
  }
  reader.stop();

  const std::vector<std::string> notes = ground.notes_at_the_desk();
  const std::set<std::string> distinct(notes.begin(), notes.end());
  CHECK(notes.size() == static_cast<std::size_t>(written));  // nothing lost …
  CHECK(distinct.size() == notes.size());                    // … and nothing doubled
  CHECK(ground.one("SELECT count(*) FROM journal") == journal + written);
  CHECK(reader.gaps == 0);
  CHECK(reader.backwards == 0);
  for (const auto& writer : ground.writers) {
    std::size_t held = 0;
    for (const std::string& no : writer->nos) {
      const WorkOrder order = must(writer->device->order(no));
      held += order.notes.size();
      CHECK(reader.versions[order.id.value] == order.version);  // the reader has not missed its end
    }
    CHECK(held == static_cast<std::size_t>(writer->written));
  }
  for (Desk& program : ground.programs) CHECK(program.stop() == 0);
  MESSAGE(written << " notes, " << failed << " exchanges cut off, " << at.kills << " kills, head "
                  << ground.head() - since << " on, " << reader.polls << " snapshots read");
}

TEST_CASE("the desk's program carries a desk to PostgreSQL and back") {
  const Folder folder;
  const test::LeasedSchema schema(test::Tables::none);
  const Program desk("huidan-server", folder.path() / "desk");
  static_cast<void>(desk.does({"demo"}));
  const json before = desk.does({"order", "list"});
  const json moved = desk.does({"move", "--to", schema.url()});
  CHECK(moved["to"] == "postgres");
  for (const json& table : moved["tables"]) {
    if (table["name"] == "work_order") CHECK(table["rows"] == before["orders"].size());
  }
  CHECK(desk.does({"order", "list", "--store", schema.url()}) == before);
  const Refused here = desk.refuses({"order", "list"});
  CHECK(here.code == "moved_away");
  CHECK(here.exit == 78);
  fs::rename(folder.path() / "desk" / "desk.db", folder.path() / "old.db");
  fs::remove(folder.path() / "desk" / "desk.db-wal");
  fs::remove(folder.path() / "desk" / "desk.db-shm");
  CHECK(desk.does({"move", "--store", schema.url(), "--to", "file"})["to"] == "sqlite");
  CHECK(desk.does({"order", "list"}) == before);
  CHECK(desk.refuses({"order", "list", "--store", schema.url()}).code == "moved_away");
  CHECK(desk.refuses({"order", "list", "--store", "mysql://x"}).code == "bad_config");
  CHECK(desk.refuses({"order", "list", "--store", "postgres://huidan@127.0.0.1:1/x"}).exit == 75);
}

TEST_CASE("a desk in a folder with another desk's key does not serve") {
  const Folder folder;
  const test::LeasedSchema schema(test::Tables::none);
  const Program first("huidan-server", folder.path() / "first");
  const Program second("huidan-server", folder.path() / "second");
  const Words list{"order", "list", "--store", schema.url()};
  const Words add{"user", "add", "s1", "--roles", "seat", "--store", schema.url()};
  static_cast<void>(first.does(add));
  CHECK(second.refuses(list).code == "not_found");
  CHECK(second.refuses(add).code == "bad_config");
  CHECK_FALSE(fs::exists(second.data() / "desk.key"));
  fs::copy_file(first.data() / "desk.key", second.data() / "desk.key");
  static_cast<void>(second.does(list));
}

}  // namespace huidan::e2e

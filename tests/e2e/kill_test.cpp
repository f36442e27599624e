// SIGKILL at chosen points of an exchange and of a command: what was acknowledged is there, once.
#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "tests/support/proxy.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::e2e {
namespace {

using test::Strike;

// A soak has 500 on each side of the line.
const bool kSoak = std::getenv("HUIDAN_SOAK") != nullptr;
const int kKills = kSoak ? 1200 : 200;
const int kSide_min = kSoak ? 500 : 60;
const int kInside_min = kKills * 6 / 10;
const int kAttempts_max = kKills * 2;
constexpr int kKilled = 128 + SIGKILL;
constexpr std::size_t kOrdersAtRisk = 12;
constexpr int kFullCheck_kills = 40;

enum class Victim { server, laptop, laptop_command, desk_command };

/// One bar of the histogram. `inside`: from the request's first byte to the laptop's commit of the
/// reply, which is the last.
struct Row {
  std::string name;
  Victim victim;
  Strike::At at;
  int delay_us_max;
  int weight;  // how often it is drawn
  int kills = 0;
  int inside = 0;
  int written = 0;   // the victim had committed all the same
  int too_late = 0;  // the victim had done its work and was gone, or the point never came
};

using At = Strike::At;
using Rows = std::array<Row, 9>;

Rows rows() {
  return {{
      {"server: part of the request has come", Victim::server, At::request_part, 0, 6},
      {"server: it works on the request", Victim::server, At::request_whole, 2500, 9},
      {"server: part of its reply is out", Victim::server, At::reply_part, 0, 4},
      {"laptop: part of its request is out", Victim::laptop, At::request_part, 0, 4},
      {"laptop: it waits for the reply", Victim::laptop, At::request_whole, 6000, 4},
      {"laptop: part of the reply has come", Victim::laptop, At::reply_part, 0, 4},
      {"laptop: it takes in the reply", Victim::laptop, At::reply_whole, 900, 8},
      {"laptop: a command writes", Victim::laptop_command, At::request_part, 12000, 4},
      {"desk: a command writes", Victim::desk_command, At::request_part, 16000, 4},
  }};
}

/// What the commands that ended with 0 have said of one order.
struct Known {
  std::map<std::string, std::string> fields;
  std::vector<std::string> notes;
  std::vector<std::string> parts;
};

class Trial {
 public:
  explicit Trial(std::uint64_t seed) : chance_(seed) {}

  void set_up();
  void run();
  void check_all();
  void print() const;
  /// Kills of the desk's program, or of the laptop's.
  int kills_of(bool desk) const;

  Rows rows_ = rows();
  int kills = 0;
  int inside = 0;

 private:
  std::uint64_t draw(std::uint64_t below) { return chance_() % below; }

  double share() { return static_cast<double>(draw(1'000'000)) / 1e6; }

  Row& draw_row();

  std::string unique(const char* what) {
    return std::string(what) + ' ' + std::to_string(++count_) + " 号";
  }

  void edit_by_engineer(const std::string& no);
  void edit_by_desk(const std::string& no);
  void strike_exchange(Row& row, const std::string& no);
  void killed_server(Row& row, const std::string& no);
  void kill_command(Row& row, const std::string& no);
  void recover();
  void check(const std::string& no);

  std::mt19937_64 chance_;
  Folder folder_;
  SmallSite site_{folder_.path(), kOrdersAtRisk};
  Desk& desk_ = site_.desk;
  const Laptop& laptop_ = site_.laptop;
  test::Proxy proxy_;
  std::map<std::string, Known> known_;
  int count_ = 0;
};

void Trial::set_up() {
  for (const std::string& no : site_.nos) known_[no];
  proxy_.passes_on_to(desk_.port());
  site_.enrol("http://127.0.0.1:" + std::to_string(proxy_.port()));
}

Row& Trial::draw_row() {
  int all = 0;
  for (const Row& row : rows_) all += row.weight;
  int at = static_cast<int>(draw(static_cast<std::uint64_t>(all)));
  for (Row& row : rows_) {
    at -= row.weight;
    if (at < 0) return row;
  }
  return rows_.back();
}

void Trial::edit_by_engineer(const std::string& no) {
  Known& order = known_.at(no);
  const std::string note = unique("现场记录");
  static_cast<void>(laptop_.does({"note", no, note}));
  order.notes.push_back(note);
  if (draw(2) == 0) {
    const std::string value = unique("处理");
    static_cast<void>(laptop_.does({"set", no, "treatment=" + value}));
    order.fields["treatment"] = value;
  }
  if (draw(6) == 0) {
    const std::string part = unique("备件");
    static_cast<void>(laptop_.does({"part", no, "add", "name=" + part, "qty=1"}));
    order.parts.push_back(part);
  }
}

void Trial::edit_by_desk(const std::string& no) {
  const std::string value = unique("转告");
  static_cast<void>(desk_.does({"order", "set", no, "contact=" + value}));
  known_.at(no).fields["contact"] = value;
}

/// A sync through the proxy, which strikes on the way.
void Trial::strike_exchange(Row& row, const std::string& no) {
  std::promise<test::Child*> started;
  const auto laptop = started.get_future().share();
  const int delay_us = row.delay_us_max == 0
                           ? 0
                           : static_cast<int>(draw(static_cast<std::uint64_t>(row.delay_us_max)));
  const bool server = row.victim == Victim::server;
  proxy_.strike_next({row.at, share(), delay_us, [this, server, laptop] {
                        test::Child* syncing = laptop.get();
                        if (server) {
                          desk_.strike();
                        } else {
                          syncing->signal(SIGKILL);
                        }
                      }});
  test::Child syncing(laptop_.command({"sync"}));
  started.set_value(&syncing);
  const int exit = syncing.wait().exit;
  REQUIRE_FALSE(proxy_.withdraw());  // every sync asks at least once
  if (server) {
    CHECK(exit == 75);
    killed_server(row, no);
    return;
  }
  if (exit != kKilled) {
    CHECK(exit == 0);
    ++row.too_late;
    return;
  }
  ++row.kills;
  const bool committed = laptop_.does({"status"})["unsent_ops"] == 0;
  CHECK((!committed || row.at == At::reply_whole));
  row.inside += committed ? 0 : 1;
  row.written += committed ? 1 : 0;
}

void Trial::killed_server(Row& row, const std::string& no) {
  desk_.kill();
  desk_.start();
  ++row.kills;
  ++row.inside;
  // Every round sends a note at least, and no reply has reached the laptop whole.
  const json shown = desk_.does({"order", "show", no});
  row.written += shown["notes"].size() == known_.at(no).notes.size() ? 1 : 0;
}

/// A command that is killed may have written or not; whatever stands afterwards must go on
/// standing.
void Trial::kill_command(Row& row, const std::string& no) {
  const bool desk = row.victim == Victim::desk_command;
  const std::string value = unique(desk ? "转告" : "现场记录");
  const Words words = desk ? desk_.command({"order", "set", no, "contact=" + value})
                           : laptop_.command({"note", no, value});
  test::Child writing(words);
  std::this_thread::sleep_for(
      std::chrono::microseconds(draw(static_cast<std::uint64_t>(row.delay_us_max))));
  writing.signal(SIGKILL);
  const int exit = writing.wait().exit;
  Known& order = known_.at(no);
  const json shown = desk ? desk_.does({"order", "show", no}) : laptop_.does({"show", no});
  bool stands = shown["contact"] == value;
  if (!desk) stands = shown["notes"].size() > order.notes.size();
  if (exit == 0) CHECK(stands);
  if (stands && desk) order.fields["contact"] = value;
  if (stands && !desk) order.notes.push_back(value);
  ++(exit == kKilled ? row.kills : row.too_late);
  row.written += exit == kKilled && stands ? 1 : 0;
}

/// Until both sides have told each other everything.
void Trial::recover() {
  for (int i = 0; i < 4; ++i) {
    const json report = laptop_.does({"sync"});
    CHECK(report["rejected"] == 0);
    CHECK(report["parked"] == 0);
    if (report["pushed"] == 0 && report["pulled"] == 0) return;
  }
  FAIL("the laptop does not come to rest");
}

void Trial::check(const std::string& no) {
  CAPTURE(no);
  CAPTURE(kills);
  const json here = laptop_.does({"show", no});
  const json there = desk_.does({"order", "show", no});
  CHECK(json::diff(here, there) == json::array());
  const Known& order = known_.at(no);
  for (const auto& [field, value] : order.fields) CHECK(there[field] == value);
  std::vector<std::string> notes;
  for (const json& note : there["notes"]) notes.push_back(note["text"]);
  CHECK(notes == order.notes);
  std::vector<std::string> parts;
  for (const json& part : there["parts"]) parts.push_back(part["name"]);
  CHECK(parts == order.parts);
  CHECK(there["disputes"].empty());
}

void Trial::check_all() {
  for (const auto& [no, order] : known_) check(no);
  CHECK(laptop_.does({"status"})["unsent_ops"] == 0);
}

void Trial::run() {
  for (int attempt = 0; attempt < kAttempts_max && kills < kKills; ++attempt) {
    auto order = known_.begin();
    std::advance(order, static_cast<long>(draw(kOrdersAtRisk)));
    const std::string& no = order->first;
    edit_by_engineer(no);
    if (draw(4) == 0) edit_by_desk(no);
    Row& row = draw_row();
    CAPTURE(row.name);
    const int before = row.kills;
    const int inside_before = row.inside;
    const bool exchange = row.victim == Victim::server || row.victim == Victim::laptop;
    if (exchange) {
      strike_exchange(row, no);
    } else {
      kill_command(row, no);
    }
    kills += row.kills - before;
    inside += row.inside - inside_before;
    recover();
    check(no);
    if (row.kills > before && kills % kFullCheck_kills == 0) check_all();
  }
}

void Trial::print() const {
  std::printf("  kills  inside  written  too late\n");
  for (const Row& row : rows_) {
    std::printf("  %5d  %6d  %7d  %8d  %-38s %s\n", row.kills, row.inside, row.written,
                row.too_late, row.name.c_str(),
                std::string(static_cast<std::size_t>(row.kills), '#').c_str());
  }
  std::printf("  %5d  %6d  in all\n", kills, inside);
  std::fflush(stdout);
}

int Trial::kills_of(bool desk) const {
  int sum = 0;
  for (const Row& row : rows_) {
    const bool its = row.victim == Victim::server || row.victim == Victim::desk_command;
    if (its == desk) sum += row.kills;
  }
  return sum;
}

TEST_CASE("kills of either program lose nothing and double nothing") {
  const std::uint64_t seed = test::seed_of_run();
  std::printf("HUIDAN_SEED=%llu\n", static_cast<unsigned long long>(seed));
  CAPTURE(seed);
  Trial trial(seed);
  trial.set_up();
  trial.run();
  trial.check_all();
  trial.print();
  CHECK(trial.kills == kKills);
  CHECK(trial.kills_of(true) >= kSide_min);
  CHECK(trial.kills_of(false) >= kSide_min);
  CHECK(trial.inside >= kInside_min);
}

}  // namespace
}  // namespace huidan::e2e

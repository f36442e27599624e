// The main job from outside (S2): an order goes out, is worked without a network, is signed,
// printed, and comes home.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <future>
#include <map>

#include "tests/e2e/field_work.hpp"
#include "tests/e2e/prints.hpp"

namespace huidan::e2e {
namespace {

constexpr std::size_t kEach = 40;    // orders that each engineer is sent
constexpr std::size_t kWorked = 30;  // of which he works these
constexpr std::size_t kDisputed = 5;
constexpr std::size_t kClean = 5;
constexpr int kFilled_percent = 90;

/// One line on stdout for each step as it is done: `./dev demo --check` is read by people.
class Steps {
 public:
  void done(const std::string& what) const {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin_;
    std::printf("  %5.1f s  %s\n", since.count(), what.c_str());
    std::fflush(stdout);
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

struct Engineer {
  std::string name;
  Laptop laptop;
  std::vector<std::string> nos{};
  std::vector<Worked> worked{};
};

/// A desk, two engineers, and what they have done so far.
class MainJob {
 public:
  void import_orders();
  void make_people() const;
  void assign();
  void enrol_and_pull();
  void work_offline();
  void try_without_network();
  void desk_edits();
  void come_home(std::size_t parked);
  void compare();
  void compare_prints();
  void sync_again();
  void check_disputes();

  Folder folder;
  Desk desk{folder.path() / "desk"};
  std::vector<Engineer> engineers{{"engineer1", Laptop(folder.path() / "laptop1")},
                                  {"engineer2", Laptop(folder.path() / "laptop2")}};
  Steps steps;
  std::map<std::string, std::string> disputed;  // order number -> what the desk wrote
  std::size_t reprinted = 0;
};

std::string sample(const char* name) {
  return std::string(HUIDAN_SOURCE_DIR) + "/tests/data/" + name;
}

/// Both files with one set of options; what the reports say together.
std::map<std::string, std::size_t> import_both(const Desk& desk, const Words& options) {
  std::map<std::string, std::size_t> sum;
  for (const char* file : {"orders-gb18030.csv", "orders-utf8.jsonl"}) {
    Words words{"order", "import", sample(file)};
    words.insert(words.end(), options.begin(), options.end());
    const json report = desk.does(words);
    for (const char* count : {"created", "updated", "unchanged"}) {
      sum[count] += report[count].get<std::size_t>();
    }
    sum["refused"] += report["refused"].size();
    for (const json& row : report["refused"]) {
      CAPTURE(row.dump());
      CHECK(row["line"] > 0);
      CHECK(row["code"] != "");
      CHECK(row["message"] != "");
    }
  }
  return sum;
}

void MainJob::import_orders() {
  using Counts = std::map<std::string, std::size_t>;
  const Counts first{{"created", 330}, {"updated", 0}, {"unchanged", 0}, {"refused", 20}};
  CHECK(import_both(desk, {"--dry-run"}) == first);
  CHECK(desk.does({"order", "list"})["orders"].empty());
  CHECK(import_both(desk, {}) == first);
  const json taken = desk.does({"order", "list"});
  CHECK(taken["orders"].size() == 330);
  const Counts second{{"created", 0}, {"updated", 0}, {"unchanged", 330}, {"refused", 20}};
  CHECK(import_both(desk, {}) == second);
  CHECK(desk.does({"order", "list"}) == taken);
  steps.done("the desk took in 330 orders, refused 20 rows; a second import changed nothing");
}

void MainJob::make_people() const {
  for (const auto& [name, role] : {std::pair{"seat1", "seat"}, {"leader1", "duty_leader"}}) {
    static_cast<void>(desk.does({"user", "add", name, "--roles", role}));
  }
  for (const Engineer& engineer : engineers) {
    const json made = desk.does(
        {"user", "add", engineer.name, "--roles", "engineer", "--group", "通信网络运维组"});
    CHECK(made["password"] != "");
  }
  steps.done("a seat, a duty leader and two engineers have accounts");
}

/// The seat classifies what the export left open, the leader assigns: every eighth order, so that
/// both files and all languages are among them.
void MainJob::assign() {
  const json orders = desk.does({"order", "list"})["orders"];
  for (std::size_t i = 0; i < orders.size(); i += 4) {
    Engineer& engineer = engineers[i / 4 % 2];
    if (engineer.nos.size() == kEach) continue;
    const json& order = orders[i];
    const std::string no = order["no"];
    Words words{"order", "set", no, "status=classified"};
    if (order["intake"] == "") words.emplace_back("intake=incident");
    if (order["category"] == "") words.emplace_back("category=通信设备");
    if (order["priority"].is_null()) words.emplace_back("priority=2");
    words.insert(words.end(), {"--as", "seat1"});
    static_cast<void>(desk.does(words));
    static_cast<void>(desk.does({"order", "assign", no, engineer.name, "--as", "leader1"}));
    engineer.nos.push_back(no);
  }
  for (const Engineer& engineer : engineers) CHECK(engineer.nos.size() == kEach);
  steps.done("80 orders are classified and assigned, 40 to each engineer");
}

void MainJob::enrol_and_pull() {
  desk.start();
  for (Engineer& engineer : engineers) {
    engineer.laptop.enrol(desk, engineer.name);
    CHECK(engineer.laptop.does({"sync"})["pulled"] == kEach);
    std::vector<std::string> pulled;
    const json orders = engineer.laptop.does({"orders"});
    for (const json& order : orders["orders"]) {
      CHECK(order["assignee"] == engineer.name);
      CHECK(order == desk.does({"order", "show", order["no"]}));
      pulled.push_back(order["no"]);
    }
    std::ranges::sort(pulled);
    std::ranges::sort(engineer.nos);
    CHECK(pulled == engineer.nos);
  }
  CHECK(engineers[0].laptop.refuses({"show", engineers[1].nos[0]}).code == "unknown_order");
  steps.done("two laptops are enrolled and hold exactly their own 40 orders");
  CHECK(desk.stop() == 0);
  steps.done("the server is stopped");
}

/// One engineer's day; gives the least share of fields that one of his orders has filled.
int work_day(Engineer& engineer, std::size_t first_n, const std::filesystem::path& paper) {
  int filled_least = 100;
  for (std::size_t i = 0; i < kWorked; ++i) {
    const json order = engineer.laptop.does({"show", engineer.nos[i]});
    engineer.worked.push_back(
        work_order(engineer.laptop, {order, engineer.name, first_n + i, paper}));
    const Worked& worked = engineer.worked.back();
    CAPTURE(worked.no);
    const json shown = engineer.laptop.does({"show", worked.no});
    CHECK(json::diff(worked.facts, facts_of(shown)) == json::array());
    const int filled = percent_filled(shown);
    CHECK(filled >= kFilled_percent);
    filled_least = std::min(filled_least, filled);
  }
  return filled_least;
}

/// Both at once, as in life.
void MainJob::work_offline() {
  auto other = std::async(std::launch::async,
                          [&] { return work_day(engineers[1], kWorked, folder.path()); });
  const int here = work_day(engineers[0], 0, folder.path());
  const int filled_least = std::min(here, other.get());
  steps.done(
      "with no server each engineer worked 30 orders: facts, parts, notes, both sign-offs, "
      "completion, print");
  steps.done("of the fields of each order at least " + std::to_string(filled_least) +
             " % are filled");
}

int ops_of(const Engineer& engineer) {
  int ops = 0;
  for (const Worked& worked : engineer.worked) ops += worked.ops;
  return ops;
}

void MainJob::try_without_network() {
  for (const Engineer& engineer : engineers) {
    const Refused refused = engineer.laptop.refuses({"sync"});
    CHECK(refused.exit == 75);
    CHECK(refused.code == "no_network");
    CHECK(engineer.laptop.does({"status"})["unsent_ops"] == ops_of(engineer));
  }
  steps.done("a sync meanwhile ends with 75, and the edits wait: " +
             std::to_string(ops_of(engineers[0])) + " and " + std::to_string(ops_of(engineers[1])));
}

/// Five orders on a field that the engineer has written too, five on one he has not.
void MainJob::desk_edits() {
  for (std::size_t i = 0; i < kDisputed + kClean; ++i) {
    Worked& worked = engineers[i % 2].worked[3 * i];
    const std::string value = "坐席电话核实 " + std::to_string(i);
    const bool both = i < kDisputed;
    const std::string field = both ? "remarks" : "category";
    const json before = desk.does({"order", "show", worked.no});
    static_cast<void>(desk.does({"order", "set", worked.no, field + '=' + value, "--as", "seat1"}));
    if (both) {
      disputed[worked.no] = value;
      worked.facts["disputes"].push_back({{"field", "remarks"},
                                          {"base", before["remarks"]},
                                          {"mine", worked.facts["remarks"]},
                                          {"theirs", value},
                                          {"by", engineers[i % 2].name},
                                          {"theirs_by", "seat1"},
                                          {"state", "open"}});
      // Remarks stand on the form: what both parties signed is no longer what stands.
      for (json& sign_off : worked.facts["signoffs"]) {
        if (sign_off["state"] == "signed") sign_off["state"] = "stale";
      }
    }
    worked.facts[field] = value;
  }
  steps.done(
      "the desk meanwhile wrote five remarks, which the engineers wrote too, "
      "and five categories, which they did not");
}

void MainJob::come_home(std::size_t parked) {
  desk.start();
  std::size_t found = 0;
  for (const Engineer& engineer : engineers) {
    const json report = engineer.laptop.does({"sync"});
    CAPTURE(report.dump());
    const int ops = ops_of(engineer);
    CHECK(report["pushed"] == ops);
    CHECK(report["rejected"] == 0);
    CHECK(report["late"] == 0);
    found += report["parked"].get<std::size_t>();
    CHECK(report["applied"].get<int>() + report["parked"].get<int>() == ops);
    CHECK(engineer.laptop.does({"status"})["unsent_ops"] == 0);
    CHECK(engineer.laptop.does({"status"})["last_receipt"]["id"] == report["receipt"]);
  }
  CHECK(found == parked);
  steps.done("the server is back; both laptops synced, " + std::to_string(found) +
             " edits await a word");
}

/// Every order of both laptops, worked or not: the whole documents are the same on both sides, and
/// say what was done.
void MainJob::compare() {
  std::size_t compared = 0;
  for (const Engineer& engineer : engineers) {
    std::map<std::string, const json*> facts;
    for (const Worked& worked : engineer.worked) facts[worked.no] = &worked.facts;
    CHECK(engineer.laptop.does({"orders"})["orders"].size() == kEach);
    for (const std::string& no : engineer.nos) {
      CAPTURE(no);
      const json here = engineer.laptop.does({"show", no});
      const json there = desk.does({"order", "show", no});
      CHECK(json::diff(here, there) == json::array());
      if (!facts.contains(no)) continue;
      CHECK(json::diff(*facts.at(no), facts_of(there)) == json::array());
      CHECK(json::diff(*facts.at(no), facts_of(here)) == json::array());
      ++compared;
    }
  }
  CHECK(compared == 2 * kWorked);
  steps.done(
      "every field of all 80 orders is the same on both sides; nothing lost, nothing doubled");
}

void MainJob::compare_prints() {
  for (const Engineer& engineer : engineers) {
    for (const Worked& worked : engineer.worked) {
      CAPTURE(worked.no);
      const auto out = folder.path() / (worked.no + "-desk.pdf");
      const json printed = desk.does({"print", worked.no, "--out", out.string()});
      CHECK(printed["missing"].empty());
      CHECK_FALSE(printed["stale"].get<bool>());
      const json& sign_offs = worked.facts["signoffs"];
      const auto signatures = std::ranges::count_if(
          sign_offs, [](const json& sign_off) { return sign_off["state"] == "signed"; });
      check_duplicate(worked.form, out, static_cast<std::size_t>(signatures));
      ++reprinted;
    }
  }
  CHECK(reprinted == 2 * kWorked);
  steps.done("the desk's duplicate prints hold the text and the ink of the laptops' prints");
}

void MainJob::sync_again() {
  for (Engineer& engineer : engineers) {
    const json report = engineer.laptop.does({"sync"});
    CHECK(report["pushed"] == 0);
    CHECK(report["pulled"] == (reprinted == 0 ? 0 : kWorked));
    if (reprinted == 0) continue;
    for (Worked& worked : engineer.worked) {
      for (const char* copy : {"customer", "desk"}) {
        worked.facts["copies"].push_back(
            {{"copy", copy}, {"print", 2}, {"by", "desk"}, {"state", "printed"}, {"reason", ""}});
      }
    }
    const json idle = engineer.laptop.does({"sync"});
    CHECK(idle["pushed"] == 0);
    CHECK(idle["pulled"] == 0);
    CHECK(idle["requests"] == 1);
  }
  steps.done("a second sync sent no edit and brought only the desk's prints");
}

void MainJob::check_disputes() {
  const auto by_order = [](const json& document) {
    std::map<std::string, json> rows;
    for (const json& row : document["disputes"]) rows[row["no"]] = row;
    CHECK(rows.size() == document["disputes"].size());
    return rows;
  };
  const auto at_desk = by_order(desk.does({"disputes", "list"}));
  auto on_laptops = by_order(engineers[0].laptop.does({"disputes"}));
  on_laptops.merge(by_order(engineers[1].laptop.does({"disputes"})));
  CHECK(at_desk == on_laptops);
  CHECK(at_desk.size() == kDisputed);
  for (const auto& entry : at_desk) {
    const json& row = entry.second;
    CAPTURE(row.dump());
    REQUIRE(disputed.contains(entry.first));
    CHECK(row["field"] == "remarks");
    CHECK(row["theirs"] == disputed.at(entry.first));
    CHECK(row["mine"].get<std::string>().starts_with("备注 "));
    CHECK(row["state"] == "open");
    CHECK(row["theirs_by"] == "seat1");
    CHECK(row["theirs_at"].get<std::string>() > row["at"].get<std::string>());
  }
  steps.done("exactly five disputes, each with both values, on both sides; five clean merges");
}

TEST_CASE("the main job: an order is worked with no network and comes home whole") {
  MainJob job;
  job.import_orders();
  job.make_people();
  job.assign();
  job.enrol_and_pull();
  job.work_offline();
  job.try_without_network();
  job.come_home(0);
  job.compare();
  job.compare_prints();
  job.sync_again();
  job.compare();
  CHECK(job.desk.stop() == 0);
}

TEST_CASE("the main job: what the desk edits meanwhile merges or is disputed, never lost") {
  MainJob job;
  job.import_orders();
  job.make_people();
  job.assign();
  job.enrol_and_pull();
  job.work_offline();
  job.desk_edits();
  job.come_home(kDisputed);
  job.sync_again();
  job.check_disputes();
  job.compare();
  CHECK(job.desk.stop() == 0);
}

}  // namespace
}  // namespace huidan::e2e

// What whoever runs the programs looks at: the departure check on the laptop, the desk's numbers,
// its backups on a schedule and its end.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include "tests/e2e/refusal.hpp"
#include "tests/support/socket.hpp"

namespace huidan::e2e {
namespace {

namespace fs = std::filesystem;

std::string get(const Desk& desk, const std::string& path) {
  const test::Socket socket = test::Socket::connected_to(desk.port());
  socket.send("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  return socket.receive_message();
}

/// The one backup of a folder once its schedule has made it; empty when none comes.
fs::path first_backup(const fs::path& folder) {
  for (int tries = 0; tries < 200; ++tries) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
      if (file.path().extension() == ".huidan") return file.path();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

TEST_CASE_FIXTURE(Ready, "the departure check is green behind a sync, or says what to do") {
  static_cast<void>(site.laptop.does({"sync"}));
  const json green = site.laptop.does({"ready"});
  CHECK(green["ready"] == true);
  CHECK(green["orders"] == 3);
  CHECK(green["orders_of_desk"] == 3);
  CHECK(green["checks"].size() == 9);

  static_cast<void>(site.laptop.does({"note", site.nos[0], "现场记录"}));
  std::set<std::string> sentences;
  for (const char* language : {"zh-Hans", "zh-Hant", "en"}) {
    const test::Ran ran = site.laptop.runs({"ready"}, language);
    CHECK(ran.exit == 1);
    const json red = json::parse(ran.out);
    CHECK(red["ready"] == false);
    CHECK(red["unsent_ops"] == 1);
    for (const json& check : red["checks"]) {
      CHECK(check["ok"].get<bool>() == (check["name"] != "unsent"));
      sentences.insert(check["says"].get<std::string>());
    }
  }
  CHECK(sentences.size() == 3 * 9);
}

TEST_CASE_FIXTURE(Ready,
                  "a desk backs itself up while it serves, tells its numbers, and ends when told") {
  CHECK(site.desk.stop() == 0);
  const fs::path backups = folder.path() / "backups";
  const Words planned{"--backup-dir", backups.string(), "--backup-every", "1s"};
  Words serving{"serve", "--listen", "127.0.0.1:0"};
  serving.insert(serving.end(), planned.begin(), planned.end());
  check_refusal({"no folder", site.desk, serving, kConfig, "bad_config", "backup-dir"});
  CHECK_FALSE(fs::exists(backups));
  fs::create_directory(backups);
  site.desk.start(0, planned);
  const fs::path backup = first_backup(backups);
  REQUIRE_FALSE(backup.empty());
  CHECK(site.desk.does({"verify", backup.string()})["counts"]["orders"] == 3);
  const std::string ready = get(site.desk, "/readyz");
  CHECK(ready.find(R"("status":"ready")") != std::string::npos);
  const std::string numbers = get(site.desk, "/metrics");
  CHECK(numbers.find("\nhuidan_orders 3\n") != std::string::npos);
  CHECK(numbers.find("\nhuidan_backup_overdue 0\n") != std::string::npos);
  CHECK(numbers.find("\nhuidan_backup_age_seconds ") != std::string::npos);
  CHECK(numbers.find(site.nos[0]) == std::string::npos);
  CHECK(site.desk.stop() == 0);

  // A token that could be guessed opens nothing: the desk does not start with it.
  check_refusal(
      {"a short token",
       site.desk,
       {"serve", "--listen", "127.0.0.1:0", "--metrics-token", file("token", "fifteen letters")},
       kConfig,
       "bad_config",
       "metrics-token"});
}

}  // namespace
}  // namespace huidan::e2e

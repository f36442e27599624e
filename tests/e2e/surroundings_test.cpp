// What a command refuses because of what is around it: codes, the network, the disk, the database.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <csignal>

#include "sync/store/database.hpp"
#include "tests/e2e/refusal.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/support/socket.hpp"

namespace huidan::e2e {
namespace {

TEST_CASE_FIXTURE(Ready, "a wrong, a used and an expired code enrol nobody") {
  const Laptop other(folder.path() / "other");
  const auto enrol = [&](const std::string& name, const std::string& code, const char* refusal) {
    return Refusal{
        name, other, {"enrol", "--server", site.desk.url(), "--code", code}, kRefused, refusal};
  };
  const std::string used = site.desk.does({"device", "code", "engineer1"})["code"];
  const Laptop third(folder.path() / "third");
  static_cast<void>(third.does({"enrol", "--server", site.desk.url(), "--code", used}));
  const std::string late = site.desk.does({"device", "code", "engineer1"})["code"];
  store::Database(site.desk.data() / "desk.db").run("UPDATE enrol_code SET expires_ms = 1");
  check_refusals(site, {enrol("a wrong code", "AAAA-BBBB-CCCC", "wrong_code"),
                        enrol("a used code", used, "wrong_code")});
  site.desk.stop();
  site.desk.start();  // who has tried ten codes must wait: another test's subject
  check_refusals(site, {enrol("an expired code", late, "code_expired")});
  CHECK(other.refuses({"orders"}).code == "not_enrolled");
}

TEST_CASE_FIXTURE(Ready, "without a network a sync ends with 75 and keeps what it has") {
  static_cast<void>(site.laptop.does({"note", site.nos[0], "现场记录"}));
  CHECK(site.desk.stop() == 0);
  check_refusals(site, {{"sync", site.laptop, {"sync"}, kNoNetwork, "no_network"}});
  CHECK(site.laptop.does({"status"})["unsent_ops"] == 1);
  site.desk.start();
  CHECK(site.laptop.does({"sync"})["applied"] == 1);
  site.desk.stop();
}

TEST_CASE_FIXTURE(Ready, "a corrupt database ends with 65 on both programs and is left as it is") {
  CHECK(site.desk.stop() == 0);
  const std::string& no = site.nos[0];

  struct Damage {
    const Program& program;
    const char* file;
    Words verb;
  };

  for (const Damage& each : {Damage{site.laptop, "laptop.db", {"show", no}},
                             Damage{site.desk, "desk.db", {"order", "show", no}}}) {
    const auto path = each.program.data() / each.file;
    // What still stands in the log is read from there: fold it into the file that is to be damaged.
    store::Database(path).script("PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string whole = read_bytes(path);
    std::string pages = whole;
    for (std::size_t at = 4096; at < pages.size(); ++at) pages[at] = '\xA5';
    for (const std::string& bytes : {std::string(8192, 'x'), pages}) {
      write_bytes(path, bytes);
      check_refusal({each.file, each.program, each.verb, kCorrupt, "db_corrupt"});
      CHECK(read_bytes(path) == bytes);
    }
    write_bytes(path, whole);
    CHECK(each.program.does(each.verb)["no"] == no);
  }
}

/// Fills the disk, and gives it back at the end of the scope.
class Filled {
 public:
  explicit Filled(const SmallDisk& disk) : disk_(disk) { disk_.fill(); }

  Filled(const Filled&) = delete;
  Filled& operator=(const Filled&) = delete;
  Filled(Filled&&) = delete;
  Filled& operator=(Filled&&) = delete;

  ~Filled() { disk_.give_back(); }

 private:
  const SmallDisk& disk_;
};

std::string answer(const Desk& desk, const std::string& path) {
  const test::Socket socket = test::Socket::connected_to(desk.port());
  socket.send("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  return socket.receive_message();
}

TEST_CASE_FIXTURE(Ready, "without PostgreSQL's library a desk on it ends with 78, others go on") {
  write_bytes(folder.path() / "libpq.so.5", "no library");
  ::setenv("LD_LIBRARY_PATH", folder.path().c_str(), 1);
  check_refusal({"no library",
                 site.desk,
                 {"--store", "postgres://127.0.0.1:1/huidan", "order", "list"},
                 kConfig,
                 "bad_config",
                 "store"});
  CHECK(site.desk.does({"order", "list"})["orders"].size() == 3);
  ::unsetenv("LD_LIBRARY_PATH");
}

TEST_CASE("a full disk ends with 74 on both programs, and nothing that was acknowledged is lost") {
  const SmallDisk disk;
  if (!disk.mounted()) {
    MESSAGE("this machine allows no mount: only the next test speaks of writes that fail");
    return;
  }
  SmallSite site(disk.path(), 3);
  site.enrol();
  const std::string& no = site.nos[0];
  std::vector<std::string> notes{"写满之前"};
  static_cast<void>(site.laptop.does({"note", no, notes[0]}));
  const std::string large(15'000, 'x');
  for (int round = 0; round < 3; ++round) {
    const json before = site.everything();
    {
      const Filled filled(disk);
      check_refusal({"note", site.laptop, {"note", no, large}, kDisk, "disk_full"});
      check_refusal(
          {"set", site.desk, {"order", "set", no, "description=" + large}, kDisk, "disk_full"});
      CHECK(site.laptop.refuses({"sync"}).exit == kDisk);
      CHECK(healthy(site.desk));
      const std::string ready = answer(site.desk, "/readyz");
      CHECK(ready.find(" 503 ") != std::string::npos);
      CHECK(ready.find(R"("code":"disk_full")") != std::string::npos);
    }
    CHECK(answer(site.desk, "/readyz").find(" 200 ") != std::string::npos);
    CHECK(json::diff(before, site.everything()) == json::array());
    notes.push_back("腾出空间之后 " + std::to_string(round));
    static_cast<void>(site.laptop.does({"note", no, notes.back()}));
  }
  CHECK(site.laptop.does({"sync"})["applied"] == notes.size());
  const json here = site.laptop.does({"show", no});
  CHECK(here == site.desk.does({"order", "show", no}));
  std::vector<std::string> found;
  for (const json& note : here["notes"]) found.push_back(note["text"]);
  CHECK(found == notes);
  CHECK(site.desk.stop() == 0);
}

/// The write that fails needs no right to mount: files may not grow.
TEST_CASE_FIXTURE(Ready, "a write that fails ends with 74 on both programs and changes nothing") {
  const auto before_signal = std::signal(SIGXFSZ, SIG_IGN);  // children keep it: EFBIG, not death
  const std::string large(15'000, 'x');
  const json before = site.everything();
  const auto fails = [](const Words& command) {
    Words words{"prlimit", "--fsize=4096"};
    words.insert(words.end(), command.begin(), command.end());
    const test::Ran ran = test::run(words);
    CAPTURE(ran.out);
    CHECK(ran.exit == kDisk);
    CHECK(json::parse(ran.out)["error"]["code"] == "disk_error");
  };
  fails(site.laptop.command({"note", site.nos[0], large}));
  fails(site.desk.command({"order", "set", site.nos[0], "description=" + large}));
  std::signal(SIGXFSZ, before_signal);
  CHECK(json::diff(before, site.everything()) == json::array());
  CHECK(healthy(site.desk));
}

}  // namespace
}  // namespace huidan::e2e

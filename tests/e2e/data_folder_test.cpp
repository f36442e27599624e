// The folders that people name: what is in the way is left alone, what is not there is not made up,
// and what lies in a data folder is its owner's.
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/e2e/refusal.hpp"
#include "tests/support/small_disk.hpp"

namespace huidan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr fs::perms kOthers = fs::perms::group_all | fs::perms::others_all;

/// Everything below the folder that others than its owner may open.
std::vector<std::string> open_to_others(const fs::path& folder) {
  std::vector<std::string> open;
  const auto look = [&](const fs::path& path) {
    const bool closed = (fs::status(path).permissions() & kOthers) == fs::perms::none;
    if (!closed && !fs::is_directory(path)) open.push_back(path.string());
  };
  for (const auto& entry : fs::recursive_directory_iterator(folder)) look(entry.path());
  if ((fs::status(folder).permissions() & kOthers) != fs::perms::none) open.push_back("itself");
  return open;
}

}  // namespace

TEST_CASE("a verb that makes no desk says that there is none, and makes none") {
  const Folder folder;
  const Desk desk(folder / "mistyped");
  for (const Words& words :
       {Words{"user", "list"}, Words{"user", "disable", "x"}, Words{"device", "list"},
        Words{"device", "code", "x"}, Words{"order", "list"}, Words{"order", "show", "x"},
        Words{"archive", "x"}, Words{"print", "x", "--out", "x.pdf"}, Words{"move", "--to", "file"},
        Words{"backup", (folder / "b").string()}, Words{"verify"}}) {
    CAPTURE(words[0]);
    const Refused refused = desk.refuses(words);
    CHECK(refused.exit == kRefused);
    CHECK(refused.code == "not_found");
  }
  CHECK_FALSE(fs::exists(desk.data()));
  static_cast<void>(desk.does({"user", "add", "s1", "--roles", "seat"}));
  CHECK(desk.does({"user", "list"})["users"].size() == 1);
}

TEST_CASE_FIXTURE(Ready,
                  "a backup writes over nothing but an older one, and is made where its disk is") {
  const Desk& desk = site.desk;
  const fs::path own = desk.data() / "desk.db";
  const auto bytes = fs::file_size(own);
  for (const fs::path& within :
       {own, desk.data() / "new.huidan", desk.data() / "blobs/x", desk.data() / "blobs/ab/x"}) {
    check_refusal(
        {within.string(), desk, {"backup", within.string()}, kRefused, "bad_input", "FILE"});
  }
  CHECK(fs::file_size(own) == bytes);
  check_refusal({"laptop",
                 site.laptop,
                 {"backup", (site.laptop.data() / "laptop.db").string()},
                 kRefused,
                 "bad_input",
                 "FILE"});
  // An unmounted disk is a folder that is not there.
  const fs::path far = folder.path() / "mnt/backup/x.huidan";
  check_refusal({"no folder", desk, {"backup", far.string()}, kRefused, "not_found"});
  CHECK_FALSE(fs::exists(folder.path() / "mnt"));
  const fs::path to = folder.path() / "x.huidan";
  const fs::path in_the_way = folder.path() / "x.huidan.snapshot/of somebody";
  fs::create_directory(in_the_way.parent_path());
  write_bytes(in_the_way, "his");
  check_refusal({"in the way", desk, {"backup", to.string()}, kRefused, "not_empty"});
  CHECK(read_bytes(in_the_way) == "his");
  fs::remove_all(in_the_way.parent_path());
  static_cast<void>(desk.does({"backup", to.string()}));
  static_cast<void>(desk.does({"backup", to.string()}));  // over an older one
}

TEST_CASE_FIXTURE(
    Ready, "a backup is restored into a folder however it is written, and says who is back") {
  const fs::path to = folder.path() / "x.huidan";
  static_cast<void>(site.desk.does({"backup", to.string()}));
  const fs::path again = folder.path() / "again";
  const fs::path in_the_way = folder.path() / "again.restore/of somebody";
  fs::create_directory(in_the_way.parent_path());
  write_bytes(in_the_way, "his");
  const Desk slash(again / "");
  check_refusal({"in the way", slash, {"restore", to.string()}, kRefused, "not_empty"});
  CHECK(read_bytes(in_the_way) == "his");
  fs::remove_all(in_the_way.parent_path());
  const json said = slash.does({"restore", to.string()});
  CHECK(said["users"].size() == site.desk.does({"user", "list"})["users"].size());
  CHECK(said["laptops"].size() == site.desk.does({"device", "list"})["devices"].size());
  CHECK(slash.does({"order", "list"})["orders"].size() == 3);
  const Desk dotted(folder.path() / "dotted" / ".");
  static_cast<void>(dotted.does({"restore", to.string()}));
  CHECK(dotted.does({"order", "list"})["orders"].size() == 3);
  CHECK(open_to_others(again).empty());
  if (const SmallDisk disk;
      disk.mounted()) {  // it cannot be moved away for what was unpacked beside it
    const Desk mounted(disk.path());
    check_refusal({"a mount", mounted, {"restore", to.string()}, kDisk, "disk_error", "data"});
    CHECK(fs::is_empty(disk.path()));
  }
}

TEST_CASE_FIXTURE(Ready, "what lies in a data folder is its owner's alone") {
  CHECK(open_to_others(site.desk.data()).empty());
  CHECK(open_to_others(site.laptop.data()).empty());
}

TEST_CASE_FIXTURE(
    Ready, "a setting in the file that no flag would take is refused, and a number is taken") {
  const std::string numbers = file("numbers.toml", "store = 5\n");
  check_refusal({"a number",
                 site.desk,
                 {"user", "list", "--config", numbers},
                 kConfig,
                 "bad_config",
                 "store"});
  for (const char* value : {"[\"a\"]", "1.5", "2026-11-22", "{a = 1}"}) {
    const std::string odd = file("odd.toml", "store = " + std::string(value) + '\n');
    check_refusal(
        {value, site.desk, {"user", "list", "--config", odd}, kConfig, "bad_config", "store"});
  }
}

TEST_CASE_FIXTURE(Ready, "a desk with a damaged page does not begin to serve") {
  REQUIRE(site.desk.stop() == 0);
  std::string bytes = read_bytes(site.desk.data() / "desk.db");
  bytes[bytes.size() / 2 + 100] ^= 1;
  write_bytes(site.desk.data() / "desk.db", bytes);
  check_refusal(
      {"a turned bit", site.desk, {"serve", "--listen", "127.0.0.1:0"}, kCorrupt, "db_corrupt"});
}

TEST_CASE_FIXTURE(Ready, "a desk that is told to end does not wait for its backup") {
  REQUIRE(site.desk.stop() == 0);
  const fs::path backups = folder.path() / "backups";
  fs::create_directory(backups);
  // Whoever opens this one to read it waits for what nobody writes.
  REQUIRE(::mkfifo((backups / "desk-20251122T010500Z.huidan").c_str(), 0600) == 0);
  site.desk.start(0, {"--backup-dir", backups.string()});
  std::this_thread::sleep_for(std::chrono::seconds(1));  // it reads its backups at once
  const auto begin = std::chrono::steady_clock::now();
  CHECK(site.desk.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}

}  // namespace huidan::e2e

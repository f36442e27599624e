// Photos by command, from one laptop to the desk to another; killed and filled disks included.
#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <random>
#include <thread>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "tests/e2e/refusal.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/small_disk.hpp"

namespace huidan::e2e {
namespace {

using test::png_of;

/// Where a program keeps the bytes of that digest.
std::filesystem::path blob_of(const Program& program, const std::string& sha) {
  return program.data() / "blobs" / sha.substr(0, 2) / sha;
}

/// Every photo that the laptop shows has its file, and the file its digest.
void check_files(const Laptop& laptop, const std::string& no) {
  const json order = laptop.does({"show", no});
  for (const json& photo : order["photos"]) {
    const std::string sha = photo["sha"];
    CAPTURE(sha);
    REQUIRE(std::filesystem::exists(blob_of(laptop, sha)));
    CHECK(sha256_hex(read_bytes(blob_of(laptop, sha))) == sha);
  }
}

}  // namespace

TEST_CASE_FIXTURE(Ready, "a photo goes home by command and comes down elsewhere") {
  const std::string& no = site.nos[0];
  const std::string bytes = png_of(4000, 3000, 400'000);
  const std::string path = file("机柜.png", bytes);
  const json shown = site.laptop.does({"photo", no, path, "--kind", "scan"})["photos"][0];
  CHECK(shown["name"] == "机柜.png");
  CHECK(shown["kind"] == "scan");
  CHECK(shown["size"] == bytes.size());
  CHECK(shown["state"] == "pending");
  CHECK(site.laptop.does({"status"})["unsent_blobs"] == 1);
  const json run = site.laptop.does({"sync"});
  CHECK(run["blobs_up"] == 1);
  CHECK(run["blobs_pending"] == 0);
  CHECK(run["blobs_stopped"] == "");
  CHECK(site.laptop.does({"status"})["unsent_blobs"] == 0);
  CHECK(site.desk.does({"order", "show", no})["photos"][0]["state"] == "ready");
  CHECK(site.desk.does({"order", "show", no}) == site.laptop.does({"show", no}));
  CHECK(read_bytes(blob_of(site.desk, shown["sha"])) == bytes);

  static_cast<void>(site.desk.does({"user", "add", "other", "--roles", "engineer"}));
  static_cast<void>(site.desk.does({"order", "assign", no, "other"}));
  const Laptop other(folder.path() / "other");
  other.enrol(site.desk, "other");
  static_cast<void>(other.does({"sync"}));
  const std::string out = (folder.path() / "down.png").string();
  const std::string begin = shown["sha"].get<std::string>().substr(0, 10);
  CHECK(other.does({"photo", no, "--get", begin, "--out", out})["size"] == bytes.size());
  CHECK(read_bytes(out) == bytes);
  CHECK(site.desk.stop() == 0);
  CHECK(other.does({"photo", no, "--get", shown["id"], "--out", out})["sha"] == shown["sha"]);
}

TEST_CASE_FIXTURE(Ready, "what is no photo is refused by its code") {
  const std::string& no = site.nos[0];
  const std::string good = file("a.png", png_of(4, 3));
  const std::string out = (folder.path() / "out").string();
  check_refusals(
      site,
      {{"nothing to do", site.laptop, {"photo", no}, kUsage, "usage"},
       {"half a fetch", site.laptop, {"photo", no, "--get", "x"}, kUsage, "usage"},
       {"both", site.laptop, {"photo", no, good, "--get", "x", "--out", out}, kUsage, "usage"},
       {"no such kind", site.laptop, {"photo", no, good, "--kind", "film"}, kUsage, "usage"},
       {"no file", site.laptop, {"photo", no, out}, kRefused, "not_found"},
       {"no order", site.laptop, {"photo", "X", good}, kRefused, "unknown_order", "no"},
       {"no such photo",
        site.laptop,
        {"photo", no, "--get", "abc", "--out", out},
        kRefused,
        "not_found",
        "photo"},
       {"SVG", site.laptop, {"photo", no, file("b.jpg", "<svg/>")}, kRefused, "bad_media_type"},
       {"cut off",
        site.laptop,
        {"photo", no, file("c.png", png_of(4, 3).substr(0, 40))},
        kRefused,
        "bad_picture"},
       {"too large",
        site.laptop,
        {"photo", no, file("d.png", png_of(4, 3, limits::kBlob_bytes))},
        kRefused,
        "too_large"}});
}

TEST_CASE_FIXTURE(Ready, "a laptop killed while it takes a photo in has no op without its file") {
  const std::string& no = site.nos[0];
  std::minstd_rand chance(7);
  std::size_t written = 0;
  for (std::uint32_t round = 0; round < 25; ++round) {
    const std::string path = file("k.png", png_of(4, 3, 300'000, round + 2));
    const double delay_s = 0.001 * static_cast<double>(chance() % 40);
    Words words{"timeout", "-s", "KILL", std::to_string(delay_s + 0.001)};
    const Words command = site.laptop.command({"photo", no, path});
    words.insert(words.end(), command.begin(), command.end());
    if (test::run(words).exit == 0) ++written;
    check_files(site.laptop, no);
  }
  MESSAGE("of 25 commands that were to be killed, " << written << " had ended");
  const std::size_t count = site.laptop.does({"show", no})["photos"].size();
  CHECK(count >= written);
  CHECK(site.laptop.does({"sync"})["blobs_pending"] == 0);
  CHECK(site.desk.does({"order", "show", no})["photos"].size() == count);
}

TEST_CASE_FIXTURE(Ready, "a desk killed while a photo comes has it whole in the end") {
  const std::string& no = site.nos[0];
  std::minstd_rand chance(11);
  for (std::uint32_t round = 0; round < 8; ++round) {
    const std::string bytes = png_of(4, 3, 3'000'000, round + 2);
    static_cast<void>(site.laptop.does({"photo", no, file("k.png", bytes)}));
    auto sync = std::async(std::launch::async, [&] { return site.laptop.runs({"sync"}); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + chance() % 120));
    site.desk.kill();
    static_cast<void>(sync.get());
    site.desk.start();
    CHECK(site.laptop.does({"sync"})["blobs_pending"] == 0);
    CHECK(read_bytes(blob_of(site.desk, sha256_hex(bytes))) == bytes);
  }
  const json order = site.desk.does({"order", "show", no});
  for (const json& photo : order["photos"]) {
    CHECK(photo["state"] == "ready");
  }
}

TEST_CASE("a photo on a full disk ends with 74 and is not there") {
  const SmallDisk disk;
  if (!disk.mounted()) {
    MESSAGE("this machine allows no mount");
    return;
  }
  const Folder elsewhere;
  SmallSite site(disk.path(), 3);
  site.enrol();
  const std::string path = (elsewhere.path() / "a.png").string();
  write_bytes(path, png_of(4, 3, 200'000));
  const json before = site.everything();
  disk.fill();
  check_refusal({"photo", site.laptop, {"photo", site.nos[0], path}, kDisk, "disk_full"});
  disk.give_back();
  CHECK(json::diff(before, site.everything()) == json::array());
  CHECK(site.laptop.does({"status"})["unsent_blobs"] == 0);
  static_cast<void>(site.laptop.does({"photo", site.nos[0], path}));
  CHECK(site.laptop.does({"sync"})["blobs_up"] == 1);
  CHECK(site.desk.stop() == 0);
}

}  // namespace huidan::e2e

// Photos' files and rows across crashes, and what is cleared away when.

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>

#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "tests/server/blob_site.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::server {
namespace {

using test::png_of;

/// Bytes that the desk holds and no op names, as they stood `ago_ms` ago.
std::string stray(Site& site, std::int64_t ago_ms) {
  const std::string bytes = png_of(7, 7, 100);
  const std::string sha = sha256_hex(bytes);
  site.files.put(sha, bytes);
  site.rows([&](store::DeskBlobs& rows) {
    rows.put_ready(sha, static_cast<std::int64_t>(bytes.size()), site.app.desk.now_ms() - ago_ms);
  });
  return sha;
}

void condemn(Site& site, const std::string& sha, std::int64_t ago_ms) {
  site.rows([&](store::DeskBlobs& rows) {
    rows.put_fate({sha, "ready", 0, 0}, core::BlobFate::condemned, site.app.desk.now_ms() - ago_ms);
  });
}

constexpr std::int64_t kLongAgo_ms = 2 * limits::kBlobLease_ms;

}  // namespace

TEST_CASE("the desk goes down behind the last bytes: asked again, it finishes") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  site.files.write_part({site.one.device().value, sha}, 0, bytes);
  site.rows([&](store::DeskBlobs& rows) {
    rows.put_offset(site.one.device(), sha, static_cast<std::int64_t>(bytes.size()),
                    site.app.desk.now_ms() + 1000);
  });
  CHECK(site.photos("WX-1") == "pending");
  CHECK(site.one.offset(sha) == std::to_string(bytes.size()));
  CHECK(site.photos("WX-1") == "ready");
}

TEST_CASE("bytes that were written and not noted are written again; noted and lost, too") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  const store::BlobFiles::Part part{site.one.device().value, sha};
  site.one.name(site.id("WX-1"), bytes);
  site.files.write_part(part, 0, std::string(700, 'x'));  // no row: a torn write
  CHECK(site.one.offset(sha) == "0");
  REQUIRE(told(site.one.patch(sha, 0, bytes.substr(0, 300))) == "200");
  CHECK(site.one.offset(sha) == "300");
  site.files.drop_part(part);
  CHECK(site.one.offset(sha) == "0");
  CHECK(told(site.one.upload(bytes, 400)) == "200");
  CHECK(site.photos("WX-1") == "ready");
}

TEST_CASE("no row stands without its file, and a file without a row is swept") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  // The place cannot be taken: a file stands where the folder should be.
  const auto folder = site.folder.path() / "blobs" / sha.substr(0, 2);
  make_folder(folder.parent_path());
  std::ofstream(folder) << "in the way";
  CHECK(told(site.one.upload(bytes)).starts_with("500 disk_error"));
  CHECK(site.photos("WX-1") == "pending");
  site.rows([&](store::DeskBlobs& rows) { CHECK_FALSE(rows.holds(sha)); });
  std::filesystem::remove(folder);
  CHECK(site.one.offset(sha) == std::to_string(bytes.size()));  // it was all here
  CHECK(site.photos("WX-1") == "ready");

  const std::string orphan = png_of(1, 1, 50);
  site.files.put(sha256_hex(orphan), orphan);  // killed between the file and its row
  site.files.write_part({"nobody", sha}, 0, "x");
  CHECK(site.app.blobs.tidy().swept == 0);  // perhaps a row that has been lost: time to notice
  CHECK(site.files.holds(sha256_hex(orphan)));
  for (const auto& file : std::filesystem::recursive_directory_iterator(site.folder / "blobs")) {
    if (!file.is_regular_file()) continue;
    const auto age = std::chrono::milliseconds(limits::kBlobStray_ms + 60'000);
    std::filesystem::last_write_time(file, file.last_write_time() - age);
  }
  const store::Tidied tidied = site.app.blobs.tidy();
  CHECK(tidied.swept == 2);
  CHECK_FALSE(site.files.holds(sha256_hex(orphan)));
  CHECK(site.files.holds(sha));
  CHECK(site.app.blobs.tidy().swept == 0);
}

TEST_CASE("bytes that no op names go in two steps, a day apart") {
  Site site;
  const std::string young = stray(site, limits::kBlobLease_ms - 60'000);
  CHECK(site.app.blobs.tidy().condemned == 0);
  const std::string sha = stray(site, kLongAgo_ms);
  REQUIRE(young == sha);
  CHECK(site.app.blobs.tidy().condemned == 1);
  CHECK(site.app.blobs.tidy().removed == 0);
  CHECK(site.files.holds(sha));
  condemn(site, sha, limits::kBlobCondemned_ms);
  CHECK(site.app.blobs.tidy().removed == 1);
  CHECK_FALSE(site.files.holds(sha));
  site.rows([&](store::DeskBlobs& rows) { CHECK_FALSE(rows.holds(sha)); });
}

TEST_CASE("bytes that are named again while condemned are spared") {
  Site site;
  const std::string bytes = png_of(7, 7, 100);
  const std::string sha = stray(site, kLongAgo_ms);
  condemn(site, sha, limits::kBlobCondemned_ms);
  site.one.name(site.id("WX-1"), bytes);  // and has not given them yet
  CHECK(site.app.blobs.tidy().removed == 0);
  CHECK(site.files.holds(sha));
  CHECK(site.photos("WX-1") == "pending");
  REQUIRE(told(site.one.upload(bytes)) == "200");
  CHECK(site.photos("WX-1") == "ready");
  CHECK(site.app.blobs.tidy().condemned == 0);
  CHECK(site.files.read(sha, 0, 10'000) == bytes);
}

TEST_CASE("an upload that nobody goes on with is forgotten; its photo still waits") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  REQUIRE(told(site.one.patch(sha, 0, bytes.substr(0, 300))) == "200");
  static_cast<void>(site.app.blobs.tidy());
  CHECK(site.one.offset(sha) == "300");
  site.rows([&](store::DeskBlobs& rows) { rows.put_offset(site.one.device(), sha, 300, 1); });
  static_cast<void>(site.app.blobs.tidy());
  CHECK(site.files.list().parts.empty());
  CHECK(site.one.sync().want.at(0).off_bytes == 0);
  CHECK(told(site.one.upload(bytes)) == "200");
}

}  // namespace huidan::server

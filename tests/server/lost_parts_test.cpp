// A desk of which a part is missing is not served as a new one: its database, its key, its photos.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "server/app.hpp"
#include "sync/base/file.hpp"
#include "tests/server/desk_place.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

/// What opening the desk breaks with.
std::string opening(const Place& place) {
  try {
    const App app(place);
  } catch (const Failure& failure) {
    return std::string(code_name(failure.error().code)) + ' ' + failure.error().detail;
  }
  return "opens";
}

/// A desk that has stopped, with a photo.
struct LostSite {
  test::Folder folder{};
  DeskPlace place{folder / "desk"};
  std::string sha{};

  LostSite() {
    App app(place.place());
    const std::string bytes = test::png_of(7, 7, 100);
    sha = sha256_hex(bytes);
    store::BlobFiles(data() / "blobs").put(sha, bytes);
  }

  [[nodiscard]] fs::path data() const { return folder / "desk"; }

  void lose_database() const {
    for (const char* name : {"desk.db", "desk.db-wal", "desk.db-shm"}) fs::remove(data() / name);
  }

  [[nodiscard]] bool photo_is_there() const {
    return store::BlobFiles(data() / "blobs").holds(sha);
  }
};

}  // namespace

TEST_CASE("a desk whose file is gone, empty or another's is no new desk, and keeps its photos") {
  if (test::on_postgres()) return;
  const LostSite site;
  REQUIRE(opening(site.place.place()) == "opens");
  SUBCASE("gone") {
    site.lose_database();
  }
  SUBCASE("gone with the key of its pages") {
    site.lose_database();
    fs::remove(site.data() / "desk.db.key");
  }
  SUBCASE("empty") {
    site.lose_database();
    std::ofstream(site.data() / "desk.db").flush();
  }
  SUBCASE("one without a desk in it") {
    site.lose_database();
    store::Database database(open_store(site.place.place()));
    make_tables(database);
  }
  CHECK(opening(site.place.place()) == "db_corrupt desk.db");
  CHECK(opening(site.place.place()) == "db_corrupt desk.db");  // and so the next time
  CHECK(site.photo_is_there());
}

TEST_CASE("another desk's database beside these photos is refused, and so is an empty one") {
  if (!test::on_postgres()) return;
  const LostSite site;
  REQUIRE(opening(site.place.place()) == "opens");
  const DeskPlace mistyped;
  SUBCASE("empty") {
    CHECK(opening({site.data(), mistyped.place().store}) == "db_corrupt feed_head");
  }
  SUBCASE("of another desk") {
    const test::Folder other;
    REQUIRE(opening({other.path(), mistyped.place().store}) == "opens");
    CHECK(opening({site.data(), mistyped.place().store}) == "bad_config desk.key");
  }
  CHECK(site.photo_is_there());
}

TEST_CASE("photos alone show that there was a desk") {
  const LostSite site;
  site.lose_database();
  fs::remove(site.data() / "desk.key");
  const DeskPlace fresh;
  const Place place{site.data(), fresh.place().store};
  CHECK(opening(place).starts_with("db_corrupt"));
  CHECK(site.photo_is_there());
}

TEST_CASE("a desk's key that is gone or another's is not made anew") {
  if (test::on_postgres()) return;
  const LostSite site;
  const fs::path key = site.data() / "desk.key";
  SUBCASE("gone") {
    fs::remove(key);
  }
  SUBCASE("another's") {
    const test::Folder other;
    REQUIRE(opening({other / "desk"}) == "opens");
    fs::copy_file(other / "desk/desk.key", key, fs::copy_options::overwrite_existing);
  }
  CHECK(opening(site.place.place()) == "db_corrupt desk.key");
}

TEST_CASE("a first start that was killed around its commit is gone on with") {
  if (test::on_postgres()) return;
  const LostSite site;
  const fs::path key = site.data() / "desk.key";
  const std::string bytes = read_file(key, 4096).value();
  fs::path waiting = key;
  waiting += ".new";
  SUBCASE("behind it") {
    fs::rename(key, waiting);
  }
  SUBCASE("before it") {
    fs::remove_all(site.data());
    make_folder(site.data());
    write_file(waiting, bytes);
  }
  CHECK(opening(site.place.place()) == "opens");
  CHECK(fs::exists(key));
  CHECK_FALSE(fs::exists(waiting));
  CHECK(opening(site.place.place()) == "opens");
}

}  // namespace huidan::server

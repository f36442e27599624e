// Photos between a laptop and a real desk over HTTP: offline first, cut anywhere, whole in the end.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "server/blob_routes.hpp"
#include "server/sync_routes.hpp"
#include "sync/base/file.hpp"
#include "tests/client/photo_site.hpp"
#include "tests/support/night.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::client {

using http::testing::RunningHost;
using test::png_of;
using test::Strike;

TEST_CASE("an edit with a photo is covered by a backup only together with the photo's bytes") {
  PhotoSite site("covered");
  REQUIRE(take(site.one, png_of(40, 30, 1000)).ok());
  {
    http::Router deaf;
    server::add_sync_routes(deaf, site.desk.sync);
    const RunningHost host(deaf);
    site.proxy.passes_on_to(host.port());
    REQUIRE(sync_once(site.one).ok());
  }
  CHECK(site.covered_by_a_backup() == 0);
  site.proxy.passes_on_to(site.host.port());
  REQUIRE(sync_once(site.one).ok());
  CHECK(site.covered_by_a_backup() == 1);
}

TEST_CASE(
    "a photo taken without a network goes home with the next sync, and comes down elsewhere") {
  PhotoSite site("home");
  const std::string bytes = png_of(4000, 3000, 700'000);
  const std::string sha = sha256_hex(bytes);
  const auto taken = take(site.one, bytes);
  REQUIRE(taken.ok());
  const Photo shown = taken.value().photos.at(0);
  CHECK(shown.sha == sha);
  CHECK(shown.media == "image/png");
  CHECK(shown.state == "pending");
  CHECK(waiting(site.one) == 1);
  CHECK(photo_bytes(site.one, "WX-1", shown).value() == bytes);  // without asking anybody

  const auto run = sync_once(site.one);
  REQUIRE(run.ok());
  CHECK(run.value().report.applied == 1);
  CHECK(run.value().photos.report.up == 1);
  CHECK(run.value().photos.report.up_bytes == static_cast<std::int64_t>(bytes.size()));
  CHECK(run.value().photos.stopped.ok());
  CHECK(run.value().waiting_blobs == 0);
  CHECK(site.state_at_desk() == "ready");
  CHECK(site.bytes_at_desk(sha) == bytes);
  CHECK(site.one.order("WX-1").value().photos.at(0).state == "ready");
  CHECK(sync_once(site.one).value().report.requests == 1);  // nothing more to say

  // It goes to the other engineer: his laptop reads it, the first one's forgets it once a backup
  // of the desk has it.
  REQUIRE(site.desk.dispatch.assign({}, "WX-1", "e2").ok());
  REQUIRE(sync_once(site.two).ok());
  const Photo theirs = site.two.order("WX-1").value().photos.at(0);
  CHECK_FALSE(site.two.blobs().holds(sha));
  site.two.blobs().write_part({"down", sha}, 0, bytes.substr(0, 300'001));  // cut before
  CHECK(photo_bytes(site.two, "WX-1", theirs).value() == bytes);
  CHECK(site.two.blobs().holds(sha));
  CHECK(site.one.blobs().holds(sha));
  REQUIRE(sync_once(site.one).ok());
  CHECK(site.one.order("WX-1").error().code == Code::unknown_order);
  CHECK(site.one.blobs().holds(sha));  // a desk restored from a backup would ask for it
  site.cover();
  REQUIRE(sync_once(site.one).ok());
  CHECK_FALSE(site.one.blobs().holds(sha));
}

TEST_CASE("an upload that is cut at any point goes on, and the same bytes arrive") {
  struct Row {
    std::string_view name;
    Strike::At at;
    double share;
  };

  constexpr std::array rows{
      Row{"before a byte is out", Strike::At::request_part, 0.0},
      Row{"in the request's head", Strike::At::request_part, 0.0005},
      Row{"a quarter", Strike::At::request_part, 0.25},
      Row{"half", Strike::At::request_part, 0.5},
      Row{"but for some bytes", Strike::At::request_part, 0.9999},
      Row{"the desk has it, its reply is lost", Strike::At::request_whole, 0},
      Row{"the reply is cut", Strike::At::reply_part, 0.5},
      Row{"the reply lacks its end", Strike::At::reply_part, 0.95},
  };
  PhotoSite site("cut");
  const test::Night night(std::int64_t{1} << 40);
  std::uint32_t seed = 1;
  for (const Row& row : rows) {
    for (const std::size_t filling : {std::size_t{900}, std::size_t{600'000}}) {
      CAPTURE(row.name);
      CAPTURE(filling);
      const std::string bytes = png_of(40, 30, filling, ++seed);
      REQUIRE(take(site.one, bytes).ok());
      int strikes = 0;
      // The ops go up whole; the cuts meet the three requests after them, questions included.
      const auto cut = [&](auto& again, int left) -> Strike {
        return {row.at, row.share, 3000, [&again, &site, &strikes, left] {
                  ++strikes;
                  if (left > 1) site.proxy.strike_next(again(again, left - 1));
                }};
      };
      site.proxy.strike_next(
          {Strike::At::reply_whole, 0, 0, [&] { site.proxy.strike_next(cut(cut, 3)); }});
      const auto run = sync_once(site.one, night);
      REQUIRE(run.ok());
      CHECK(strikes == 3);
      CHECK(run.value().photos.stopped.ok());
      CHECK(run.value().photos.report.up == 1);
      CHECK(site.bytes_at_desk(sha256_hex(bytes)) == bytes);
      CHECK(waiting(site.one) == 0);
    }
  }
  const WorkOrder order = site.desk.dispatch.show({}, "WX-1").value();
  CHECK(order.photos.size() == 2 * rows.size());
  for (const Photo& photo : order.photos) CHECK(photo.state == "ready");
}

TEST_CASE("a download that is cut goes on where it was") {
  PhotoSite site("down");
  const std::string bytes = png_of(40, 30, 900'000);
  REQUIRE(take(site.one, bytes).ok());
  REQUIRE(sync_once(site.one).ok());
  REQUIRE(site.desk.dispatch.assign({}, "WX-1", "e2").ok());
  REQUIRE(sync_once(site.two).ok());
  const Photo photo = site.two.order("WX-1").value().photos.at(0);
  site.proxy.strike_next({Strike::At::reply_part, 0.7, 0, [&] {
                            site.proxy.strike_next({Strike::At::request_part, 0.5, 0, [] {}});
                          }});
  const test::Night night(3'600'000);
  CHECK(photo_bytes(site.two, "WX-1", photo, night).value() == bytes);
}

TEST_CASE("SYNC 2.9: a retired laptop is wiped when its photo is home, and not before") {
  PhotoSite site("retired");
  const std::string bytes = png_of(40, 30, 1000);
  REQUIRE(take(site.one, bytes).ok());
  const std::string id = site.one.identity().value().device.value;
  REQUIRE(site.desk.people.revoke(id, core::Revoked::retired).ok());
  {
    http::Router deaf;  // a desk that takes no photos
    server::add_sync_routes(deaf, site.desk.sync);
    const RunningHost host(deaf);
    site.proxy.passes_on_to(host.port());
    const auto run = sync_once(site.one);
    REQUIRE(run.ok());
    CHECK_FALSE(run.value().report.wiped);
    CHECK(run.value().report.requests == 1);
    CHECK(unsent(site.one) == 0);
    CHECK(waiting(site.one) == 1);
    CHECK(site.one.order("WX-1").ok());
  }
  site.proxy.passes_on_to(site.host.port());
  const auto run = sync_once(site.one);
  REQUIRE(run.ok());
  CHECK(run.value().photos.report.up == 1);
  CHECK(run.value().report.wiped);
  CHECK(site.one.identity().error().code == Code::not_enrolled);
  CHECK(site.state_at_desk() == "ready");
  CHECK(site.bytes_at_desk(sha256_hex(bytes)) == bytes);
}

TEST_CASE("edits go home where photos cannot, and the photos follow later") {
  PhotoSite site("text");
  const std::string bytes = png_of(40, 30, 1000);
  REQUIRE(take(site.one, bytes).ok());
  {
    http::Router deaf;  // a desk that takes no photos
    server::add_sync_routes(deaf, site.desk.sync);
    const RunningHost host(deaf);
    site.proxy.passes_on_to(host.port());
    const auto run = sync_once(site.one);
    REQUIRE(run.ok());
    CHECK(run.value().report.applied == 1);
    CHECK(run.value().photos.report.given_up == 1);
    CHECK(run.value().waiting_blobs == 1);
  }
  CHECK(site.state_at_desk() == "pending");
  site.proxy.passes_on_to(site.host.port());
  CHECK(sync_once(site.one).value().photos.report.up == 1);
  CHECK(site.state_at_desk() == "ready");
}

TEST_CASE("an order that was taken away stays until its photos are home") {
  PhotoSite site("limbo");
  const std::string bytes = png_of(40, 30, 1000);
  const std::string sha = sha256_hex(bytes);
  REQUIRE(take(site.one, bytes).ok());
  REQUIRE(site.desk.dispatch.assign({}, "WX-1", "e2").ok());
  {
    http::Router deaf;
    server::add_sync_routes(deaf, site.desk.sync);
    const RunningHost host(deaf);
    site.proxy.passes_on_to(host.port());
    const auto run = sync_once(site.one);
    CHECK(run.value().report.late == 1);
    CHECK(run.value().report.left == 0);
  }
  CHECK(unsent(site.one) == 0);
  CHECK(site.one.order("WX-1").ok());
  CHECK(take(site.one, png_of(1, 1)).error().code == Code::unknown_order);  // to read, not to write
  CHECK(site.one.blobs().holds(sha));
  site.proxy.passes_on_to(site.host.port());
  const auto run = sync_once(site.one);
  CHECK(run.value().photos.report.up == 1);
  CHECK(run.value().report.left == 1);
  CHECK(site.one.order("WX-1").error().code == Code::unknown_order);
  CHECK(site.one.blobs().holds(sha));  // as long as no backup of the desk has them
  site.cover();
  REQUIRE(sync_once(site.one).ok());
  CHECK_FALSE(site.one.blobs().holds(sha));
  CHECK(site.bytes_at_desk(sha) == bytes);
  CHECK(site.state_at_desk() == "ready");
}

TEST_CASE("a file that is no photo changes nothing") {
  struct Row {
    std::string_view name;
    std::string bytes;
    Code want;
  };

  PhotoSite site("refused");
  const std::vector<Row> rows{
      {"SVG", "<svg/>", Code::bad_media_type},
      {"nothing", "", Code::bad_media_type},
      {"cut off", png_of(4, 3).substr(0, 40), Code::bad_picture},
      {"too many pixels", png_of(20000, 20000), Code::bad_picture},
      {"too large", png_of(4, 3, limits::kBlob_bytes), Code::too_large},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(take(site.one, row.bytes).error().code == row.want);
  }
  CHECK(site.one.add_photo("WX-9", named("x"), png_of(4, 3)).error().code == Code::unknown_order);
  CHECK(unsent(site.one) == 0);
  CHECK(waiting(site.one) == 0);
  CHECK(site.one.blobs().list().whole.empty());
}

TEST_CASE("no row without its file: where the file cannot be written there is no op either") {
  PhotoSite site("disk");
  std::filesystem::remove_all(site.folder() / "one" / "blobs");
  std::ofstream(site.folder() / "one" / "blobs") << "in the way";
  const auto code = [&] {
    try {
      return take(site.one, png_of(4, 3)).ok() ? Code::internal : Code::usage;
    } catch (const Failure& failure) {
      return failure.error().code;
    }
  }();
  CHECK(code == Code::disk_error);
  CHECK(unsent(site.one) == 0);
  CHECK(waiting(site.one) == 0);
  CHECK(site.one.order("WX-1").value().photos.empty());
  std::filesystem::remove(site.folder() / "one" / "blobs");
  CHECK(take(site.one, png_of(4, 3)).ok());
}

TEST_CASE("a file whose row was never written is swept away, one that an op needs is not") {
  PhotoSite site("sweep");
  const std::string bytes = png_of(4, 3, 10);
  const std::string orphan = png_of(4, 3, 20);
  REQUIRE(take(site.one, bytes).ok());
  site.one.blobs().put(sha256_hex(orphan), orphan);  // killed before the row
  site.one.sweep_blobs();
  CHECK(site.one.blobs().holds(sha256_hex(bytes)));
  CHECK_FALSE(site.one.blobs().holds(sha256_hex(orphan)));
}

TEST_CASE("bytes that rotted on the laptop do not become a photo") {
  PhotoSite site("rot");
  const std::string bytes = png_of(4, 3, 1000);
  const std::string sha = sha256_hex(bytes);
  REQUIRE(take(site.one, bytes).ok());
  std::string rotten = bytes;
  rotten[200] ^= 1;
  site.one.blobs().put(sha, rotten);
  const auto run = sync_once(site.one);
  CHECK(run.value().photos.report.given_up == 1);
  CHECK(run.value().waiting_blobs == 1);
  CHECK(site.state_at_desk() == "pending");
  CHECK(site.bytes_at_desk(sha).empty());
  site.one.blobs().put(sha, bytes);
  CHECK(sync_once(site.one).value().photos.report.up == 1);
  CHECK(site.state_at_desk() == "ready");
}

}  // namespace huidan::client

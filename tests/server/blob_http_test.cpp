// The routes of photos: who may send and read which bytes, and what becomes of bad ones.

#include <doctest/doctest.h>

#include <functional>

#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "tests/server/blob_site.hpp"
#include "tests/support/pictures.hpp"

namespace huidan::server {
namespace {

using test::png_of;
using Shas = std::vector<std::string>;

std::vector<core::BlobWant> wants(const std::string& sha, std::int64_t off) {
  return {{sha, off}};
}

}  // namespace

TEST_CASE("an op before its bytes shows a photo that waits, and the bytes make it ready") {
  Site site;
  const std::string bytes = png_of(400, 300, 250'000);
  const std::string sha = sha256_hex(bytes);
  const auto named = site.one.name(site.id("WX-1"), bytes);
  REQUIRE(named.results.at(0).state == "applied");
  CHECK(site.photos("WX-1") == "pending");
  CHECK(named.want == wants(sha, 0));
  CHECK(named.blob_ack.empty());
  CHECK(site.one.offset(sha) == "0");

  const std::int64_t version = site.order("WX-1").version;
  const auto first = site.one.patch(sha, 0, bytes.substr(0, 100'000));
  CHECK(told(first) == "200");
  CHECK(header_of(first, "Upload-Offset") == "100000");
  CHECK(header_of(first, "Upload-Length") == std::to_string(bytes.size()));
  CHECK(site.one.sync().want == wants(sha, 100'000));
  CHECK(told(site.one.patch(sha, 100'000, bytes.substr(100'000, 100'000))) == "200");
  CHECK(site.photos("WX-1") == "pending");
  CHECK(told(site.one.patch(sha, 200'000, bytes.substr(200'000))) == "200");

  CHECK(site.photos("WX-1") == "ready");
  CHECK(site.order("WX-1").version == version + 1);
  CHECK(site.files.read(sha, 0, bytes.size()) == bytes);
  const auto after = site.one.sync();
  CHECK(after.blob_ack == Shas{sha});
  CHECK(after.want.empty());
  REQUIRE(after.changes.size() == 1);
  CHECK(after.changes[0].text.find(R"("state":"ready")") != std::string::npos);
  CHECK(site.one.sync().blob_ack.empty());  // said once, with the change
  // The last reply was lost: the same bytes again are nothing new.
  CHECK(header_of(site.one.patch(sha, 200'000, bytes.substr(200'000)), "Upload-Offset") ==
        std::to_string(bytes.size()));
}

TEST_CASE("a photo of which a bit has turned is never given, whichever part is asked for") {
  Site site;
  const std::string bytes = png_of(400, 300, 600'000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  REQUIRE(told(site.one.upload(bytes)) == "200");
  const std::string target = "/v1/orders/WX-1/blob/" + sha;
  REQUIRE(site.one.ask("GET", target).body == bytes);
  CHECK(site.one.ask("GET", target + "?off=262100&count=100").body == bytes.substr(262100, 100));
  std::string flipped = bytes;
  flipped[500'000] = static_cast<char>(flipped[500'000] ^ 8);
  write_file(site.folder / "blobs" / sha.substr(0, 2) / sha, flipped);
  for (const char* part : {"", "?off=0&count=10", "?off=499999&count=3", "?off=599990"}) {
    CAPTURE(part);
    const auto refused = site.one.ask("GET", target + part);
    CHECK(told(refused) == "500 db_corrupt");
    CHECK(refused.body.find("PNG") == std::string::npos);
  }
  write_file(site.folder / "blobs" / sha.substr(0, 2) / sha, bytes);
  CHECK(site.one.ask("GET", target).body == bytes);
}

TEST_CASE("a hash is not a right: nobody hears of bytes that he neither gave nor may see") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  CHECK(told(site.two.ask("HEAD", "/v1/blob/" + sha)) == "404");
  CHECK(told(site.two.patch(sha, 0, bytes)) == "404 not_found");
  CHECK(told(site.one.ask("HEAD", "/v1/blob/" + std::string(64, 'a'))) == "404");
  const std::string photo = "/v1/orders/WX-1/blob/" + sha;
  CHECK(told(site.one.ask("GET", photo)) == "404 not_found");  // not here yet
  REQUIRE(told(site.one.upload(bytes)) == "200");
  CHECK(told(site.one.ask("GET", photo)) == "200");
  CHECK(told(site.two.ask("GET", photo)) == "404 unknown_order no");
  CHECK(told(site.two.ask("GET", "/v1/orders/WX-2/blob/" + sha)) == "404 not_found");
  CHECK(told(site.two.ask("HEAD", "/v1/blob/" + sha)) == "404");

  // He names the digest in an order of his own: it opens nothing until he has given the bytes.
  const auto named = site.two.name(site.id("WX-2"), bytes);
  CHECK(named.want == wants(sha, 0));
  CHECK(named.blob_ack.empty());
  CHECK(site.photos("WX-2") == "pending");
  CHECK(site.two.offset(sha) == "0");
  CHECK(told(site.two.ask("GET", "/v1/orders/WX-2/blob/" + sha)) == "404 not_found");
  CHECK(told(site.two.upload(bytes)) == "200");
  CHECK(site.photos("WX-2") == "ready");
  CHECK(site.two.sync().blob_ack == Shas{sha});
  CHECK(told(site.two.ask("GET", "/v1/orders/WX-2/blob/" + sha)) == "200");
}

TEST_CASE("whoever may read the bytes here, or gave them before, need not send them again") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  REQUIRE(told(site.one.upload(bytes)) == "200");
  site.one.sync();
  const auto again = site.one.name(site.id("WX-1"), bytes);
  CHECK(again.want.empty());
  CHECK(again.blob_ack == Shas{sha});
  CHECK(site.photos("WX-1") == "ready ready");

  REQUIRE(site.app.dispatch.assign({}, "WX-1", "e2").ok());
  site.two.sync();
  const auto other = site.two.name(site.id("WX-2"), bytes);
  CHECK(other.want.empty());
  CHECK(other.blob_ack == Shas{sha});
  CHECK(site.photos("WX-2") == "ready");
  // What he gave is confirmed to the first laptop even though the order has left it.
  CHECK(told(site.one.ask("GET", "/v1/orders/WX-1/blob/" + sha)) == "404 unknown_order no");
}

TEST_CASE("people see a photo by the order that they see") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string photo = "/v1/orders/WX-1/blob/" + sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  REQUIRE(told(site.one.upload(bytes)) == "200");
  const auto get = [&](const std::string& who, const std::string& target) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    const std::string token = who.empty() ? "" : site.app.people.log_in(who, kPassword).value();
    request.headers = {{"Authorization", "Bearer " + token}};
    return site.app.router().handle(std::move(request));
  };
  const auto seen = get("seat1", photo);
  CHECK(seen.body == bytes);
  CHECK(seen.content_type == "image/png");
  CHECK(header_of(seen, "Content-Disposition").starts_with("attachment; filename=\""));
  CHECK(header_of(seen, "X-Content-Type-Options") == "nosniff");
  CHECK(get("seat1", photo + "?off=1000&count=7").body == bytes.substr(1000, 7));
  CHECK(get("seat1", photo + "?off=" + std::to_string(bytes.size())).body.empty());
  CHECK(told(get("seat1", photo + "?off=9999999")) == "416 bad_range");
  CHECK(told(get("seat1", photo + "?off=-1")) == "400 bad_number off");
  CHECK(told(get("seat1", photo + "?count=x")) == "400 bad_number count");
  CHECK(get("e1", photo).body == bytes);
  CHECK(told(get("e2", photo)) == "404 unknown_order no");
  CHECK(told(get("", photo)) == "401 unauthorized");
  CHECK(told(get("seat1", "/v1/orders/WX-1/blob/..%2f..%2fdesk.db")) == "400 bad_request");
  CHECK(told(get("seat1", "/v1/orders/WX-1/blob/desk.db")) == "400 bad_input sha");
  CHECK(told(get("seat1", "/v1/orders/WX-1/blob/" + std::string(300, 'a'))) == "400 bad_input sha");
}

/// The same proof under another device's name.
void rename_to(std::string_view device, http::Request& request) {
  const auto bytes = from_base64(request.headers[0].value.substr(7)).value();
  request.headers[0].value = "Huidan " + to_base64(uuid_bytes(device).value() + bytes.substr(16));
}

TEST_CASE("a blob request that is not the laptop's own is refused") {
  struct Row {
    std::string_view name;
    std::function<void(Site&, http::Request&)> spoil;
    std::string_view want;
  };

  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  const std::vector<Row> rows{
      {"untouched", [](Site&, http::Request&) {}, "200"},
      {"another byte", [](Site&, http::Request& r) { r.body[9] ^= 1; }, "401 bad_signature"},
      {"another offset", [](Site&, http::Request& r) { r.headers[1].value = "1"; },
       "401 bad_signature"},
      {"a query more", [](Site&, http::Request& r) { r.target += "?x=1"; }, "401 bad_signature"},
      {"no proof", [](Site&, http::Request& r) { r.headers[0].value.clear(); },
       "401 bad_signature"},
      {"another's name", [](Site& s, http::Request& r) { rename_to(s.two.device().value, r); },
       "401 bad_signature"},
      {"nobody's name",
       [](Site&, http::Request& r) { rename_to("01980000-0000-7000-8000-000000000099", r); },
       "401 unknown_device"},
      {"a revoked laptop",
       [](Site& s, http::Request&) {
         CHECK(s.app.people.revoke(s.one.device().value, core::Revoked::lost).ok());
       },
       "401 device_lost"},
      {"an offset that is none", [](Site&, http::Request& r) { r.headers[1].value = "-1"; },
       "400 bad_number Upload-Offset"},
      {"another kind of body",
       [](Site&, http::Request& r) { r.headers[2].value = "application/json"; },
       "415 bad_media_type"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Site site;
    site.one.name(site.id("WX-1"), bytes);
    http::Request request = site.one.request("PATCH", "/v1/blob/" + sha, 0, bytes);
    row.spoil(site, request);
    CHECK(told(site.app.router().handle(request)) == row.want);
    CHECK((site.photos("WX-1") == "ready") == (row.want == "200"));
  }
}

TEST_CASE("bytes that are out of place or too many are refused, and nothing is lost") {
  Site site;
  const std::string bytes = png_of(400, 300, 500'000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  const auto ahead = site.one.patch(sha, 7, bytes.substr(7, 10));
  CHECK(told(ahead) == "416 bad_range");
  CHECK(header_of(ahead, "Upload-Offset") == "0");
  REQUIRE(told(site.one.patch(sha, 0, bytes.substr(0, 100'000))) == "200");
  const auto again = site.one.patch(sha, 0, bytes.substr(0, 100'000));
  CHECK(told(again) == "416 bad_range");
  CHECK(header_of(again, "Upload-Offset") == "100000");
  CHECK(told(site.one.patch(sha, 100'000, "")) == "400 bad_input body");
  CHECK(told(site.one.patch(sha, 100'000, std::string(limits::kBlobChunk_bytes + 1, 'x'))) ==
        "413 too_large");
  REQUIRE(told(site.one.patch(sha, 100'000, bytes.substr(100'000, 200'000))) == "200");
  REQUIRE(told(site.one.patch(sha, 300'000, bytes.substr(300'000, 150'000))) == "200");
  CHECK(told(site.one.patch(sha, 450'000, bytes.substr(450'000) + "x")) == "413 too_large");
  CHECK(told(site.one.patch(sha, 450'000, bytes.substr(450'000))) == "200");
  CHECK(site.photos("WX-1") == "ready");
}

TEST_CASE("bytes of another digest are thrown away and may come again, right") {
  Site site;
  const std::string bytes = png_of(400, 300, 1000);
  const std::string sha = sha256_hex(bytes);
  site.one.name(site.id("WX-1"), bytes);
  std::string wrong = bytes;
  wrong[500] ^= 1;
  REQUIRE(told(site.one.patch(sha, 0, wrong.substr(0, 600))) == "200");
  const auto refused = site.one.patch(sha, 600, wrong.substr(600));
  CHECK(told(refused) == "422 verification_failed");
  CHECK(header_of(refused, "Upload-Offset") == "0");
  CHECK_FALSE(site.files.holds(sha));
  CHECK(site.photos("WX-1") == "pending");
  CHECK(site.one.sync().want == wants(sha, 0));
  CHECK(told(site.one.upload(bytes, 600)) == "200");
  CHECK(site.photos("WX-1") == "ready");
}

TEST_CASE("a file that is not what its op said is never asked for again") {
  Site site;
  const std::string svg = "<svg onload='alert(1)'/>" + std::string(1000, ' ');
  const std::string huge = png_of(20000, 20000, 100);
  site.one.name(site.id("WX-1"), svg);
  CHECK(told(site.one.upload(svg)) == "415 bad_media_type");
  // Their laptop need not wait for a refused file any longer, and hears it once.
  CHECK(site.one.name(site.id("WX-1"), huge).blob_ack == std::vector{sha256_hex(svg)});
  CHECK(told(site.one.upload(huge)) == "422 bad_picture");
  CHECK(site.photos("WX-1") == "refused refused");
  CHECK_FALSE(site.files.holds(sha256_hex(svg)));
  CHECK(site.files.list().parts.empty());
  const auto after = site.one.sync();
  CHECK(after.want.empty());
  CHECK(after.blob_ack == std::vector{sha256_hex(huge)});
  CHECK(told(site.one.ask("HEAD", "/v1/blob/" + sha256_hex(svg))) == "422");
  CHECK(told(site.one.ask("GET", "/v1/orders/WX-1/blob/" + sha256_hex(svg))) == "404 not_found");

  // The same file named with another size: one name was wrong, and just that one is refused.
  const std::string good = png_of(400, 300, 1000);
  site.one.name(site.id("WX-1"), good);
  site.one.name(site.id("WX-1"), good, 5);
  CHECK(told(site.one.upload(good)) == "200");
  CHECK(site.photos("WX-1") == "refused refused ready refused");
  CHECK(site.one.sync().want.empty());
}

TEST_CASE("an order says how many photos it takes") {
  Site site;
  const OrderId id = site.id("WX-1");
  for (std::size_t i = 0; i < limits::kPhotos_max; ++i) {
    const auto taken = site.one.name(id, png_of(1, 1, 8, static_cast<std::uint32_t>(i + 2)));
    REQUIRE(taken.results.at(0).state == "applied");
  }
  const auto refused = site.one.name(id, png_of(2, 2));
  CHECK(refused.results.at(0).state == "rejected");
  CHECK(refused.results.at(0).code == "too_many");
  CHECK(refused.want.size() == limits::kBlobsWanted_max);
}

}  // namespace huidan::server

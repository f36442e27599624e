// Joining when the line is bad: a reply that never came must not burn the code (issue of one-time
// codes), and what the desk gives for proving its receipts.

#include "client/enrol.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "client/drive.hpp"
#include "client/work.hpp"
#include "server/app.hpp"
#include "support/proxy.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/core/receipt.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/client/scripted_server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {
namespace {

namespace fs = std::filesystem;

using http::testing::RunningHost;
using test::Proxy;
using test::Strike;

/// A desk with one order for e1 behind a line that can be cut.
struct EnrolSite {
  server::App desk{fs::path(), test::kQuickHash};
  Proxy line{};
  RunningHost host{desk.router()};
  std::string url = "http://127.0.0.1:" + std::to_string(line.port());
  fs::path folder;

  explicit EnrolSite(const std::string& name)
      : folder(fs::temp_directory_path() / ("huidan-enrol-test-" + name)) {
    fs::remove_all(folder);
    line.passes_on_to(host.port());
    receive_order(desk, "WX-1", "e1");
  }

  ~EnrolSite() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  EnrolSite(const EnrolSite&) = delete;
  EnrolSite& operator=(const EnrolSite&) = delete;
  EnrolSite(EnrolSite&&) = delete;
  EnrolSite& operator=(EnrolSite&&) = delete;

  std::string code() { return desk.people.enrol_code("e1").value().code; }

  void lose_next_reply() {
    line.strike_next({Strike::At::reply_part, 0, 0, [] {}});
  }
};

std::string code_of(const Result<Identity>& joined) {
  return joined ? "" : std::string(code_name(joined.error().code));
}

}  // namespace

TEST_CASE("a laptop whose reply was lost joins with the same code, as the same device") {
  EnrolSite site("lost");
  const std::string code = site.code();
  site.lose_next_reply();
  {
    Device laptop(site.folder);
    CHECK(code_of(enrol(laptop, site.url, code)) == "no_network");
    CHECK(laptop.identity().error().code == Code::not_enrolled);
  }
  REQUIRE(site.desk.people.laptops().size() == 1);  // the desk has taken it
  Device laptop(site.folder);                       // after a restart
  site.lose_next_reply();                           // and once more
  CHECK(code_of(enrol(laptop, site.url, code)) == "no_network");
  const auto joined = enrol(laptop, site.url, code);
  REQUIRE(joined.ok());
  REQUIRE(site.desk.people.laptops().size() == 1);
  CHECK(site.desk.people.laptops()[0].id == joined.value().device);
  CHECK(sync_once(laptop).value().report.pulled == 1);  // its key is the one that the desk knows
  CHECK_FALSE(fs::exists(site.folder / "enrol.key"));
}

TEST_CASE("a used code is no code to another laptop, nor to one that asks with another key") {
  EnrolSite site("other");
  const std::string code = site.code();
  Device laptop(site.folder);
  REQUIRE(enrol(laptop, site.url, code).ok());
  const fs::path elsewhere = site.folder / "other";
  Device other(elsewhere);
  CHECK(code_of(enrol(other, site.url, code)) == "wrong_code");
  CHECK(site.desk.people.laptops().size() == 1);
}

TEST_CASE("the key of a try belongs to its code: another code is asked with another key") {
  EnrolSite site("keys");
  Device laptop(site.folder);
  const KeyPair first = laptop.enrolment_key("AAAA");
  CHECK(laptop.enrolment_key("AAAA").secret_key == first.secret_key);
  CHECK(laptop.enrolment_key("AAAA").public_key == first.public_key);
  const KeyPair second = laptop.enrolment_key("BBBB");
  CHECK(second.public_key != first.public_key);
  CHECK(signature_holds("x", sign_bytes("x", second.secret_key), second.public_key));
  write_file(site.folder / "enrol.key", "half a key");
  CHECK(laptop.enrolment_key("BBBB").public_key != second.public_key);
}

TEST_CASE("the desk hands over its key, and its receipts are proven with it") {
  EnrolSite site("key");
  Device laptop(site.folder);
  REQUIRE(enrol(laptop, site.url, site.code()).ok());
  const std::string desk_key = laptop.identity().value().desk_key;
  CHECK(desk_key == public_half(site.desk.desk.secret_key()));
  REQUIRE(sync_once(laptop).ok());
  REQUIRE(laptop
              .write("WX-1",
                     [](const WorkOrder& order) {
                       return set_fields(order, {{"treatment", "更换光模块"}});
                     })
              .ok());
  const auto run = sync_once(laptop);
  REQUIRE(run.ok());
  std::vector<Receipt> kept;
  laptop.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    kept = records.receipts(run.value().report.receipt);
  });
  REQUIRE(kept.size() == 1);
  CHECK(core::receipt_holds(kept[0], desk_key));

  const auto at_the_desk = site.desk.people.receipts({}, kept[0].id);
  REQUIRE(at_the_desk.ok());
  CHECK(at_the_desk.value().at(0).receipt.chain == kept[0].chain);
  const std::string device = laptop.identity().value().device.value;
  CHECK(site.desk.people.receipts({}, device).value().size() == 1);
  CHECK(site.desk.people.receipts({}, device.substr(0, 13)).value().size() == 1);
  CHECK(site.desk.people.receipts({}, "HZ-20260101-0000-0001").error().code == Code::not_found);
  CHECK(site.desk.people.receipts({}, "nowhere").error().code == Code::not_found);
}

TEST_CASE("a desk that gives no key, or half of one, or what is none, is not joined") {
  const std::string no_point = R"(,"desk_key":")" + to_base64(std::string(32, '\0')) + '"';
  for (const std::string& key : {std::string(), std::string(R"(,"desk_key":"AAAA")"),
                                 std::string(R"(,"desk_key":"?")"), no_point}) {
    CAPTURE(key);
    const std::string body =
        R"({"device":"01980000-0000-7000-8000-000000000003","person":{"id":"p","name":"e1",)"
        R"("roles":"engineer","group":""})" +
        key + '}';
    const testing::ScriptedServer old(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    const fs::path folder = fs::temp_directory_path() / "huidan-enrol-test-old";
    fs::remove_all(folder);
    {
      Device laptop(folder);
      const std::string url = "http://127.0.0.1:" + std::to_string(old.port());
      CHECK(code_of(enrol(laptop, url, "AAAA")) == "bad_reply");
      CHECK_FALSE(laptop.identity().ok());
    }
    fs::remove_all(folder);
  }
}

}  // namespace huidan::client

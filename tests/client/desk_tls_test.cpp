// A laptop and a real desk, over TLS: the code carries the pin, the pin alone is trusted.

#include <doctest/doctest.h>

#include <filesystem>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "client/work.hpp"
#include "server/app.hpp"
#include "tests/client/certificate.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {

using http::testing::RunningHost;
using testing::Certificate;

TEST_CASE("a laptop joins and syncs over TLS by the pin in its code, and by no other") {
  const Certificate mine("flow");
  const Certificate other("flow-other");
  REQUIRE(mine.made());
  REQUIRE(other.made());
  server::App desk{std::filesystem::path(), test::kQuickHash};
  desk.people.set_key_pin(mine.pin());
  receive_order(desk, "WX-1", "e1");
  const RunningHost host(desk.router(), {.tls_certificate = mine.file(), .tls_key = mine.key()});
  const std::string url = "https://127.0.0.1:" + std::to_string(host.port());
  const std::string code = desk.people.enrol_code("e1").value().code;
  REQUIRE(code.ends_with('.' + mine.pin()));

  const auto folder = std::filesystem::temp_directory_path() / "huidan-desk-tls-test";
  std::filesystem::remove_all(folder);
  {
    Device laptop(folder);
    const std::string bare = code.substr(0, code.find('.'));
    CHECK(enrol(laptop, url, bare + '.' + other.pin()).error().code == Code::pin_mismatch);
    CHECK(enrol(laptop, url, bare).error().code == Code::pin_mismatch);
    CHECK(laptop.identity().error().code == Code::not_enrolled);
    REQUIRE(enrol(laptop, url, code).ok());  // the code was never said to the wrong desk
    CHECK(enrol(laptop, url, code).error().code == Code::already_enrolled);
    CHECK(sync_once(laptop).value().report.pulled == 1);
    REQUIRE(laptop
                .write("WX-1",
                       [](const WorkOrder& order) {
                         return set_fields(order, {{"treatment", "更换光模块"}});
                       })
                .ok());
    const auto run = sync_once(laptop);
    REQUIRE(run.ok());
    CHECK(run.value().report.applied == 1);
    CHECK(run.value().bytes_up > 0);
    CHECK(value_of(desk.dispatch.show({}, "WX-1").value(), Field::treatment) == "更换光模块");
  }
  std::filesystem::remove_all(folder);
}

}  // namespace huidan::client

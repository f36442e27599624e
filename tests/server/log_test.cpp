// Whatever the desk's log says is a JSON object a line.
#include "server/log.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace huidan::server {
namespace {

using nlohmann::json;

TEST_CASE("every line of the log is one JSON object, with or without numbers in it") {
  std::ostringstream said;
  const Log log(said);
  log.info({{"backup", "verified"}});
  log.warn({{"backup", "none is kept: {} \"quoted\" \n \xFF"}});
  log.error({{"swept", std::int64_t{3}}});
  log.request({"GET", "/readyz", 200, 64, 1500, "r1"});
  log.request({"POST", "/v1/sync", 507, 64, 1500, "r2", "disk_full"});
  std::vector<json> lines;
  std::istringstream text(said.str());
  for (std::string line; std::getline(text, line);) {
    CAPTURE(line);
    const json object = json::parse(line, nullptr, false);
    REQUIRE(object.is_object());
    CHECK(object.contains("at"));
    REQUIRE(object["line"].is_object());
    lines.push_back(object);
  }
  REQUIRE(lines.size() == 5);
  CHECK(lines[0]["line"] == json{{"backup", "verified"}});
  CHECK(lines[1]["level"] == "warning");
  CHECK(lines[2]["line"]["swept"] == 3);
  CHECK_FALSE(lines[3]["line"].contains("code"));
  CHECK(lines[3]["line"]["us"] == 1500);
  CHECK(lines[4]["line"]["code"] == "disk_full");
  CHECK(lines[4]["line"]["status"] == 507);
}

}  // namespace
}  // namespace huidan::server

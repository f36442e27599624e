// The printers of a laptop: IPP read to the last byte, a service that lies, and one that is not
// there. What a real print service says is in web/tests/hands.mjs.
#include "client/page/printers.hpp"

#include <doctest/doctest.h>

#include "tests/client/open_page.hpp"
#include "tests/client/scripted_server.hpp"

namespace huidan::client {
namespace {

std::string counted(std::string_view text) {
  return std::string{static_cast<char>(text.size() >> 8U), static_cast<char>(text.size())} +
         std::string(text);
}

std::string attribute(char tag, std::string_view name, std::string_view value) {
  return tag + counted(name) + counted(value);
}

constexpr char kText = 0x41;
constexpr char kEnum = 0x23;

std::string printer(std::string_view name, std::string_view uri, char state = 3) {
  return '\x04' + attribute(0x42, "printer-name", name) +
         attribute(0x45, "printer-uri-supported", uri) + attribute(0x45, "", "ipp://second/value") +
         attribute(kText, "printer-info", "二楼") +
         attribute(kEnum, "printer-state", std::string{0, 0, 0, state}) +
         attribute(0x22, "printer-is-accepting-jobs", "\x01");
}

std::string answer(const std::string& groups, std::uint16_t status = 0) {
  return std::string{1, 1, static_cast<char>(status >> 8U), static_cast<char>(status), 0, 0, 0, 1} +
         '\x01' + attribute(0x47, "attributes-charset", "utf-8") + groups + '\x03';
}

std::string http(const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status +
         "\r\nContent-Type: application/ipp\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// What asking that service comes to: its printers' names, or the error.
std::string listed(const std::string& reply, const std::string& path = {}) {
  const testing::ScriptedServer server(reply);
  PrintService service("ipp://127.0.0.1:" + std::to_string(server.port()) + path);
  const auto printers = service.printers();
  if (!printers) {
    return std::string(code_name(printers.error().code)) + ' ' + printers.error().detail;
  }
  std::string names = "printers";
  for (const Printer& one : printers.value()) {
    names += ' ' + one.name + (one.ready ? "" : "(stopped)") + one.path;
  }
  return names;
}

}  // namespace

TEST_CASE("an answer of IPP is read whole or not at all") {
  const std::string whole = answer(printer("a", "ipp://h/printers/a") + printer("b", "x"));
  const auto read = read_ipp(whole);
  REQUIRE(read.ok());
  REQUIRE(read.value().said.size() == 2);
  CHECK(ipp_value(read.value().said[0], "printer-state") == "3");
  CHECK(ipp_value(read.value().said[0], "printer-uri-supported") == "ipp://h/printers/a");
  CHECK(ipp_value(read.value().said[1], "printer-name") == "b");
  CHECK(ipp_value(read.value().said[1], "no-such").empty());
  for (std::size_t end = 0; end < whole.size(); ++end) {
    CAPTURE(end);
    CHECK(read_ipp(std::string_view(whole).substr(0, end)).error().code == Code::bad_reply);
  }
  CHECK(read_ipp("<html>captive portal</html>").error().code == Code::bad_reply);
  CHECK_FALSE(read_ipp(answer(attribute(kText, "x", std::string(9, 'x')).substr(0, 6))).ok());
}

TEST_CASE("a question says what it is about, and a job ends with its document") {
  const std::string uri = "ipp://127.0.0.1:631/printers/a";
  const std::string job = ipp_job(uri, std::string(2000, 't'), "%PDF-1.7 …");
  CHECK(job.starts_with(std::string{1, 1, 0, 2, 0, 0, 0, 1}));
  CHECK(job.find(counted("printer-uri") + counted(uri)) != std::string::npos);
  CHECK(job.find(std::string(1024, 't')) == std::string::npos);  // as long as IPP lets a name be
  CHECK(job.ends_with("\x03%PDF-1.7 …"));
  CHECK(ipp_question(IppAsks::of_service, {}).find(counted("printer-uri")) == std::string::npos);
}

TEST_CASE("what a print service may answer") {
  const std::string one = printer("a", "ipp://elsewhere.example/printers/a%20b");
  CHECK(listed(http(answer(one))) == "printers a/printers/a%20b");
  CHECK(listed(http(answer(printer("a", "ipp://h/p", 5))), "/ipp/print") ==
        "printers a(stopped)/p");
  CHECK(listed(http(answer({}))) == "printers");
  CHECK(listed(http(answer({}, 0x0406))) == "printers");  // CUPS without a printer
  CHECK(listed(http(answer({}, 0x0500))) == "printer_refused 0x0500");
  CHECK(listed(http("no", "403 Forbidden")) == "printer_refused HTTP 403");
  CHECK(listed(http("<html>")) == "bad_reply ipp");
  CHECK(PrintService("lpd://x").printers().error() == Error{Code::bad_config, {}, "printers"});
  CHECK(PrintService("ipp://printer.example").printers().error().code == Code::insecure_server);
}

TEST_CASE(
    "a laptop without a print service has no printer, and a print that goes nowhere costs no "
    "number") {
  int closed = 0;
  { closed = testing::ScriptedServer("").port(); }
  PrintService none("ipp://127.0.0.1:" + std::to_string(closed));
  CHECK(none.printers().value().empty());
  CHECK(none.print("office", "t", "%PDF").error() == Error{Code::not_found, "office", "printer"});

  const Open open;
  CHECK(open.answer(asked("GET", "/v1/page/printers"))["printers"].empty());
  const auto out = [&](const std::string& body, int status) {
    return open.answer(asked("POST", "/v1/orders/WX-1/print/out", body), status)["error"]["code"];
  };
  CHECK(out(R"({"printer":"office"})", 500) == "bad_config");
  CHECK(out(R"({"printer":"office","copies":"three"})", 400) == "bad_choice");
  CHECK(open.answer(asked("GET", "/v1/orders/WX-1"))["copies"].empty());
}

}  // namespace huidan::client

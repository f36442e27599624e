// What the server refuses on the wire: the status and the code of INTERFACES, a sentence in the
// language that was asked for, nothing changed, and /healthz answers ever after.
#include <doctest/doctest.h>

#include <set>

#include "sync/base/bytes.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/proof.hpp"
#include "sync/store/laptop_store.hpp"
#include "tests/e2e/refusal.hpp"
#include "tests/support/socket.hpp"

namespace huidan::e2e {
namespace {

constexpr std::size_t kBrackets = 100'000;
constexpr std::size_t kHuge_bytes = std::size_t{300} << 20;

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Question {
  std::string name;
  std::string method;
  std::string path;
  Headers headers;
  std::string body;
  int status;
  std::string code;
  // 1: refused before its headers are believed, in the server's own language.
  std::size_t languages = 3;
};

const Headers kJson{{"Content-Type", "application/json"}};

Headers with(Headers headers, const Headers& more) {
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

std::string head_of(const Question& question, const Headers& framing) {
  std::string head = question.method + ' ' + question.path + " HTTP/1.1\r\nHost: test\r\n";
  for (const auto& [name, value] : with(question.headers, framing)) {
    head += name + ": " + value + "\r\n";
  }
  return head + "Connection: close\r\n\r\n";
}

std::string ask(const Desk& desk, const Question& question, const std::string& language) {
  const test::Socket socket = test::Socket::connected_to(desk.port());
  Headers framing{{"Accept-Language", language}};
  if (!question.body.empty()) {
    framing.emplace_back("Content-Length", std::to_string(question.body.size()));
  }
  socket.send(head_of(question, framing) + question.body);
  return socket.receive_message();
}

/// The sentence of a coded error; empty when it is none.
std::string check_reply(const Question& question, const std::string& reply) {
  CAPTURE(question.name);
  CAPTURE(reply.substr(0, 600));
  CHECK(test::status_of(reply) == question.status);
  const json document = json::parse(test::body_of(reply), nullptr, false);
  REQUIRE(document.is_object());
  const json error = document.value("error", json::object());
  CHECK(error.value("code", "") == question.code);
  CHECK(error.value("request_id", "") != "");
  return error.value("message", "");
}

void check_questions(const SmallSite& site, const std::vector<Question>& questions) {
  const json before = site.everything();
  for (const Question& question : questions) {
    std::set<std::string> messages;
    for (const char* language : {"zh-Hans", "zh-Hant", "en"}) {
      messages.insert(check_reply(question, ask(site.desk, question, language)));
    }
    CAPTURE(question.name);
    CHECK(messages.size() == question.languages);
    CHECK(healthy(site.desk));
  }
  CHECK(json::diff(before, site.everything()) == json::array());
}

/// The laptop's own proof under any bytes.
Headers proof_of(const Laptop& laptop, std::string_view bytes) {
  const auto secret_key = from_base64(trimmed(read_bytes(laptop.data() / "device.key")));
  REQUIRE(secret_key.has_value());
  store::Database database(laptop.data() / "laptop.db");
  store::LaptopRecords records(database);
  const core::Prover prover(records.state().device, *secret_key, records.desk_key());
  return {{std::string(core::kProofHeader), prover.prove(core::sync_statement(bytes))}};
}

TEST_CASE_FIXTURE(Ready, "requests that are none of ours get a coded error") {
  const std::string deep(kBrackets, '[');
  const std::string wrong_login = R"({"name":"engineer1","password":"not the password"})";
  const std::string wrong_code =
      R"({"code":"AAAA-BBBB","name":"x","public_key":")" + to_base64(std::string(32, 'k')) + "\"}";
  check_questions(
      site,
      {{"an unknown route", "GET", "/v1/nothing", {}, "", 404, "not_found"},
       {"no file of the page", "GET", "/assets/none.js", {}, "", 404, "not_found"},
       {"a wrong method", "GET", "/v1/sync", {}, "", 405, "bad_method"},
       {"another wrong method", "DELETE", "/v1/orders", {}, "", 405, "bad_method"},
       {"a path that climbs", "GET", "/v1/orders/..%2f..%2fetc", {}, "", 400, "bad_request"},
       {"half a character", "GET", "/v1/orders/%e4%bd", {}, "", 400, "bad_utf8"},
       {"a huge header",
        "GET",
        "/healthz",
        {{"X", std::string(20'000, 'x')}},
        "",
        431,
        "header_too_large",
        1},
       {"no token", "GET", "/v1/orders", {}, "", 401, "unauthorized"},
       {"a wrong token",
        "GET",
        "/v1/orders",
        {{"Authorization", "Bearer 00"}},
        "",
        401,
        "unauthorized"},
       {"a form without a token", "GET", "/v1/orders/YL-100/form.pdf", {}, "", 401, "unauthorized"},
       {"a login that is no JSON", "POST", "/v1/login", kJson, "name=x", 400, "bad_json"},
       {"a login of text",
        "POST",
        "/v1/login",
        {{"Content-Type", "text/plain"}},
        "{}",
        415,
        "bad_media_type"},
       {"a packed login", "POST", "/v1/login", with(kJson, {{"Content-Encoding", "gzip"}}), "{}",
        415, "bad_media_type", 1},
       {"half a login", "POST", "/v1/login", kJson, R"({"name":"x"})", 400, "missing_value"},
       {"a wrong password", "POST", "/v1/login", kJson, wrong_login, 401, "wrong_password"},
       {"a deep login", "POST", "/v1/login", kJson, deep, 400, "json_too_deep"},
       {"a deep enrolment", "POST", "/v1/enrol", kJson, deep, 400, "json_too_deep"},
       {"a wrong code", "POST", "/v1/enrol", kJson, wrong_code, 401, "wrong_code"}});
}

TEST_CASE_FIXTURE(Ready, "a sync is refused unless it is the laptop's own and one of ours") {
  const std::string deep(kBrackets, '[');
  const Headers mine = with(kJson, proof_of(site.laptop, deep));
  const Headers packed{{"Content-Type", std::string(core::kZstdType)}};
  const std::string rubbish = "no frame at all";
  check_questions(
      site, {{"unsigned", "POST", "/v1/sync", kJson, deep, 401, "bad_signature"},
             {"signed for other bytes", "POST", "/v1/sync", mine, deep + '[', 401, "bad_signature"},
             {"signed and deep", "POST", "/v1/sync", mine, deep, 400, "json_too_deep"},
             {"signed and deep inside an object", "POST", "/v1/sync",
              with(kJson, proof_of(site.laptop, R"({"ops":)" + deep)), R"({"ops":)" + deep, 400,
              "json_too_deep"},
             {"proven, no JSON", "POST", "/v1/sync", with(kJson, proof_of(site.laptop, rubbish)),
              rubbish, 400, "bad_json"},
             {"proven, no frame", "POST", "/v1/sync", with(packed, proof_of(site.laptop, rubbish)),
              rubbish, 400, "bad_input"},
             {"proven, no request", "POST", "/v1/sync", with(kJson, proof_of(site.laptop, "{}")),
              "{}", 426, "upgrade_required"}});
  CHECK(site.laptop.does({"sync"})["requests"] == 1);
}

/// Sends until the other side has had enough; the reply.
std::string pour(const Desk& desk, const Question& question, bool chunked) {
  const test::Socket socket = test::Socket::connected_to(desk.port());
  const Headers framing{chunked ? std::pair{"Transfer-Encoding", std::string("chunked")}
                                : std::pair{"Content-Length", std::to_string(kHuge_bytes)}};
  socket.send(head_of(question, framing));
  const std::string block(std::size_t{1} << 20, ' ');
  for (std::size_t sent = 0; sent < kHuge_bytes; sent += block.size()) {
    if (!socket.send(chunked ? "100000\r\n" + block + "\r\n" : block)) break;
  }
  return socket.receive_message();
}

TEST_CASE_FIXTURE(Ready, "a body of 300 MB is refused while it comes") {
  const json before = site.everything();
  for (const char* path : {"/v1/sync", "/v1/login", "/v1/enrol"}) {
    const Question question{path, "POST", path, kJson, "", 413, "too_large"};
    for (const bool chunked : {false, true}) {
      CAPTURE(chunked);
      CHECK(check_reply(question, pour(site.desk, question, chunked)) != "");
      CHECK(healthy(site.desk));
    }
  }
  CHECK(json::diff(before, site.everything()) == json::array());
}

}  // namespace
}  // namespace huidan::e2e

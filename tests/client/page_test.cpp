// The engineer's page without a socket: who is let in, and what the same verbs make of its bodies.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "client/page/first_screen.hpp"
#include "tests/client/open_page.hpp"

namespace huidan::client {

TEST_CASE("only a browser on this machine that was shown the way is let in") {
  const Open open;
  const http::Request good = asked("GET", "/v1/orders");
  const http::Request write = asked("POST", "/v1/orders/WX-1/notes", R"({"text":"x"})");
  CHECK(open.router.handle(good).status == 200);
  CHECK(open.router.handle(write).status == 200);
  CHECK(open.router.handle(changed(good, "Sec-Fetch-Site", "same-origin")).status == 200);
  CHECK(open.router.handle(changed(good, "Sec-Fetch-Site", "none")).status == 200);

  struct Row {
    http::Request request;
    int status;
  };

  const std::vector<Row> rows{
      {changed(good, "Host", "evil.example"), 403},
      {changed(good, "Host", "127.0.0.1:4124"), 403},
      {changed(good, "Host", "localhost:4123"), 403},
      {changed(good, "Sec-Fetch-Site", "cross-site"), 403},
      {changed(good, "Sec-Fetch-Site", "same-site"), 403},
      {changed(good, "Origin", "http://evil.example"), 403},
      {changed(good, "Cookie", ""), 401},
      {changed(good, "Cookie", kKey.cookie + "=0"), 401},
      {changed(good, "Cookie", "x" + kKey.cookie + '=' + kKey.token), 401},
      {changed(write, "Origin", ""), 403},
      {changed(write, "Origin", "null"), 403},
      {changed(write, "Origin", "https://" + kKey.host), 403},
      {changed(write, "Sec-Fetch-Site", "none"), 403},
      {changed(write, "Content-Type", "text/plain"), 415},
      {changed(write, "Content-Type", "application/x-www-form-urlencoded"), 415},
      {changed(asked("GET", "/"), "Host", "evil.example"), 403},
      {asked("GET", "/open/guess"), 401},
  };
  for (const Row& row : rows) {
    CAPTURE(row.request.target);
    CHECK(open.router.handle(row.request).status == row.status);
  }
  CHECK(open.answer(asked("GET", "/v1/orders/WX-1"))["notes"].size() == 1);
}

TEST_CASE("the way in sets a cookie that no script reads and no other site sends") {
  const Open open;
  const http::Response way =
      open.router.handle(changed(asked("GET", "/open/" + kKey.token), "Cookie", ""));
  CHECK(way.status == 303);
  std::string cookie;
  for (const auto& header : way.headers) {
    if (header.name == "Set-Cookie") cookie = header.value;
  }
  CHECK(cookie == kKey.cookie + '=' + kKey.token + "; Path=/; HttpOnly; SameSite=Strict");
}

TEST_CASE("a file of the page goes out as it was packed, once") {
  const Open open;
  const http::Response first = open.router.handle(asked("GET", "/"));
  CHECK(first.body.find("<h1>x</h1>") != std::string::npos);
  CHECK(first.status == 200);
  CHECK(open.router.handle(changed(asked("GET", "/"), "If-None-Match", "\"abc\"")).status == 304);
  CHECK(open.router.handle(asked("GET", "/assets/none.js")).status == 404);
  const http::Response script = open.router.handle(asked("GET", "/assets/a.js"));
  CHECK(script.body == "gzip");
  CHECK(std::ranges::find(script.headers, http::Header{"Content-Encoding", "gzip"}) !=
        script.headers.end());
  CHECK(http::read_pack("").empty());
}

TEST_CASE("the page starts with the first orders in it, for whoever may see them, as text") {
  const Open open;
  (void)open.answer(asked("PATCH", "/v1/orders/WX-1",
                          R"~({"fields":{"reporter_unit":"<img src=x> & \"东岭\"'"},"seen":{}})~"));
  const http::Request start = asked("GET", "/?start");
  const http::Response page = open.router.handle(start);
  CHECK(page.status == 200);
  CHECK(page.body.find("<h1>x</h1>") == std::string::npos);
  CHECK(page.body.find("<a href=\"#/orders/WX-1\">WX-1</a>") != std::string::npos);
  CHECK(page.body.find("&lt;img src=x&gt; &amp; &quot;东岭&quot;&#39;") != std::string::npos);
  CHECK(page.body.find("<img") == std::string::npos);
  CHECK(page.body.find("lang=\"zh-Hans\"") != std::string::npos);
  const auto has = [&](const char* name, const char* value) {
    return std::ranges::find(page.headers, http::Header{name, value}) != page.headers.end();
  };
  CHECK(has("Cache-Control", "no-store"));
  CHECK(has("Content-Security-Policy", std::string(http::page_policy()).c_str()));
  const std::string cookie = kKey.cookie + '=' + kKey.token + "; huidan-language=en";
  const http::Response english = open.router.handle(changed(start, "Cookie", cookie));
  CHECK(english.body.find("lang=\"en\"") != std::string::npos);
  CHECK(english.body.find(">Today<") != std::string::npos);

  // Nobody else, no other start, and nothing that asks nothing more of him.
  const auto told = [&](const http::Request& request) {
    return open.router.handle(request).body.find("WX-1") != std::string::npos;
  };
  CHECK(told(start));
  CHECK_FALSE(told(changed(start, "Cookie", kKey.cookie + "=0")));
  CHECK_FALSE(told(asked("GET", "/")));
}

TEST_CASE("where an order stands on the list is told with it") {
  WorkOrder order;
  Visit& visit = order.visits.emplace_back();
  const auto status = [&](const char* name) {
    order.fields.at(static_cast<std::size_t>(Field::status)) = name;
    return turn_of(order);
  };
  CHECK(status("on_site") == Turn::open);
  CHECK(status("suspended") == Turn::rests);
  CHECK(status("archived") == Turn::done);
  visit.completed_at = "2026-11-22T11:42:00+08:00";
  CHECK(status("on_site") == Turn::done);
  CHECK(status("suspended") == Turn::done);
  order.fields.at(static_cast<std::size_t>(Field::status_reason)) = "样例";
  CHECK(status("on_site") == Turn::sent_back);
  CHECK(status("suspended") == Turn::done);
  CHECK(status("in_check") == Turn::done);
  order.visits.emplace_back();
  CHECK(status("on_site") == Turn::sent_back);
  CHECK(status("suspended") == Turn::rests);
  const Open open;
  CHECK(open.answer(asked("GET", "/v1/orders/WX-1"))["turn"] == "open");
  CHECK(open.answer(asked("GET", "/v1/orders"))["orders"][0]["turn"] == "open");
}

TEST_CASE("an edit of the page is the command line's") {
  const Open open;
  const auto set = [](const std::string& value, const std::string& seen) {
    return asked(
        "PATCH", "/v1/orders/WX-1",
        R"({"fields":{"treatment":")" + value + R"("},"seen":{"treatment":")" + seen + "\"}}");
  };
  CHECK(open.answer(set("a", ""))["treatment"] == "a");
  SUBCASE("what came in meanwhile is not written over unseen") {
    const auto refused = open.answer(set("b", ""), 409);
    CHECK(refused["error"]["code"] == "changed_meanwhile");
    CHECK(refused["error"]["field"] == "treatment");
    CHECK(open.answer(set("b", "a"))["treatment"] == "b");
  }
  SUBCASE("of a version that has passed nobody here knows what changed since") {
    const auto of_version = [](int version, const std::string& more) {
      return asked(
          "PATCH", "/v1/orders/WX-1",
          R"({"fields":{"treatment":"b"},"version":)" + std::to_string(version) + more + '}');
    };
    CHECK(open.answer(of_version(3, ""), 409)["error"]["code"] == "changed_meanwhile");
    CHECK(open.answer(of_version(3, R"(,"seen":{"cause":""})"), 409)["error"]["field"] ==
          "treatment");
    CHECK(open.answer(of_version(4, ""))["treatment"] == "b");
    CHECK(open.answer(of_version(3, R"(,"seen":{"treatment":"b"})"))["treatment"] == "b");
  }
  SUBCASE("another program sees it at once") {
    Device device(open.folder.path());
    CHECK(value_of(device.order("WX-1").value(), Field::treatment) == "a");
  }
  SUBCASE("completing asks for what is missing, in this laptop's own words") {
    const auto refused = open.answer(asked("POST", "/v1/orders/WX-1/complete", "{}"), 409);
    CHECK(refused["error"]["code"] == "not_complete");
  }
  SUBCASE("parts come and go") {
    const auto order =
        open.answer(asked("POST", "/v1/orders/WX-1/parts", R"({"name":"fuse","qty":"2"})"));
    REQUIRE(order["parts"].size() == 1);
    const std::string id = order["parts"][0]["id"];
    CHECK(open.router.handle(asked("DELETE", "/v1/orders/WX-1/parts/" + id)).status == 200);
  }
  SUBCASE("a body that is none is refused") {
    CHECK(open.answer(asked("PATCH", "/v1/orders/WX-1", "[]"), 400)["error"]["code"] ==
          "missing_value");
    CHECK(open.router.handle(asked("POST", "/v1/orders/WX-1/notes", "{")).status == 400);
  }
}

TEST_CASE("the page says what waits, and hears of news at once") {
  Open open;
  CHECK(open.answer(asked("GET", "/v1/page/status"))["unsent_ops"] == 0);
  CHECK(open.answer(asked("POST", "/v1/orders/WX-1/notes", R"({"text":"x"})"))["no"] == "WX-1");
  const auto status = open.answer(asked("GET", "/v1/page/status"));
  CHECK(status["unsent_ops"] == 1);
  REQUIRE(status["queue"].size() == 1);
  CHECK(status["queue"][0]["id"] == kOrder.value);
  CHECK(status["queue"][0]["ops"] == 1);
  CHECK(status["queue"][0]["ops_bytes"] > 100);
  CHECK(status["queue"][0]["photos"] == 0);
  CHECK(status["last_receipt"]["id"] == "");
  CHECK(status["needed"] == nlohmann::json::array({"arrived_at", "restored_at", "kind", "treatment",
                                                   "test_result", "cause", "result"}));
  const auto seen = status["news"]["number"].get<std::int64_t>();
  std::thread teller(
      [&] { open.page.news().synced("2026-11-22T09:00:00+08:00", Error{Code::no_network}); });
  const auto news = open.answer(asked("GET", "/v1/page/news?seen=" + std::to_string(seen)));
  teller.join();
  CHECK(news["number"] == seen + 1);
  CHECK(news["sync_error"] == "no_network");
  open.page.news().pulling(40, 5000);
  CHECK(open.page.news().now().total == 5000);
  CHECK(open.page.news().now().pulled == 40);
  open.page.news().synced("2026-11-22T09:01:00+08:00", client::SyncRun{});
  CHECK(open.page.news().now().total == 0);
  // What the desk says to a hand-over stands until a sync brings another word, not until the next
  // try.
  client::SyncRun refused;
  refused.handed = Error{Code::not_found};
  open.page.news().synced("2026-11-22T09:02:00+08:00", refused);
  open.page.news().synced("2026-11-22T09:03:00+08:00", Error{Code::no_network});
  CHECK(open.page.news().now().handed_refused == "not_found");
  client::SyncRun photos_left;
  photos_left.photos.stopped = Error{Code::no_network};
  open.page.news().synced("2026-11-22T09:03:30+08:00", photos_left);
  CHECK(open.page.news().now().sync_error == "no_network");
  open.page.news().synced("2026-11-22T09:04:00+08:00", client::SyncRun{});
  CHECK(open.page.news().now().handed_refused == "");
  open.page.news().close();
  CHECK(open.page.news().after(seen + 7).number == seen + 7);
}

}  // namespace huidan::client

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "sync/base/limits.hpp"
#include "tests/server/rooms.hpp"

namespace huidan::server {
namespace {

using nlohmann::json;

/// Two engineers with an order each, and everybody else who may ask.
struct Desk2 : Rooms {
  std::string seat = join("seat1", Role::seat);
  std::string leader = join("leader1", Role::duty_leader);
  std::string admin = join("admin1", Role::administrator);
  std::string e1 = join("e1", Role::engineer);
  std::string e2 = join("e2", Role::engineer);

  Desk2() {
    take(line_of("WX-1") + line_of("WX-2") + line_of("WX-3"));
    CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
    CHECK(app.dispatch.assign({}, "WX-2", "e2").ok());
  }

  std::string patch(std::string_view token, const std::string& no, const json& fields,
                    std::int64_t version = 0) {
    json body{{"fields", fields}};
    if (version != 0) body["version"] = version;
    return told(ask("PATCH", "/v1/orders/" + no, token, body.dump()));
  }

  std::size_t seen(std::string_view token) {
    return json::parse(ask("GET", "/v1/orders", token).body)["orders"].size();
  }
};

}  // namespace

TEST_CASE("who asks says so by a token that is good") {
  Desk2 desk;
  CHECK(told(desk.ask("GET", "/v1/orders", "")) == "401 unauthorized");
  CHECK(told(desk.ask("GET", "/v1/orders", "made up")) == "401 unauthorized");
  CHECK(told(desk.ask("PATCH", "/v1/orders/WX-1", "", "{}")) == "401 unauthorized");
  CHECK(told(desk.ask("GET", "/v1/orders/WX-1/form.pdf", "")) == "401 unauthorized");
  const auto in =
      desk.ask("POST", "/v1/login", "", json{{"name", "e1"}, {"password", kPassword}}.dump());
  REQUIRE(in.status == 200);
  const std::string token = json::parse(in.body)["token"];
  CHECK(desk.seen(token) == 1);
  CHECK(told(desk.ask("POST", "/v1/logout", token)) == "200");
  CHECK(told(desk.ask("GET", "/v1/orders", token)) == "401 unauthorized");
  CHECK(told(desk.ask("POST", "/v1/login", "", R"({"name":"e1","password":"no"})")) ==
        "401 wrong_password");
  CHECK(told(desk.ask("POST", "/v1/login", "", R"({"name":"e1"})")) ==
        "400 missing_value password");
  CHECK(told(desk.ask("POST", "/v1/login", "", "[]")) == "400 bad_input");
  CHECK(told(desk.ask("POST", "/v1/enrol", "", R"({"code":"x","name":"n","public_key":"?"})")) ==
        "400 bad_input");
}

TEST_CASE("a browser asks by its session cookie, and changes nothing for another site's page") {
  Desk2 desk;
  const auto in =
      desk.ask("POST", "/v1/login", "", json{{"name", "e1"}, {"password", kPassword}}.dump());
  const auto set = std::ranges::find(in.headers, "Set-Cookie", &http::Header::name);
  REQUIRE(set != in.headers.end());
  for (const char* rule : {"; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/;"}) {
    CHECK(set->value.find(rule) != std::string::npos);
  }
  const http::Header cookie{"Cookie", "a=b; " + set->value.substr(0, set->value.find(';'))};
  const auto asks = [&](const char* method, const char* target, const char* body,
                        std::vector<http::Header> headers) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = std::move(headers);
    request.headers.push_back(cookie);
    request.headers.push_back({"Host", "desk.example"});
    if (*body != '\0') request.headers.push_back({"Content-Type", "application/json"});
    return told(desk.app.router().handle(std::move(request)));
  };
  const char* word = R"({"version":1,"fields":{"remarks":"样例"}})";
  CHECK(asks("GET", "/v1/orders/WX-1", "", {}) == "200");
  CHECK(asks("PATCH", "/v1/orders/WX-1", word, {}) == "401 unauthorized");
  CHECK(asks("PATCH", "/v1/orders/WX-1", word, {{"Origin", "https://elsewhere.example"}}) ==
        "401 unauthorized");
  CHECK(asks("PATCH", "/v1/orders/WX-1", word, {{"Sec-Fetch-Site", "cross-site"}}) ==
        "401 unauthorized");
  CHECK(asks("PATCH", "/v1/orders/WX-1", word, {{"Origin", "https://desk.example"}}) !=
        "401 unauthorized");
  CHECK(asks("PATCH", "/v1/orders/WX-1", word, {{"Sec-Fetch-Site", "same-origin"}}) !=
        "401 unauthorized");
  CHECK(asks("POST", "/v1/logout", "", {{"Sec-Fetch-Site", "same-origin"}}) == "200");
  CHECK(asks("GET", "/v1/orders/WX-1", "", {}) == "401 unauthorized");
}

TEST_CASE("an engineer sees his orders, everybody at the desk sees all") {
  Desk2 desk;
  CHECK(desk.seen(desk.e1) == 1);
  for (const std::string& token : {desk.seat, desk.leader, desk.admin})
    CHECK(desk.seen(token) == 3);
  CHECK(told(desk.ask("GET", "/v1/orders/WX-1", desk.e1)) == "200");
  CHECK(told(desk.ask("GET", "/v1/orders/WX-2", desk.e1)) == "404 unknown_order no");
  CHECK(told(desk.ask("GET", "/v1/orders/WX-9", desk.e1)) == "404 unknown_order no");
  CHECK(desk.patch(desk.e1, "WX-2", {{"treatment", "x"}}) == "404 unknown_order no");
  CHECK(told(desk.ask("GET", "/v1/orders/WX-2/form.pdf", desk.e1)) == "404 unknown_order");
  CHECK(desk.order("WX-2").copies.empty());
}

TEST_CASE(
    "orders come in pages, the last number first, and a word or a status chooses among them") {
  Desk2 desk;
  desk.take(line_of("WX-4", R"(,"phone":"555-0100","symptoms":"Relay B7")"));

  struct Row {
    const char* query;
    const char* numbers;
  };

  const auto numbers = [&](std::string_view token, const std::string& query) {
    const json answer = json::parse(desk.ask("GET", "/v1/orders?" + query, token).body);
    std::string all;
    for (const json& order : answer["orders"]) all += std::string(order["no"]) + ' ';
    return all + answer.value("next", "");
  };
  constexpr std::array rows{
      Row{"limit=2", "WX-4 WX-3 WX-3"},
      Row{"limit=2&after=WX-3", "WX-2 WX-1 "},
      Row{"limit=4", "WX-4 WX-3 WX-2 WX-1 "},
      Row{"after=WX-1", ""},
      Row{"status=assigned", "WX-2 WX-1 "},
      Row{"status=archived", ""},
      Row{"q=relay+b7", "WX-4 "},
      Row{"q=555-01", "WX-4 "},
      Row{"q=wx-2&status=assigned", "WX-2 "},
      Row{"q=%E4%B8%9C%E5%B2%AD&limit=1", "WX-4 WX-4"},
      Row{"q=", "WX-4 WX-3 WX-2 WX-1 "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.query);
    CHECK(numbers(desk.seat, row.query) == row.numbers);
  }
  CHECK(numbers(desk.e1, "limit=2") == "WX-1 ");
  for (const char* bad : {"limit=0", "limit=101", "limit=x", "limit=1x"}) {
    CAPTURE(bad);
    CHECK(told(desk.ask("GET", "/v1/orders?" + std::string(bad), desk.seat)) ==
          "400 bad_number limit");
  }
  CHECK(told(desk.ask("GET", "/v1/orders?status=lost", desk.seat)) == "400 bad_choice status");
}

TEST_CASE("a session says whose it is") {
  Desk2 desk;
  const json me = json::parse(desk.ask("GET", "/v1/me", desk.leader).body);
  CHECK(me["name"] == "leader1");
  CHECK(me["roles"] == "duty_leader");
  CHECK(told(desk.ask("GET", "/v1/me", "")) == "401 unauthorized");
}

TEST_CASE("each role changes what is its own") {
  Desk2 desk;
  CHECK(desk.patch(desk.e1, "WX-1", {{"treatment", "更换光模块"}}) == "200");
  CHECK(desk.patch(desk.e1, "WX-1", {{"priority", "1"}}) == "403 field_forbidden priority");
  CHECK(desk.patch(desk.seat, "WX-1", {{"priority", "1"}}) == "200");
  CHECK(desk.patch(desk.admin, "WX-1", {{"priority", "2"}}) == "403 field_forbidden priority");
  CHECK(desk.patch(desk.seat, "WX-1", {{"status", "archived"}}) == "409 bad_move status");
  CHECK(desk.patch(desk.seat, "WX-1", {{"status", "terminated"}}) ==
        "400 missing_value termination_reason");
  CHECK(desk.patch(desk.seat, "WX-1", {{"colour", "red"}}) == "400 unknown_field colour");
  CHECK(desk.patch(desk.seat, "WX-1", {{"priority", 1}}) == "400 bad_input priority");
  CHECK(desk.patch(desk.seat, "WX-1", {{"priority", "9"}}) == "400 bad_choice priority");
  CHECK(desk.patch(desk.seat, "WX-1", json::object()) == "400 missing_value field");
  CHECK(told(desk.ask("PATCH", "/v1/orders/WX-1", desk.seat, "{}")) == "400 missing_value fields");
  CHECK(told(desk.ask("PATCH", "/v1/orders/WX-1", desk.seat, std::string(100, '['))) ==
        "400 json_too_deep");
  CHECK(value_of(desk.order("WX-1"), Field::priority) == "1");
}

TEST_CASE("an edit on an old version becomes a dispute, not an overwrite") {
  Desk2 desk;
  const std::int64_t seen = desk.order("WX-1").version;
  CHECK(desk.patch(desk.seat, "WX-1", {{"contact", "desk's"}}, seen) == "200");
  CHECK(desk.patch(desk.e1, "WX-1", {{"contact", "mine"}, {"remarks", "clean"}}, seen) == "200");
  const WorkOrder order = desk.order("WX-1");
  CHECK(value_of(order, Field::contact) == "desk's");
  CHECK(value_of(order, Field::remarks) == "clean");
  REQUIRE(order.disputes.size() == 1);
  CHECK(order.disputes[0].mine == "mine");
  CHECK(order.disputes[0].by == "e1");
  CHECK(desk.patch(desk.e1, "WX-1", {{"contact", "mine"}}, -1) == "400 bad_input base");
  CHECK(desk.patch(desk.e1, "WX-1", {{"contact", "again"}}, 9999) == "200");
  CHECK(value_of(desk.order("WX-1"), Field::contact) == "desk's");
}

TEST_CASE("what a writer says he saw is what stands, or he is asked to look again") {
  Desk2 desk;
  const auto patch = [&](const std::string& value, const json& seen) {
    const json body{{"fields", {{"contact", value}}}, {"seen", seen}};
    return told(desk.ask("PATCH", "/v1/orders/WX-1", desk.seat, body.dump()));
  };
  CHECK(patch("a", {{"contact", ""}}) == "200");
  CHECK(patch("b", {{"contact", ""}}) == "409 changed_meanwhile contact");
  CHECK(patch("b", {{"colour", ""}}) == "400 unknown_field colour");
  CHECK(patch("b", {{"contact", 1}}) == "400 bad_input contact");
  CHECK(value_of(desk.order("WX-1"), Field::contact) == "a");
  CHECK(patch("b", {{"contact", "a"}}) == "200");
}

TEST_CASE("an order is led to an engineer by those who may") {
  Desk2 desk;
  const auto assign = [&](std::string_view token, std::string_view no, std::string_view user) {
    return told(desk.ask("POST", "/v1/orders/" + std::string(no) + "/assign", token,
                         json{{"user", user}}.dump()));
  };
  CHECK(assign(desk.e1, "WX-1", "e2") != "200");
  CHECK(assign(desk.e1, "WX-3", "e1") == "404 unknown_order no");
  CHECK(assign(desk.admin, "WX-3", "e1") != "200");
  CHECK(assign(desk.leader, "WX-1", "ghost") == "404 unknown_user assignee");
  CHECK(assign(desk.leader, "WX-1", "seat1") == "404 unknown_user assignee");
  CHECK(assign(desk.leader, "WX-1", "e2") == "200");
  CHECK(desk.seen(desk.e1) == 0);
  CHECK(desk.seen(desk.e2) == 2);
  CHECK(told(desk.ask("POST", "/v1/orders/WX-1/assign", desk.leader, "{}")) ==
        "400 missing_value user");
}

TEST_CASE("a form is a PDF with its sheet on the books") {
  Desk2 desk;
  const auto form = desk.ask("GET", "/v1/orders/WX-1/form.pdf?copies=desk", desk.e1);
  REQUIRE(form.status == 200);
  CHECK(form.content_type == "application/pdf");
  CHECK(form.body.starts_with("%PDF-"));
  REQUIRE(desk.order("WX-1").copies.size() == 1);
  CHECK(desk.order("WX-1").copies[0].by == "e1");
  CHECK(told(desk.ask("GET", "/v1/orders/WX-1/form.pdf?copies=three", desk.seat)) ==
        "400 bad_choice copies");
  CHECK(desk.ask("GET", "/v1/orders/WX-1/form.pdf?blank=1", desk.seat).status == 200);
  CHECK(desk.order("WX-1").copies.size() == 3);
  CHECK(told(desk.ask("GET", "/v1/orders/WX-1/form.pdf", desk.admin)) == "403 forbidden");
}

TEST_CASE("a page asks for its sheets by what a browser does not repeat of itself") {
  Desk2 desk;
  const auto print = [&](std::string_view token, const json& body) {
    return desk.ask("POST", "/v1/orders/WX-1/print", token, body.dump());
  };
  const auto sheet = print(desk.seat, {{"copies", "desk"}, {"blank", ""}});
  REQUIRE(sheet.status == 200);
  CHECK(sheet.content_type == "application/pdf");
  CHECK(sheet.body.starts_with("%PDF-"));
  CHECK(print(desk.seat, {{"copies", "both"}, {"blank", "1"}}).status == 200);
  CHECK(print(desk.seat, json::object()).status == 200);
  REQUIRE(desk.order("WX-1").copies.size() == 5);
  CHECK(desk.order("WX-1").copies[0].by == "seat1");
  CHECK(told(print(desk.seat, {{"copies", "three"}})) == "400 bad_choice copies");
  CHECK(told(print(desk.admin, {{"copies", "both"}})) == "403 forbidden");
  CHECK(told(print("", {{"copies", "both"}})) == "401 unauthorized");
  CHECK(told(desk.ask("POST", "/v1/orders/WX-1/print", desk.seat, "copies")) == "400 bad_json");
  CHECK(desk.order("WX-1").copies.size() == 5);
}

TEST_CASE(
    "a character that no font has, and a field its code has no room for, are named with the file") {
  Desk2 desk;
  const auto form = desk.ask("GET", "/v1/orders/WX-1/form.pdf", desk.seat);
  CHECK(form.headers.empty());
  CHECK(desk.order("WX-1").copies.at(0).missing.empty());
  const std::string words = "\xEE\x80\x80\xF4\x8F\xBF\xBD(样例)";  // U+E000, U+10FFFD
  CHECK(desk.patch(desk.seat, "WX-1", {{"treatment", words}}) == "200");
  const auto lacking = desk.ask("GET", "/v1/orders/WX-1/form.pdf", desk.seat);
  REQUIRE(lacking.headers.size() == 1);
  CHECK(lacking.headers[0].name == "Huidan-Missing");
  CHECK(lacking.headers[0].value == "U+E000 U+10FFFD");
  const auto shown = json::parse(desk.ask("GET", "/v1/orders/WX-1", desk.seat).body);
  REQUIRE(shown["copies"].size() == 4);
  CHECK(shown["copies"][1]["missing"] == "");
  CHECK(shown["copies"][2]["missing"] == "U+E000 U+10FFFD");
  CHECK(shown["copies"][3]["missing"] == "U+E000 U+10FFFD");
  std::string long_words;
  for (int i = 0; i < 400; ++i) long_words += std::to_string(i * 7919) + "号绝缘子，";
  CHECK(desk.patch(desk.seat, "WX-1", {{"treatment", long_words}}) == "200");
  const auto crowded = desk.ask("GET", "/v1/orders/WX-1/form.pdf?copies=desk", desk.seat);
  REQUIRE(crowded.headers.size() == 1);
  CHECK(crowded.headers[0].name == "Huidan-Left-Out");
  CHECK(crowded.headers[0].value == "treatment");
  CHECK(desk.ask("GET", "/v1/orders/WX-1/form.pdf?copies=customer", desk.seat).headers.empty());
  const std::vector<char32_t> many(100, U'\uE000');
  CHECK(missing_text(many).ends_with("U+E000 +76"));
}

TEST_CASE("the description of the API holds every route") {
  Rooms rooms;
  const auto document = json::parse(rooms.ask("GET", "/openapi.json", "").body);
  for (const http::Route& route : rooms.app.router().routes()) {
    CAPTURE(route.pattern);
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(c + 32);
    CHECK(document["paths"][route.pattern].contains(method));
    CHECK_FALSE(route.summary.empty());
    CHECK_FALSE(route.caller.empty());
  }
  CHECK(told(rooms.ask("GET", "/healthz", "")) == "200");
  CHECK(told(rooms.ask("GET", "/readyz", "")) == "200");
  CHECK(told(rooms.ask("GET", "/nowhere", "")) == "404 not_found");
  CHECK(told(rooms.ask("DELETE", "/v1/orders", "")) == "405 bad_method");
}

}  // namespace huidan::server

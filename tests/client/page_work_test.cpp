// What only the engineer's page does: the lock on a signed form, an order made on site, bundles.
#include <doctest/doctest.h>

#include "tests/client/open_page.hpp"

namespace huidan::client {
namespace {

const char* const kInk = R"({\"w\":600,\"h\":200,\"strokes\":[[[40,120,0,0.5],[120,60,80,0.6]]]})";

/// The hash of the form that the page shows now.
std::string form_shown(const Open& open) {
  const auto shown = open.router.handle(asked("GET", "/v1/orders/WX-1"));
  for (const auto& header : shown.headers) {
    if (header.name == "Huidan-Form") return header.value;
  }
  return {};
}

http::Request signing(const std::string& form, const std::string& role,
                      const std::string& more = {}) {
  return asked("POST", "/v1/orders/WX-1/sign",
               R"({"role":")" + role + R"(","name":"A","state":"signed","form":")" + form +
                   R"(","strokes":")" + kInk + '"' + more + '}');
}

http::Request setting(const std::string& value, const std::string& query = {}) {
  return asked("PATCH", "/v1/orders/WX-1" + query, R"({"fields":{"treatment":")" + value + "\"}}");
}

std::string code_of(const nlohmann::json& answer) {
  return answer["error"]["code"];
}

}  // namespace

TEST_CASE("what a party signed is locked; a correction is said, and is signed again") {
  const Open open;
  CHECK(open.answer(setting("a"))["treatment"] == "a");
  const auto part = open.answer(asked("POST", "/v1/orders/WX-1/parts", R"({"name":"fuse"})"));
  const std::string row = "/v1/orders/WX-1/parts/" + part["parts"][0]["id"].get<std::string>();
  const std::string there = R"({"what":"arrived","at":"2026-11-22T09:00:00+08:00"})";
  open.answer(asked("POST", "/v1/orders/WX-1/stamp", there));
  CHECK(open.answer(signing(form_shown(open), "customer"))["signoffs"][0]["state"] == "signed");

  CHECK(code_of(open.answer(setting("b"), 409)) == "form_signed");
  CHECK(code_of(open.answer(asked("POST", "/v1/orders/WX-1/parts", R"({"name":"x"})"), 409)) ==
        "form_signed");
  CHECK(code_of(open.answer(asked("DELETE", row), 409)) == "form_signed");
  const std::string moved = R"({"what":"arrived","at":"2026-11-22T09:05:00+08:00","note":"late"})";
  CHECK(code_of(open.answer(asked("POST", "/v1/orders/WX-1/stamp", moved), 409)) == "form_signed");
  const auto order = open.answer(asked("GET", "/v1/orders/WX-1"));
  CHECK(order["treatment"] == "a");
  CHECK(order["arrived_at"] == "2026-11-22T09:00:00+08:00");
  CHECK(order["notes"].empty());

  // What happens is no correction: a note, the engineer's own signature, a time not stamped yet.
  const std::string first = R"({"what":"departed","at":"2026-11-22T08:30:00+08:00"})";
  CHECK(open.answer(asked("POST", "/v1/orders/WX-1/stamp", first))["departed_at"] != "");
  CHECK(open.answer(asked("POST", "/v1/orders/WX-1/notes", R"({"text":"x"})"))["notes"].size() ==
        1);
  CHECK(open.answer(signing(form_shown(open), "engineer"))["signoffs"].size() == 2);

  const auto corrected = open.answer(setting("b", "?correct=1"));
  CHECK(corrected["treatment"] == "b");
  CHECK(corrected["signoffs"][0]["state"] == "stale");
  CHECK(corrected["amendments"][0]["was"] == "a");
  CHECK(open.answer(setting("c"))["treatment"] == "c");  // nobody has signed this version
}

TEST_CASE("a further visit is no correction of the form that was signed") {
  const Open open;
  open.answer(asked("POST", "/v1/orders/WX-1/stamp",
                    R"({"what":"arrived","at":"2026-11-22T09:00:00+08:00"})"));
  open.answer(setting("a"));
  const auto before = open.answer(signing(form_shown(open), "customer"));
  const auto after = open.answer(asked("POST", "/v1/orders/WX-1/visits", "{}"));
  CHECK(after["visits"].size() == 2);
  CHECK(after["signoffs"][0] == before["signoffs"][0]);
  CHECK(after["signoffs"][0]["state"] == "signed");
  CHECK(after["amendments"].empty());
}

TEST_CASE("nobody signs what was not on his screen") {
  const Open open;
  const std::string before = form_shown(open);
  REQUIRE(before.size() == 64);
  CHECK(code_of(open.answer(signing("", "customer"), 400)) == "missing_value");
  open.answer(setting("written behind his back"));
  CHECK(code_of(open.answer(signing(before, "customer"), 409)) == "changed_meanwhile");
  CHECK(open.answer(asked("GET", "/v1/orders/WX-1"))["signoffs"].empty());
  // What the form does not hold may change under the pen.
  const std::string shown = form_shown(open);
  open.answer(asked("POST", "/v1/orders/WX-1/notes", R"({"text":"x"})"));
  const auto order = open.answer(signing(shown, "customer"));
  CHECK(order["signoffs"][0]["form_hash"] == shown);
}

TEST_CASE("a time set right and its reason are one write") {
  const Open open;
  const auto stamp = [](const std::string& note) {
    return asked("POST", "/v1/orders/WX-1/stamp",
                 R"({"what":"arrived","at":"2026-11-22T09:05:00+08:00","note":")" + note + "\"}");
  };
  CHECK(open.answer(stamp(std::string(70'000, 'x')), 422)["error"]["code"] == "too_long");
  CHECK(open.answer(asked("GET", "/v1/orders/WX-1"))["arrived_at"] == "");
  const auto order = open.answer(stamp("the clock was wrong"));
  CHECK(order["arrived_at"] == "2026-11-22T09:05:00+08:00");
  CHECK(order["notes"][0]["text"] == "the clock was wrong");
}

TEST_CASE("the customer's satisfaction is his word at sign-off") {
  const Open open;
  const auto order = open.answer(signing(form_shown(open), "customer", R"(,"satisfaction":"4")"));
  CHECK(order["signoffs"][0]["satisfaction"] == "4");
  CHECK(code_of(open.answer(signing(form_shown(open), "customer", R"(,"satisfaction":"6")"),
                            400)) == "bad_choice");
  CHECK(code_of(open.answer(signing(form_shown(open), "engineer", R"(,"satisfaction":"5")"),
                            400)) == "bad_choice");
}

TEST_CASE("an order made on site has its final number at birth and is worked to its end") {
  const Open open;
  const auto make = [&](const std::string& fields, int status = 200) {
    return open.answer(asked("POST", "/v1/orders", R"({"fields":)" + fields + '}'), status);
  };
  const auto first = make(R"({"reporter_unit":"East","description":"no sound"})");
  const std::string no = first["no"];
  CHECK(no.size() == std::string("WX-20261122-00000003-01").size());
  CHECK(no.starts_with("WX-"));
  CHECK(no.ends_with("-00000003-01"));
  CHECK(first["status"] == "received");
  CHECK(first["assignee"] == "e1");
  CHECK(first["reported_at"] != "");
  CHECK(first["version"] == 0);
  CHECK(std::string(make(R"({"reporter_unit":"West"})")["no"]).ends_with("-02"));
  CHECK(open.answer(asked("GET", "/v1/orders"))["orders"].size() == 3);
  CHECK(open.answer(asked("PATCH", "/v1/orders/" + no, R"({"fields":{"treatment":"t"}})"))["no"] ==
        no);

  CHECK(code_of(make("{}", 400)) == "missing_value");
  CHECK(code_of(make(R"({"status":"archived"})", 400)) == "unknown_field");
  CHECK(code_of(make(R"({"assignee":"e2"})", 400)) == "unknown_field");
  CHECK(code_of(make(R"({"reported_at":"now"})", 400)) == "bad_time");
  CHECK(std::string(make(R"({"reporter_unit":"N"})")["no"]).ends_with("-03"));  // none was spent
}

TEST_CASE("a bundle goes out as a file, and only the desk's answer comes in") {
  const Open open;
  const http::Response out = open.router.handle(asked("POST", "/v1/page/bundle/out", "{}"));
  CHECK(out.status == 200);
  CHECK(out.content_type == "application/octet-stream");
  CHECK(out.body.size() > 100);
  http::Request in = asked("POST", "/v1/page/bundle/in", out.body);
  in = changed(in, "Content-Type", "application/octet-stream");
  CHECK(code_of(open.answer(in, 422)) == "bad_bundle");  // it is our own
  in.body = "no bundle at all";
  CHECK(code_of(open.answer(in, 422)) == "bad_bundle");
  CHECK_FALSE(std::filesystem::exists(open.folder.path() / "going.bundle"));
  CHECK_FALSE(std::filesystem::exists(open.folder.path() / "coming.bundle"));
}

TEST_CASE("an order goes to a colleague as a file; its code is said, and is not in it") {
  const Open open;
  const auto hand = [&](const std::string& body, int status = 200) {
    return open.answer(asked("POST", "/v1/orders/WX-1/handover", body), status);
  };
  CHECK(hand("{}", 400)["error"]["field"] == "to");
  const auto handed = hand(R"({"to":"e2"})");
  CHECK(handed["order"]["assignee"] == "e2");
  CHECK(handed["photos_here"] == 0);
  const std::string code = handed["code"];
  const auto file = from_base64(handed["file"].get<std::string>());
  REQUIRE(file);
  CHECK(file->find(code) == std::string::npos);
  CHECK(hand(R"({"to":"e2"})")["code"] != code);  // written anew, it opens with another
  CHECK(code_of(open.answer(asked("POST", "/v1/orders/WX-1/notes", R"({"text":"x"})"), 403)) ==
        "forbidden");
  CHECK_FALSE(std::filesystem::exists(open.folder.path() / "going.handover"));

  const auto take = [&](const std::string& said) {
    http::Request in = asked("POST", "/v1/page/bundle/in?code=" + said, *file);
    return changed(std::move(in), "Content-Type", "application/octet-stream");
  };
  CHECK(open.answer(take(""), 400)["error"]["field"] == "code");
  CHECK(code_of(open.answer(take("WRONG"), 401)) == "wrong_code");
  CHECK(code_of(open.answer(take(code), 403)) == "forbidden");  // it is for somebody else
  CHECK(open.answer(asked("GET", "/v1/page/status"))["packets"] == 0);
}

}  // namespace huidan::client

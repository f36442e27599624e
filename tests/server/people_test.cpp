#include "server/desk/people/people.hpp"

#include <doctest/doctest.h>

#include <set>

#include "server/demo/sample.hpp"
#include "sync/base/limits.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::server {
namespace {

/// The people room alone, with a clock that the test turns.
struct Room {
  test::ManualClock clock{};
  SeededRandom random{1};
  DeskPlace place{};
  Desk desk{place.place(), clock, random};
  People people{desk};

  Room() { static_cast<void>(people.add("e1", Role::engineer, "", kPassword).ok()); }
};

const std::string kKey = new_key_pair().public_key;

template <typename T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(code_name(result.error().code));
}

}  // namespace

TEST_CASE("a code enrols one laptop, once, within its day") {
  Room room;
  CHECK(code_of(room.people.enrol_code("ghost")) == "unknown_user");
  const std::string code = room.people.enrol_code("e1").value().code;
  CHECK(code_of(room.people.enrol("AAAA-AAAA-AAAA", "laptop", kKey)) == "wrong_code");
  CHECK(code_of(room.people.enrol(code, "laptop", "short")) == "bad_input");
  const auto enrolled = room.people.enrol(code, "laptop", kKey);
  REQUIRE(enrolled.ok());
  CHECK(enrolled.value().person.name == "e1");
  // The same laptop asks again when its reply was lost; nobody else gets anything.
  CHECK(room.people.enrol(code, "laptop", kKey).value().device == enrolled.value().device);
  CHECK(room.people.enrol(code, "laptop", kKey).value().desk_key == enrolled.value().desk_key);
  CHECK(enrolled.value().desk_key.size() == 32);
  CHECK(code_of(room.people.enrol(code, "laptop", std::string(32, 'x'))) == "wrong_code");
  CHECK(room.people.laptops().size() == 1);

  const std::string late = room.people.enrol_code("e1").value().code;
  room.clock.now_ms += limits::kEnrolCode_ms + 1;
  CHECK(code_of(room.people.enrol(late, "laptop", kKey)) == "code_expired");
  const std::string gone = room.people.enrol_code("e1").value().code;
  REQUIRE(room.people.set_active("e1", false).ok());
  CHECK(code_of(room.people.enrol(gone, "laptop", kKey)) == "wrong_code");
  CHECK(code_of(room.people.enrol_code("e1")) == "unknown_user");
}

TEST_CASE("a used code answers its laptop no longer than it is valid, in use and its person's") {
  Room room;
  const std::string code = room.people.enrol_code("e1").value().code;
  const std::string device = room.people.enrol(code, "laptop", kKey).value().device.value;
  REQUIRE(room.people.revoke(device, core::Revoked::lost).ok());
  CHECK(code_of(room.people.enrol(code, "laptop", kKey)) == "wrong_code");

  const std::string second = room.people.enrol_code("e1").value().code;
  CHECK(room.people.enrol(second, "laptop", kKey).value().device.value != device);
  room.clock.now_ms += limits::kEnrolCode_ms + 1;
  CHECK(code_of(room.people.enrol(second, "laptop", kKey)) == "code_expired");
  static_cast<void>(room.people.enrol_code("e1"));  // sweeps the used ones away
  CHECK(code_of(room.people.enrol(second, "laptop", kKey)) == "wrong_code");
  CHECK(code_of(room.people.enrol(code, "laptop", std::string(32, 'x'))) == "wrong_code");
  CHECK(room.people.laptops().size() == 2);
}

TEST_CASE("a code carries the pin of the desk's key where there is one") {
  Room room;
  room.people.set_key_pin("sha256//pin=");
  CHECK(room.people.enrol_code("e1").value().code.ends_with(".sha256//pin="));
  room.people.set_key_pin("");
  CHECK(room.people.enrol_code("e1").value().code.find('.') == std::string::npos);
}

TEST_CASE("a laptop is revoked once") {
  Room room;
  const std::string code = room.people.enrol_code("e1").value().code;
  const std::string device = room.people.enrol(code, "laptop", kKey).value().device.value;
  CHECK(room.people.revoke(device, core::Revoked::lost).ok());
  CHECK(code_of(room.people.revoke(device, core::Revoked::lost)) == "unknown_device");
  CHECK(code_of(room.people.revoke("nowhere", core::Revoked::lost)) == "unknown_device");
}

TEST_CASE("a session ends when it is left, idle or old") {
  Room room;
  const std::string token = room.people.log_in("e1", kPassword).value();
  CHECK(room.people.who(token).value().name == "e1");
  CHECK(code_of(room.people.who("")) == "unauthorized");
  CHECK(code_of(room.people.who(token.substr(1))) == "unauthorized");
  for (std::int64_t at = 0; at < limits::kSessionAbsolute_ms; at += limits::kSessionIdle_ms) {
    CHECK(room.people.who(token).ok());
    room.clock.now_ms += limits::kSessionIdle_ms;
  }
  room.clock.now_ms += 1;
  CHECK(code_of(room.people.who(token)) == "unauthorized");

  const std::string idle = room.people.log_in("e1", kPassword).value();
  room.clock.now_ms += limits::kSessionIdle_ms + 1;
  CHECK(code_of(room.people.who(idle)) == "unauthorized");

  const std::string left = room.people.log_in("e1", kPassword).value();
  room.people.log_out(left);
  CHECK(code_of(room.people.who(left)) == "unauthorized");

  const std::string disabled = room.people.log_in("e1", kPassword).value();
  REQUIRE(room.people.set_active("e1", false).ok());
  CHECK(code_of(room.people.who(disabled)) == "unauthorized");
}

TEST_CASE("a wrong name and a wrong password sound the same, and are tried a few times") {
  Room room;
  CHECK(code_of(room.people.log_in("ghost", kPassword)) == "wrong_password");
  CHECK(code_of(room.people.log_in("e1", std::string(limits::kPassword_bytes_max + 1, 'x'))) ==
        "wrong_password");
  for (std::size_t i = 1; i < limits::kLoginTries_max; ++i) {
    CHECK(code_of(room.people.log_in("e1", std::string(limits::kPassword_bytes_max + 1, 'x'))) ==
          "wrong_password");
  }
  CHECK(code_of(room.people.log_in("e1", kPassword)) == "rate_limited");
  room.clock.now_ms += limits::kLoginWindow_ms + 1;
  CHECK(room.people.log_in("e1", kPassword).ok());
}

TEST_CASE("a stranger's wrong guesses close neither an account nor the door to others") {
  Room room;
  const std::string code = room.people.enrol_code("e1").value().code;
  const auto guess = [&](const char* peer) {
    static_cast<void>(room.people.log_in("e1", std::string(2000, 'x'), peer));
    static_cast<void>(room.people.enrol("AAAA-AAAA-AAAA", "laptop", kKey, {}, peer));
  };
  for (std::size_t i = 0; i < limits::kLoginTries_max; ++i) guess("192.0.2.7");
  const auto refused = room.people.log_in("e1", kPassword, "192.0.2.7");
  CHECK(code_of(refused) == "rate_limited");
  CHECK(refused.error().detail == std::to_string(limits::kLoginWindow_ms / 1000));
  CHECK(code_of(room.people.enrol(code, "laptop", kKey, {}, "192.0.2.7")) == "rate_limited");
  CHECK(room.people.log_in("e1", kPassword, "192.0.2.8").ok());
  CHECK(room.people.enrol(code, "laptop", kKey, {}, "192.0.2.8").ok());
}

TEST_CASE("whoever guesses at many accounts, or at one from everywhere, is stopped too") {
  Tries tries;
  const std::int64_t now_ms = 1795309500000;
  for (std::size_t i = 0; i < limits::kPeerTries_max; ++i) {
    CHECK(tries.wait_s({"e" + std::to_string(i), "192.0.2.7"}, now_ms) == 0);
    tries.failed({"e" + std::to_string(i), "192.0.2.7"}, now_ms);
  }
  CHECK(tries.wait_s({"new", "192.0.2.7"}, now_ms + 1000) == limits::kLoginWindow_ms / 1000 - 1);
  CHECK(tries.wait_s({"new", "192.0.2.8"}, now_ms) == 0);
  for (std::size_t i = 0; i < limits::kAccountTries_max; ++i) {
    tries.failed({"boss", "10.0." + std::to_string(i / 5) + ".1"}, now_ms);
  }
  CHECK(tries.wait_s({"boss", "198.51.100.1"}, now_ms) > 0);
  CHECK(tries.wait_s({"boss", "198.51.100.1"}, now_ms + limits::kLoginWindow_ms + 1) == 0);
}

TEST_CASE("an address of the sixth version counts by its half, which one customer has alone") {
  CHECK(network_of("192.0.2.7") == "192.0.2.7");
  CHECK(network_of("::ffff:192.0.2.7") == "::ffff:192.0.2.7");
  CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2:");
  CHECK(network_of("2001:db8::6") == "2001:db8:0:0:");
  CHECK(network_of("2001:db8:1:2::6") == network_of("2001:db8:1:2:ffff::1"));
  CHECK(network_of("::1") == "0:0:0:0:");
  CHECK(network_of("::") == "0:0:0:0:");
  CHECK(network_of(":::::::::::").size() < 100);
}

TEST_CASE("a person has a name, a password that is one, and no double") {
  Room room;
  CHECK(code_of(room.people.add("e1", Role::seat, "", kPassword)) == "already_exists");
  CHECK(code_of(room.people.add(" ", Role::seat, "", kPassword)) == "missing_value");
  CHECK(code_of(room.people.add("e2", Role::seat, "", "short")) == "missing_value");
  CHECK(code_of(room.people.add("e2", Role::seat, "", std::string(1025, 'x'))) == "too_long");
  CHECK(code_of(room.people.set_password("ghost", kPassword)) == "unknown_user");
  const std::string token = room.people.log_in("e1", kPassword).value();
  REQUIRE(room.people.set_password("e1", "another one (样例)").ok());
  CHECK(code_of(room.people.who(token)) == "unauthorized");
  CHECK(code_of(room.people.log_in("e1", kPassword)) == "wrong_password");
  CHECK(room.people.log_in("e1", "another one (样例)").ok());
}

TEST_CASE("the sample desk shows an order in each of the thirteen states") {
  const test::Folder folder;
  const DeskPlace place(folder.path());
  App app{place.place(), test::kQuickHash};
  app.archive.seal_with(seal::ReadyStamp::read(seal::new_stamp("desk", app.desk.now_ms())).value());
  const auto sample = fill_with_sample(app, SampleSize::some);
  REQUIRE(sample.ok());
  std::set<std::string> states;
  for (const WorkOrder& order : app.dispatch.list({})) {
    states.insert(value_of(order, Field::status));
    CHECK((status_of(order) == Status::archived) == (sealed_form(order) != nullptr));
    // What an order says of its way, its stamps say too: the engineer's next step follows from
    // them.
    const auto stamped = [&](Field stamp) { return !value_of(order, stamp).empty(); };
    if (status_of(order) == Status::assigned) CHECK_FALSE(stamped(Field::departed_at));
    if (status_of(order) == Status::en_route) CHECK(stamped(Field::departed_at));
    if (status_of(order) == Status::on_site) CHECK(stamped(Field::arrived_at));
    if (status_of(order) == Status::restored) CHECK(stamped(Field::restored_at));
  }
  CHECK(states.size() == kStatusCount);
  CHECK(sample.value().logins.size() == 5);
  CHECK(code_of(fill_with_sample(app, SampleSize::some)) == "not_empty");
}

}  // namespace huidan::server

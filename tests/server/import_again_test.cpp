// The same export again, a changed one, and the desk's own work in between (S2-2.2).

#include <doctest/doctest.h>

#include "tests/server/rooms.hpp"

namespace huidan::server {
namespace {

std::string counts(const ImportReport& report) {
  return std::to_string(report.created) + ' ' + std::to_string(report.updated) + ' ' +
         std::to_string(report.unchanged) + ' ' + std::to_string(report.refused.size());
}

Result<Written> set(Rooms& rooms, std::string_view no, const std::string& field,
                    const std::string& value) {
  return rooms.app.dispatch.set({}, no, 0, {{field, value}});
}

}  // namespace

TEST_CASE("a second import changes nothing, a rehearsal not even the first time") {
  Rooms rooms;
  const std::string file =
      line_of("WX-1", R"(,"treatment":"t","parts":[{"name":"光模块","qty":"1"}])") +
      line_of("WX-2", R"(,"arrived_at":"2026-11-22T09:05:00+08:00")");
  CHECK(counts(rooms.take(file, Rehearsal::dry_run)) == "2 0 0 0");
  CHECK(rooms.app.dispatch.list({}).empty());
  CHECK(counts(rooms.take(file)) == "2 0 0 0");
  const WorkOrder before = rooms.order("WX-1");
  CHECK(counts(rooms.take(file)) == "0 0 2 0");
  CHECK(rooms.order("WX-1") == before);
  CHECK(value_of(rooms.order("WX-2"), Field::arrived_at) == "2026-11-22T09:05:00+08:00");
}

TEST_CASE("a changed row writes what changed in the file and leaves the rest") {
  Rooms rooms;
  rooms.take(
      line_of("WX-1", R"(,"treatment":"t","contact":"c","parts":[{"name":"a"},{"name":"b"}])"));
  REQUIRE(set(rooms, "WX-1", "contact", "desk's").ok());
  CHECK(counts(rooms.take(line_of(
            "WX-1", R"(,"treatment":"new","contact":"c","parts":[{"name":"a"}])"))) == "0 1 0 0");
  const WorkOrder order = rooms.order("WX-1");
  CHECK(value_of(order, Field::treatment) == "new");
  CHECK(value_of(order, Field::contact) == "desk's");
  CHECK(order.disputes.empty());
  REQUIRE(order.parts.size() == 2);
  CHECK_FALSE(order.parts[0].removed);
  CHECK(order.parts[1].removed);
}

TEST_CASE("what the desk wrote since is never overwritten by a file, however often it comes") {
  Rooms rooms;
  rooms.take(line_of("WX-1", R"(,"treatment":"t","contact":"c")"));
  REQUIRE(set(rooms, "WX-1", "treatment", "desk's").ok());
  rooms.take(line_of("WX-1", R"(,"treatment":"t","contact":"c2")"));  // another field first
  rooms.take(line_of("WX-1", R"(,"treatment":"file's","contact":"c2")"));
  const WorkOrder order = rooms.order("WX-1");
  CHECK(value_of(order, Field::contact) == "c2");
  CHECK(value_of(order, Field::treatment) == "desk's");
  REQUIRE(order.disputes.size() == 1);
  CHECK(order.disputes[0].mine == "file's");
  CHECK(order.disputes[0].theirs == "desk's");
  CHECK(order.disputes[0].by == "import");
}

TEST_CASE("a number that no import made is not the file's to change") {
  Rooms rooms;
  const auto made = rooms.app.desk.write([&](Records& records) -> Refusable {
    return all_taken(write_edits(
        records, {},
        {{OrderId("01980000-0000-7000-8000-000000000001"), 0, core::NewOrder{"WX-1", {}, {}}}},
        rooms.app.desk.moment()));
  });
  REQUIRE(made.ok());
  const ImportReport report = rooms.take(line_of("WX-1"));
  REQUIRE(report.refused.size() == 1);
  CHECK(report.refused[0].error == Error{Code::already_exists, "WX-1", "no"});
}

}  // namespace huidan::server

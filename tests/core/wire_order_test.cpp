#include "sync/core/wire_order.hpp"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

/// Every member of every row has a value of its own.
WorkOrder full_order() {
  WorkOrder order;
  order.id = kOrder;
  order.no = "WX-20261122-0001";
  order.version = 41;
  for (const FieldInfo& field : all_fields()) {
    if (field.level == Level::visit) continue;
    std::string& slot = order.fields.at(static_cast<std::size_t>(field.field));
    slot = field.choices.empty() ? "值 \"" + std::string(field.name) + "\"\n𠮷"
                                 : std::string(field.choices.back());
  }
  order.visits = {{kVisit, "d1", "a1", "r1", "c1"}, {RowId(uuid(2)), "d2", "", "", ""}};
  order.parts = {part_of(5), part_of(6)};
  order.parts[1].removed = true;
  order.notes = {{RowId(uuid(7)), "e1", kAt, "text\nmore"}};
  order.signoffs = {{RowId(uuid(8)), kVisit, "customer", "refused", "n", kAt, "why", "4", "f", "s",
                     "dev", "sig"}};
  order.copies = {{RowId(uuid(9)), kVisit, "desk", 3, "e1", kAt, "missing", "h", "lost"}};
  order.photos = {photo_of('c')};
  order.photos[0].id = RowId(uuid(10));
  order.photos[0].by = "e1";
  order.photos[0].at = kAt;
  order.photos[0].state = "ready";
  order.disputes = {{DisputeId("D-1"), RowId(uuid(5)), "qty", "b", "m", "t", "e1", kAt, "dev",
                     "field_conflict", "settled", "leader1"}};
  order.acceptances = {{RowId(uuid(10)), RowId(uuid(8)), "f2", "why", "seat1", kAt}};
  order.amendments = {{RowId("A-1"), RowId(uuid(5)), "qty", "1", "2", "leader1", kAt}};
  return order;
}

}  // namespace

TEST_CASE("an order is the same after its way over the wire, in both spellings") {
  const WorkOrder order = full_order();
  const auto back = decode_order(encode_order(order, Empty::omitted));
  REQUIRE(back.ok());
  CHECK(back.value() == order);

  WorkOrder seen = order;
  seen.parts.pop_back();  // a removed part is nobody's business who reads
  const auto shown = decode_order(encode_order(order, Empty::shown));
  REQUIRE(shown.ok());
  CHECK(shown.value() == seen);
}

TEST_CASE("an order with nothing in it is small on the wire and whole for people") {
  WorkOrder order;
  order.id = kOrder;
  order.no = "N";
  order.visits.emplace_back().id = kVisit;
  CHECK(encode_order(order, Empty::omitted) ==
        R"({"no":"N","id":")" + uuid(1) + R"(","version":0,"visits":[{"id":")" + uuid(1) + "\"}]}");
  const auto shown = parse_json(encode_order(order, Empty::shown)).value();
  for (const FieldInfo& field : all_fields()) {
    CAPTURE(field.name);
    CHECK(shown.contains(field.name));
  }
  CHECK(shown["priority"].is_null());
  for (const char* rows : {"parts", "notes", "visits", "signoffs", "copies", "disputes",
                           "acceptances", "amendments"}) {
    CHECK(shown[rows].is_array());
  }
  CHECK(decode_order(encode_order(order, Empty::shown)).value() == order);
}

TEST_CASE("priority is a number for whoever reads") {
  WorkOrder order = full_order();
  CHECK(parse_json(encode_order(order, Empty::shown)).value()["priority"] == 4);
  CHECK(parse_json(encode_order(order, Empty::omitted)).value()["priority"] == 4);
}

TEST_CASE("an order that is none is refused") {
  constexpr std::array rows{"",
                            "[]",
                            "{}",
                            R"({"id":"x"})",
                            R"({"visits":[{"id":"x"}]})",
                            R"({"id":"x","visits":[]})",
                            R"({"id":"x","visits":{}})",
                            R"({"id":"x","visits":[1]})",
                            R"({"id":"x","visits":[{"id":"x"}],"parts":3})"};
  for (const char* row : rows) {
    CAPTURE(row);
    CHECK_FALSE(decode_order(row).ok());
  }
}

TEST_CASE("stamps are the same after their way through the store") {
  Stamps stamps;
  stamps.wrote("", 1, BranchId("a"));
  stamps.wrote("treatment", 2, BranchId("b"));
  stamps.wrote("treatment", 3, BranchId("a"));
  stamps.wrote(uuid(5) + "/qty", 4, BranchId("c"));
  const auto back = decode_stamps(encode_stamps(stamps));
  REQUIRE(back.ok());
  CHECK(back.value() == stamps);
  CHECK(decode_stamps("{}").value() == Stamps());
}

TEST_CASE("stamps that are none are refused, never thrown at") {
  constexpr std::array rows{"",
                            "[]",
                            "3",
                            R"({"a":1})",
                            R"({"a":[1]})",
                            R"({"a":["1","dev"]})",
                            R"({"a":[1,2]})",
                            R"({"a":[1,"dev","2","dev"]})",
                            R"({"a":[1,"dev",2,null]})"};
  for (const char* row : rows) {
    CAPTURE(row);
    CHECK_FALSE(decode_stamps(row).ok());
  }
}

}  // namespace huidan::core

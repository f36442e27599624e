// A database whose pages do not prove themselves: an order that was changed behind the desk's back
// is told to nobody.
#include <doctest/doctest.h>

#include "tests/server/blob_site.hpp"
#include "tests/support/code_of.hpp"

namespace huidan::server {

TEST_CASE("an order whose row was changed behind the desk's back is told to nobody") {
  if (!test::on_postgres()) return;
  Site site;
  PersonId engineer;
  for (const Person& person : site.app.people.list()) {
    if (person.name == "e1") engineer = person.id;
  }
  const auto all_told = [&] {
    return site.app.desk.read([&](Records& records) -> Refusable {
      const auto id = records.orders.order_by_no("WX-1");
      const Code one = test::code_of([&] { static_cast<void>(records.orders.order(*id)); });
      const Code list = test::code_of([&] {
        records.orders.each_order(store::DeskStore::Which::all, [](const WorkOrder&) {});
      });
      const Code pulled = test::code_of(
          [&] { static_cast<void>(records.orders.changes(engineer, BranchId(), {}, 1 << 20)); });
      core::SyncReply repaired;
      const Code repair =
          test::code_of([&] { records.orders.differences(engineer, {}, 1 << 20, repaired); });
      CHECK(one == list);
      CHECK(one == pulled);
      CHECK(one == repair);
      return one == Code::usage ? Refusable(Done{}) : Refusable(Error{one});
    });
  };
  CHECK(all_told().ok());
  static_cast<void>(site.app.desk.write([](Records& records) -> Refusable {
    records.database.script("UPDATE work_order SET doc = doc || ' ' WHERE no = 'WX-1'");
    return Done{};
  }));
  const auto told = all_told();
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().code == Code::db_corrupt);
}

}  // namespace huidan::server

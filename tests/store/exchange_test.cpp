// One desk and its laptops in one process, without a socket: the real session, serve, merge and
// store.

#include <doctest/doctest.h>

#include "support/exchange.hpp"

namespace huidan::test {

TEST_CASE("an order goes out, is worked without network, and comes home (S2-7.5)") {
  Desk desk;
  const OrderId id = desk.receive("WX-20261122-0001", "e1");
  Laptop laptop(desk, "e1");
  CHECK(laptop.sync().pulled == 1);

  laptop.set(id, {{Field::treatment, "更换光模块"}, {Field::status, "en_route"}});
  laptop.note(id, "机柜钥匙在门卫处");
  CHECK(value_of(laptop.view(id), Field::treatment) == "更换光模块");
  CHECK(laptop.unsent() == 2);

  const core::SyncReport report = laptop.sync();
  CHECK(report.pushed == 2);
  CHECK(report.applied == 2);
  CHECK(laptop.unsent() == 0);
  CHECK(laptop.sync().pushed == 0);
  CHECK(desk.view(id) == laptop.view(id));
  CHECK(value_of(desk.view(id), Field::treatment) == "更换光模块");
  CHECK(desk.view(id).notes.size() == 1);
}

TEST_CASE("two blind edits of one field become one dispute that shows both values") {
  Desk desk;
  const OrderId id = desk.receive("WX-20261122-0001", "e1");
  Laptop laptop(desk, "e1");
  laptop.sync();
  laptop.set(id, {{Field::treatment, "engineer's"}, {Field::equipment, "seen alone"}});
  desk.set(id, {{Field::treatment, "desk's"}, {Field::contact, "desk alone"}});

  const core::SyncReport report = laptop.sync();
  CHECK(report.parked == 1);
  const WorkOrder order = desk.view(id);
  REQUIRE(order.disputes.size() == 1);
  CHECK(order.disputes[0].field == "treatment");
  CHECK(order.disputes[0].mine == "engineer's");
  CHECK(order.disputes[0].theirs == "desk's");
  CHECK(order.disputes[0].state == "open");
  CHECK(value_of(order, Field::treatment) == "desk's");
  CHECK(value_of(order, Field::equipment) == "seen alone");
  CHECK(value_of(order, Field::contact) == "desk alone");
  CHECK(laptop.view(id) == order);
}

TEST_CASE(
    "an op of an offline chain is judged by what the desk said, not by one's own edit before") {
  Desk desk;
  const OrderId id = desk.receive("WX-20261122-0001", "e1");
  Laptop laptop(desk, "e1");
  laptop.sync();
  laptop.set(id, {{Field::treatment, "first"}});
  laptop.set(id, {{Field::treatment, "second"}});
  desk.set(id, {{Field::treatment, "desk's"}});
  laptop.sync();
  const WorkOrder order = desk.view(id);
  REQUIRE(order.disputes.size() == 1);  // the second replaces the candidate
  CHECK(order.disputes[0].mine == "second");
}

TEST_CASE("a reply that is lost costs nothing: the retry is answered with the stored results") {
  Desk desk;
  const OrderId id = desk.receive("WX-20261122-0001", "e1");
  Laptop laptop(desk, "e1");
  laptop.sync();
  laptop.note(id, "once");
  laptop.lose_next_reply();
  CHECK(laptop.try_sync().error().code == Code::no_network);
  CHECK(laptop.unsent() == 1);
  laptop.note(id, "twice");
  const core::SyncReport report = laptop.sync();
  CHECK(report.applied == 2);
  CHECK(desk.view(id).notes.size() == 2);
  CHECK(laptop.view(id) == desk.view(id));
}

TEST_CASE("an order that is given to somebody else leaves the laptop, its unsent work does not") {
  Desk desk;
  const OrderId id = desk.receive("WX-20261122-0001", "e1");
  Laptop first(desk, "e1");
  Laptop second(desk, "e2");
  first.sync();
  desk.set(id, {{Field::assignee, "e2"}});
  first.note(id, "written before it was known");
  first.set(id, {{Field::treatment, "too late"}});

  const core::SyncReport report = first.sync();
  CHECK(report.late == 1);    // the note is a fact
  CHECK(report.parked == 1);  // what the order is, is no longer his to say
  CHECK(report.left == 1);
  CHECK_FALSE(first.knows(id));
  CHECK(second.sync().pulled == 1);
  CHECK(second.view(id).notes.size() == 1);
  REQUIRE(second.view(id).disputes.size() == 1);
  CHECK(second.view(id).disputes[0].why == "reassigned");
}

TEST_CASE("an engineer's laptop holds no order but his") {
  Desk desk;
  const OrderId mine = desk.receive("WX-20261122-0001", "e1");
  const OrderId other = desk.receive("WX-20261122-0002", "e2");
  Laptop laptop(desk, "e1");
  CHECK(laptop.sync().pulled == 1);
  CHECK(laptop.knows(mine));
  CHECK_FALSE(laptop.knows(other));
  laptop.note(other, "guessed its id");
  CHECK(laptop.sync().rejected == 1);
  CHECK(desk.view(other).notes.empty());
}

}  // namespace huidan::test

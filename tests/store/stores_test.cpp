#include <doctest/doctest.h>

#include <map>
#include <set>

#include "support/exchange.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::test {
namespace {

using store::LaptopRecords;
using store::Transaction;

struct StoresSite {
  Desk desk{};
  OrderId id = desk.receive("WX-1", "e1");
  Laptop laptop{desk, "e1"};

  StoresSite() { laptop.sync(); }

  template <typename Work>
  void read(Work work) {
    laptop.store().transact(Transaction::Kind::read,
                            [&](LaptopRecords& records) { work(records); });
  }
};

}  // namespace

TEST_CASE("every op of the outbox hangs on the one before, across acknowledgements") {
  StoresSite site;
  std::string chain;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 3; ++i) site.laptop.note(site.id, "note");
    store::Rows rows = site.laptop.database().query(
        "SELECT bytes, link FROM outbox WHERE made_version IS NULL ORDER BY n");
    while (rows.next()) {
      chain = core::next_link(chain, rows.view(0));
      CHECK(rows.text(1) == chain);
    }
    site.read([&](LaptopRecords& records) {
      CHECK(records.link_after(records.state().last_n) == chain);
    });
    site.laptop.sync();
    site.read([&](LaptopRecords& records) { CHECK(records.state().acknowledged == chain); });
  }
}

TEST_CASE("what goes up at once has its limits, but one op always goes") {
  StoresSite site;
  for (int i = 0; i < 5; ++i) site.laptop.note(site.id, std::string(1000, 'x'));
  site.read([&](LaptopRecords& records) {
    CHECK(records.unsent(3, 1 << 20).size() == 3);
    CHECK(records.unsent(100, 1).size() == 1);
    CHECK(records.unsent(100, 3000).size() == 2);
    CHECK(records.unsent(100, 1 << 20).size() == 5);
    CHECK(records.unsent(100, 1 << 20).front().n == 1);
    CHECK(records.unsent_count() == 5);
  });
}

TEST_CASE("an acknowledged edit stays in view until the shadow has caught up with it") {
  StoresSite site;
  site.laptop.note(site.id, "seen at once");
  const std::int64_t version = site.desk.view(site.id).version;
  const auto notes = [&] { return site.laptop.view(site.id).notes.size(); };
  const auto take = [&](std::int64_t made, const std::string& state) {
    site.laptop.store().transact(Transaction::Kind::write, [&](LaptopRecords& records) {
      core::OpResult result;
      result.n = records.state().last_n;
      result.state = state;
      result.version = made;
      records.acknowledge(result.n, result, "2026-11-22T09:05:00+08:00");
    });
  };
  take(version + 1, "applied");
  CHECK(site.laptop.unsent() == 0);
  CHECK(notes() == 1);  // the desk has it, this laptop's shadow not yet
  site.laptop.store().transact(Transaction::Kind::write, [&](LaptopRecords& records) {
    WorkOrder order = site.desk.view(site.id);
    order.version = version + 1;
    records.put_change(
        {site.id, order.no, order.version, core::encode_order(order, core::Empty::omitted)});
  });
  CHECK(notes() == 0);  // what the desk said stands alone now
  site.laptop.note(site.id, "refused");
  take(0, "rejected");
  CHECK(notes() == 0);
}

TEST_CASE("an order that left with unsent work is in limbo until the last word of it is heard") {
  StoresSite site;
  site.laptop.note(site.id, "unsent");
  const auto left = [&] {
    std::int64_t gone = 0;
    site.laptop.store().transact(Transaction::Kind::write, [&](LaptopRecords& records) {
      gone = records.drop_left({{site.id, "reassigned"}});
    });
    return gone;
  };
  CHECK(left() == 0);
  site.read([&](LaptopRecords& records) { CHECK(records.in_limbo(site.id)); });
  CHECK(site.laptop.knows(site.id));
  CHECK(site.laptop.unsent() == 1);
  site.laptop.store().transact(Transaction::Kind::write, [&](LaptopRecords& records) {
    core::OpResult result;
    result.state = "late";
    result.version = 99;
    records.acknowledge(1, result, "2026-11-22T09:05:00+08:00");
    CHECK(records.drop_left({}) == 1);
  });
  CHECK_FALSE(site.laptop.knows(site.id));
  store::Rows kept = site.laptop.database().query("SELECT state FROM sent_op WHERE n = 1");
  REQUIRE(kept.next());
  CHECK(kept.text(0) == "late");
}

TEST_CASE("an order is found by its number, also one that the desk has not heard of") {
  StoresSite site;
  const OrderId made(new_uuid7(site.desk.now_ms(), site.desk.random()));
  site.laptop.append(made, core::NewOrder{"SITE-1", {{Field::assignee, "e1"}}, {}});
  site.read([&](LaptopRecords& records) {
    CHECK(records.view_by_no("WX-1", site.laptop.writer())->id == site.id);
    CHECK(records.view_by_no("SITE-1", site.laptop.writer())->id == made);
    CHECK_FALSE(records.view_by_no("WX-9", site.laptop.writer()));
    CHECK(records.views(site.laptop.writer()).size() == 2);
  });
}

TEST_CASE("who had an order then and who has it now are told apart") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Transaction look(desk.database(), Transaction::Kind::read);
  const std::int64_t given = desk.records().feed().seq;
  look.commit();
  const PersonId e1 = desk.engineer("e1");
  const PersonId e2 = desk.engineer("e2");
  desk.set(id, {{Field::assignee, "e2"}});
  const auto grant = [&](const PersonId& who, std::int64_t at) {
    return desk.records().grant(id, who, at);
  };
  CHECK(grant(e1, given) == core::Grant::closed);
  CHECK(grant(e1, given - 1) == core::Grant::none);
  CHECK(grant(e1, given + 1) == core::Grant::none);
  CHECK(grant(e2, 0) == core::Grant::open);
  CHECK(desk.records().left(e1, given, given + 1).size() == 1);
  CHECK(desk.records().left(e1, given + 1, given + 2).empty());
  desk.set(id, {{Field::assignee, "e1"}});
  CHECK(grant(e1, given) == core::Grant::open);
  CHECK(desk.records().left(e1, 0, 1000).empty());  // it came back
  CHECK(desk.records().left(e2, 0, 1000).size() == 1);
}

TEST_CASE("pages of any size bring a laptop to what one large page would (seeded)") {
  SeededRandom random(5);
  for (int run = 0; run < 8; ++run) {
    Desk desk(static_cast<std::uint64_t>(run) + 50);
    std::vector<OrderId> orders;
    for (int i = 0; i < 8; ++i) {
      orders.push_back(desk.receive("WX-" + std::to_string(i), random.pick(2) == 0 ? "e1" : "e2"));
    }
    const PersonId e1 = desk.engineer("e1");
    desk.engineer("e2");
    std::set<std::string> held;
    std::map<std::string, std::int64_t> versions;
    std::int64_t cursor = 0;
    for (int step = 0; step < 40; ++step) {
      const OrderId& id = orders[random.pick(orders.size())];
      if (random.pick(3) == 0) {
        desk.set(id, {{Field::assignee, random.pick(2) == 0 ? "e1" : "e2"}});
      } else {
        desk.set(id, {{Field::remarks, std::to_string(step)}});
      }
      if (random.pick(3) != 0 && step != 39) continue;
      for (bool more = true; more;) {
        const auto size = static_cast<std::int64_t>(random.pick(3000) + 1);
        const auto page = desk.records().changes(e1, BranchId("d"), {cursor, cursor}, size);
        const std::int64_t through = page.more ? page.through : desk.records().feed().seq;
        for (const core::Change& change : page.changes) {
          held.insert(change.order.value);
          versions[change.order.value] = change.version;
        }
        for (const auto& gone : desk.records().left(e1, cursor, through)) {
          held.erase(gone.order.value);
        }
        CHECK(through >= cursor);
        cursor = through;
        more = page.more;
      }
    }
    std::set<std::string> wanted;
    for (const OrderId& id : orders) {
      const WorkOrder order = desk.view(id);
      if (value_of(order, Field::assignee) != "e1") continue;
      wanted.insert(id.value);
      CHECK(versions[id.value] == order.version);
    }
    CHECK(held == wanted);
  }
}

}  // namespace huidan::test

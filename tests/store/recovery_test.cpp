// The ways back to one history, through the real stores: what was acknowledged before is sent again
// and done once, what is held stays in view, what differs is repaired. Copies and restores of whole
// databases are the simulator's.

#include <doctest/doctest.h>

#include <algorithm>

#include "sync/base/limits.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/store/site.hpp"

namespace huidan::test {
using store::LaptopRecords;

TEST_CASE("after a lost token everything kept is sent again, done once, and nothing flickers") {
  Site site;
  site.laptop.note(site.id, "one");
  site.laptop.set(site.id, {{Field::remarks, "first"}});
  site.laptop.sync();
  site.desk.set(site.id, {{Field::remarks, "the desk's, later"}});
  site.laptop.sync();
  site.on_laptop([](LaptopRecords& records) {
    core::SyncState state = records.state();
    state.token = "of an old copy";
    records.put_state(state);
  });
  site.laptop.note(site.id, "two");
  CHECK(site.laptop.view(site.id).notes.size() == 2);

  const auto report = site.laptop.sync();
  CHECK(report.forks == 1);
  CHECK(report.duplicate == 2);
  CHECK(report.pushed == 3);
  CHECK(site.desk.view(site.id).notes.size() == 2);
  CHECK(value_of(site.desk.view(site.id), Field::remarks) == "the desk's, later");
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
  CHECK(site.state().incarnation == 2);
  CHECK(site.state().last_n == 3);
  CHECK(site.laptop.sync().requests == 1);
}

TEST_CASE("what had been acknowledged stays out of the view while it goes up again") {
  Site site;
  site.laptop.set(site.id, {{Field::remarks, "mine"}});
  site.laptop.sync();
  site.desk.set(site.id, {{Field::remarks, "the desk's"}});
  site.laptop.sync();
  site.on_laptop([](LaptopRecords& records) {
    core::SyncState state = records.state();
    records.send_all_again(state);
    records.put_state(state);
    CHECK(records.unsent_count() == 1);
  });
  CHECK(value_of(site.laptop.view(site.id), Field::remarks) == "the desk's");
}

TEST_CASE(
    "a restored desk lives on under another epoch, and bases of the old one count no further "
    "than what it then had") {
  Site site;
  site.desk.set(site.id, {{Field::remarks, "seen by the laptop"}});
  site.laptop.sync();
  site.laptop.set(site.id, {{Field::remarks, "offline"}});
  // What the desk did after its backup is gone, and something else was done in its place.
  site.at_desk([](store::DeskStore& desk) { desk.open_epoch("another life"); });
  site.desk.set(site.id, {{Field::remarks, "in the new life"}});
  const auto report = site.laptop.sync();
  CHECK(report.forks == 1);
  CHECK(report.resets == 1);
  CHECK(report.parked == 1);
  CHECK(site.state().cursor.epoch == "another life");
  CHECK(site.laptop.view(site.id).disputes.size() == 1);
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
}

TEST_CASE("a number that a restored desk gave anew stops nobody who holds the order that had it") {
  Site site;
  site.laptop.note(site.id, "unsent");
  const OrderId again(new_uuid7(site.desk.now_ms(), site.desk.random()));
  const auto told = [&](LaptopRecords& records) {
    WorkOrder order = site.desk.view(site.id);
    order.id = again;
    const std::string text = core::encode_order(order, core::Empty::omitted);
    records.put_change({again, order.no, order.version, text});
  };
  CHECK_THROWS_AS(site.on_laptop(told), Failure);  // two orders of one number are no desk's word
  site.on_laptop([&](LaptopRecords& records) {
    records.mark_stale(records.state().cursor);
    told(records);
    CHECK(records.view_by_no("WX-1", site.laptop.writer())->id == again);
    CHECK(records.view(site.id, site.laptop.writer())->notes.size() == 1);
    CHECK(records.unsent_count() == 1);
  });
}

TEST_CASE("an order that is brought back keeps its documents until it is told, or all else is") {
  Site site;
  for (const char* status : {"en_route", "on_site"}) {
    site.laptop.set(site.id, {{Field::status, status}});
  }
  site.laptop.append(site.id, site.laptop.signature(site.id, "engineer"));
  site.laptop.sync();
  const std::string form = site.desk.view(site.id).signoffs.at(0).form_hash;
  const auto page = [&](bool last) {
    bool here = false;
    site.on_laptop([&](LaptopRecords& records) {
      last ? records.end_of_feed() : records.drop_left({});
      here = records.document(form, site.id).has_value();
    });
    return here;
  };
  site.on_laptop([&](LaptopRecords& records) {
    core::SyncState state = records.state();
    records.mark_stale(state.cursor);
    state.cursor = {"new life", 0, {}};
    records.put_state(state);
    auto lost = records.lost_orders("new life");
    REQUIRE(lost.size() == 1);
    core::Op op;
    op.id = OpId(new_uuid7(site.desk.now_ms(), site.desk.random()));
    op.order = site.id;
    op.at = "2026-11-22T09:05:00+08:00";
    op.body = std::move(lost.front().second);
    records.bring_back(std::move(op), "new life");
    CHECK(records.lost_orders("new life").empty());  // once in a life
    CHECK(records.lost_orders("yet another").size() == 1);
  });
  CHECK(page(true));  // the op is unsent
  site.on_laptop([](LaptopRecords& records) {
    core::OpResult taken;
    taken.state = "applied";
    taken.version = 7;
    records.acknowledge(records.state().last_n, taken, "2026-11-22T09:06:00+08:00");
  });
  CHECK(page(false));       // the desk has it, and tells it in a later page
  CHECK_FALSE(page(true));  // or does not, for it is another's
}

TEST_CASE("an edit made while a reset is under way still names the life its base is of") {
  Site site;
  site.on_laptop([](LaptopRecords& records) {
    core::SyncState state = records.state();
    records.mark_stale(state.cursor);
    state.cursor = {"new life", 0, {}};
    records.put_state(state);
  });
  site.laptop.note(site.id, "meanwhile");
  store::Rows rows = site.laptop.database().query("SELECT bytes FROM outbox");
  REQUIRE(rows.next());
  const core::Op op = core::decode_op(rows.view(0)).value();
  CHECK(op.epoch != "new life");
  CHECK(op.base > 0);
  CHECK(op.base_seq > 0);
}

TEST_CASE(
    "a cursor older than the feed's memory is told everything anew; the push is judged first "
    "(SYNC §2.10)") {
  Site site;
  const OrderId gone = site.desk.receive("WX-2", "e1");
  site.laptop.sync();
  site.desk.engineer("e2");
  site.desk.set(gone, {{Field::assignee, "e2"}});
  site.desk.set(site.id, {{Field::category, "cable"}});
  site.laptop.note(site.id, "kept");
  site.at_desk([&](store::DeskStore& desk) { desk.forget_before(site.desk.now_ms()); });
  CHECK(site.count(site.desk.database(), "SELECT count(*) FROM feed_salt") == 1);
  const auto report = site.laptop.sync();
  CHECK(report.resets == 1);
  CHECK(report.forks == 0);
  CHECK(report.applied == 1);
  CHECK(report.left == 1);
  CHECK_FALSE(site.laptop.knows(gone));
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
  CHECK(site.count(site.laptop.database(), "SELECT count(*) FROM shadow WHERE stale = 1") == 0);
}

TEST_CASE("a shadow that differs is found by the digest and mended row by row (SYNC §2.12)") {
  Site site;
  const OrderId other = site.desk.receive("WX-2", "e1");
  site.laptop.sync();
  SUBCASE("a row that is not what the desk said") {
    site.laptop.database().run(
        "UPDATE shadow SET digest = digest + 1, version = 99 WHERE no = 'WX-2'");
  }
  SUBCASE("a row that is missing") {
    site.laptop.database().run("DELETE FROM shadow WHERE no = 'WX-2'");
  }
  SUBCASE("a row too many") {
    site.laptop.database().run(
        "INSERT INTO shadow SELECT 'x', 'WX-9', version, 0, 0, '', 0, 7, doc FROM shadow LIMIT 1");
  }
  site.desk.set(site.id, {{Field::category, "cable"}});
  const auto report = site.laptop.sync();
  CHECK(report.diverged == 1);
  CHECK(report.repaired == 1);
  CHECK(report.resets == 0);
  CHECK(site.laptop.views().size() == 2);
  CHECK(site.laptop.view(other) == site.desk.view(other));
  CHECK(site.laptop.sync().requests == 1);
}

TEST_CASE("when repair does not help everything is read anew, once") {
  Site site;
  site.at_desk([&](store::DeskStore&) {
    site.desk.database().run("UPDATE person_set SET digest = digest + 1");
  });
  site.desk.set(site.id, {{Field::category, "cable"}});
  const auto report = site.laptop.sync();
  CHECK(report.diverged == 2 + limits::kRepairs_max * 2);
  CHECK(report.resets == 1);
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
}

TEST_CASE("a person's digest follows every way an order comes to him and goes") {
  Site site;
  site.desk.engineer("e2");
  const auto sets_hold = [&] {
    site.at_desk([&](store::DeskStore& desk) {
      for (const char* name : {"e1", "e2"}) {
        const PersonId person = site.desk.engineer(name);
        core::SyncReply all;
        desk.differences(person, {}, std::int64_t{1} << 40, all);
        core::SetDigest set;
        for (const core::Change& change : all.changes) {
          ++set.orders;
          set.sum = (set.sum + core::row_digest(change.order, change.version, change.text)) %
                    core::kDigestModulus;
        }
        CHECK(desk.set_digest(person) == set);
      }
    });
  };
  sets_hold();
  for (int i = 2; i < 12; ++i) site.desk.receive("WX-" + std::to_string(i), i % 2 ? "e1" : "e2");
  sets_hold();
  site.desk.set(site.id, {{Field::assignee, "e2"}});
  site.desk.set(site.id, {{Field::remarks, "x"}});
  sets_hold();
  site.desk.set(site.id, {{Field::status, "dispatched"}, {Field::status_reason, "back"}});
  site.desk.set(site.id, {{Field::remarks, "y"}});
  sets_hold();
  site.desk.set(site.id, {{Field::status, "assigned"}, {Field::assignee, "e1"}});
  sets_hold();
}

TEST_CASE("acknowledged ops are kept until a verified backup holds them") {
  Site site;
  site.laptop.note(site.id, "one");
  site.laptop.note(site.id, "two");
  site.laptop.sync();
  CHECK(site.count(site.laptop.database(), "SELECT count(*) FROM sent_op") == 2);
  site.at_desk([](store::DeskStore& desk) {
    auto marks = desk.marks();
    std::erase_if(marks, [](const auto& mark) { return mark.last_n != 2; });
    REQUIRE(marks.size() == 1);
    marks[0].last_n = 1;
    desk.durable(marks);
  });
  site.laptop.sync();
  CHECK(site.state().durable_n == 1);
  CHECK(site.count(site.laptop.database(), "SELECT count(*) FROM sent_op") == 1);
}

TEST_CASE("an order that stands behind its reader's page brings its older documents all the same") {
  Site site;
  for (const char* step : {"en_route", "on_site"})
    site.laptop.set(site.id, {{Field::status, step}});
  site.laptop.append(site.id, site.laptop.signature(site.id, "customer"));
  site.laptop.sync();
  const OrderId other = site.desk.receive("WX-2", "e1");
  site.desk.set(site.id, {{Field::category, "cable"}});  // the feed tells it after WX-2 now
  Laptop second(site.desk, "e1");
  second.store().transact(store::Transaction::Kind::write, [](LaptopRecords& records) {
    core::SyncState state = records.state();
    state.page_bytes = 1;  // one order a page
    records.put_state(state);
  });
  CHECK(second.sync().requests == 2);
  CHECK(second.knows(other));
  CHECK(site.count(second.database(), "SELECT count(*) FROM document") == 2);
}

TEST_CASE("an order that goes and comes back between two pages is not held on the old right") {
  Site site;
  site.desk.engineer("e2");
  const std::int64_t before = site.state().cursor.seq;
  site.desk.set(site.id, {{Field::assignee, "e2"}});
  std::int64_t gone = 0;
  site.at_desk([&](store::DeskStore& desk) { gone = desk.feed().seq; });
  site.desk.set(site.id, {{Field::assignee, "e1"}});
  site.at_desk([&](store::DeskStore& desk) {
    const PersonId e1 = site.desk.engineer("e1");
    CHECK(desk.left(e1, before, gone).size() == 1);
    CHECK(desk.left(e1, before, desk.feed().seq).empty());
  });
}

TEST_CASE("pages shrink on a line that cuts them and grow again when it carries (SYNC §2.15)") {
  Site site;
  site.laptop.lose_next_reply();
  CHECK_FALSE(site.laptop.try_sync().ok());
  CHECK(site.state().page_bytes == static_cast<std::int64_t>(limits::kPage_bytes) / 2);
  for (int i = 0; i < 12; ++i) {
    site.laptop.lose_next_request();
    CHECK_FALSE(site.laptop.try_sync().ok());
  }
  CHECK(site.state().page_bytes == static_cast<std::int64_t>(limits::kPage_bytes_min));
  for (int i = 0; i < 10; ++i) site.laptop.note(site.id, std::string(3000, 'x'));
  const auto report = site.laptop.sync();
  CHECK(report.applied == 10);
  CHECK(report.requests > 3);
  CHECK(report.requests < 10);
}

}  // namespace huidan::test

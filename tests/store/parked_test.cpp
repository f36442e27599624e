// What waits for a person: the last work of a retired laptop, words on an order that went to
// somebody else, groups that fall as one, ops of a newer program.

#include <doctest/doctest.h>

#include "tests/store/site.hpp"

namespace huidan::test {
namespace {

using store::LaptopRecords;

/// The result of the newest op of that kind.
core::OpResult newest_result(Site& site, const char* kind) {
  store::Rows rows = site.desk.database().query(
      "SELECT op_id FROM journal WHERE kind = $1 ORDER BY received_at DESC LIMIT 1", {kind});
  REQUIRE(rows.next());
  return site.desk.records().journal(OpId(rows.text(0)))->result;
}

}  // namespace

TEST_CASE("a retired laptop hands over its last work, gets nothing, and is wiped") {
  Site site;
  site.laptop.note(site.id, "last");
  site.laptop.set(site.id, {{Field::remarks, "last words"}});
  site.at_desk([&](store::DeskStore& desk) {
    CHECK(desk.revoke_device(site.laptop.writer().device, core::Revoked::retired, "now"));
  });
  const OrderId other = site.desk.receive("WX-2", "e1");
  const auto report = site.laptop.sync();
  CHECK(report.late == 1);
  CHECK(report.parked == 1);
  CHECK(report.pulled == 0);
  CHECK(report.wiped);
  CHECK(newest_result(site, "wo.set").code == "parked");
  CHECK(site.desk.view(site.id).notes.size() == 1);
  REQUIRE(site.desk.view(site.id).disputes.size() == 1);
  CHECK(site.desk.view(site.id).disputes[0].why == "revoked");
  CHECK_FALSE(site.laptop.knows(other));
  for (const char* table : {"shadow", "outbox", "sent_op", "document", "sync_state", "setting"}) {
    CAPTURE(table);
    store::Database& database = site.laptop.database();
    const std::string sql = std::string("SELECT count(*) FROM ") + table;
    CHECK(site.count(database, sql) == 0);
  }
}

TEST_CASE("a lost laptop is wiped at its next word") {
  Site site;
  site.laptop.note(site.id, "never sent");
  site.at_desk([&](store::DeskStore& desk) {
    CHECK(desk.revoke_device(site.laptop.writer().device, core::Revoked::lost, "now"));
  });
  CHECK(site.laptop.try_sync().error().code == Code::device_lost);
  CHECK(site.count(site.laptop.database(), "SELECT count(*) FROM outbox") == 0);
  CHECK_FALSE(site.laptop.knows(site.id));
}

TEST_CASE("an order taken back is recalled from each laptop until that one has confirmed it") {
  Site site;
  Laptop second(site.desk, "e1");
  second.sync();
  site.desk.engineer("e2");
  site.desk.set(site.id, {{Field::assignee, "e2"}});
  const auto recalls = [&] {
    std::size_t open = 0;
    site.at_desk([&](store::DeskStore& desk) { open = desk.recalls(site.id).size(); });
    return open;
  };
  const auto waiting = [&] {
    return site.count(site.desk.database(),
                      "SELECT count(*) FROM device WHERE public_key <> '' AND settled_seq < "
                      "(SELECT max(to_seq) FROM order_grant)");
  };
  CHECK(recalls() == 1);  // both go by the same name
  CHECK(waiting() == 2);
  site.laptop.sync();
  CHECK(waiting() == 2);  // it has been told; that it has heard shows when it next asks
  site.laptop.sync();
  CHECK(waiting() == 1);
  second.note(site.id, "still mine, I thought");
  second.sync();
  second.sync();
  CHECK(waiting() == 0);
  CHECK(recalls() == 0);
}

TEST_CASE("who has confirmed that an order is gone can say nothing more about it") {
  Site site;
  site.desk.engineer("e2");
  const core::SyncState then = site.state();
  site.desk.set(site.id, {{Field::assignee, "e2"}});
  site.laptop.sync();
  site.laptop.sync();
  const auto late_note = [&](std::int64_t base_seq) {
    site.on_laptop([&](LaptopRecords& records) {
      core::SyncState state = records.state();
      const core::Cursor now = state.cursor;
      state.cursor.seq = base_seq;
      records.put_state(state);
      core::Op op;
      op.id = OpId(new_uuid7(site.desk.now_ms(), site.desk.random()));
      op.order = site.id;
      op.at = "2026-11-22T09:05:00+08:00";
      op.body = core::AddNote{"from then, he says"};
      records.append(op);
      state = records.state();
      state.cursor = now;
      records.put_state(state);
    });
    return site.laptop.sync();
  };
  CHECK(late_note(then.cursor.seq).rejected == 1);
  CHECK(late_note(1'000'000).rejected == 1);
  CHECK(site.desk.view(site.id).notes.empty());
}

TEST_CASE("ops of a group are sent together, and all stand or all wait (SYNC §2.7)") {
  Site site;
  const auto grouped = [&](core::OpBody body) {
    site.on_laptop([&](LaptopRecords& records) {
      core::Op op;
      op.id = OpId(new_uuid7(site.desk.now_ms(), site.desk.random()));
      op.order = site.id;
      op.group = "g1";
      op.at = "2026-11-22T09:05:00+08:00";
      op.body = std::move(body);
      records.append(op);
    });
  };
  const RowId visit(site.id.value);
  grouped(core::SetFields{visit, {{Field::treatment, "replaced"}}});
  grouped(core::AddNote{"why"});
  grouped(core::SetFields{visit, {{Field::remarks, "mine"}}});
  SUBCASE("nobody stands against it") {
    CHECK(site.laptop.sync().applied == 3);
    CHECK(site.desk.view(site.id).notes.size() == 1);
    CHECK(site.desk.view(site.id).disputes.empty());
  }
  SUBCASE("one of them meets a foreign edit") {
    site.desk.set(site.id, {{Field::remarks, "the desk's"}});
    CHECK(site.laptop.sync().parked == 3);
    WorkOrder order = site.desk.view(site.id);
    CHECK(order.notes.empty());
    CHECK(value_of(order, Field::treatment).empty());
    REQUIRE(order.disputes.size() == 3);
    CHECK(order.disputes[1].field == "op");
    CHECK(order.disputes[1].mine == "note.add");
    CHECK(site.laptop.view(site.id) == order);

    const auto settled = site.desk.edit(
        site.id, core::SettleDispute{order.disputes[1].id, "note.add"}, order.version);
    CHECK(settled.state == "applied");
    order = site.desk.view(site.id);
    REQUIRE(order.notes.size() == 1);
    CHECK(order.notes[0].by == "e1");
    CHECK(order.disputes[1].state == "settled");
  }
  SUBCASE("it is never cut") {
    site.on_laptop([](LaptopRecords& records) {
      CHECK(records.unsent(2, 1 << 20).size() == 3);
      CHECK(records.unsent(100, 1).size() == 3);
    });
    site.laptop.note(site.id, "alone");
    site.on_laptop([](LaptopRecords& records) {
      CHECK(records.unsent(3, 1 << 20).size() == 3);
      CHECK(records.unsent(4, 1 << 20).size() == 4);
    });
  }
}

TEST_CASE("an op of a newer program waits as a whole, and can only be dropped (SYNC §2.13)") {
  Site site;
  site.laptop.note(site.id, "from the future");
  site.laptop.database().run("UPDATE outbox SET bytes = replace(bytes, '\"kv\":1', '\"kv\":7')");
  std::string bytes;
  {
    store::Rows rows = site.laptop.database().query("SELECT bytes FROM outbox");
    REQUIRE(rows.next());
    bytes = rows.text(0);
  }
  site.laptop.database().run("UPDATE outbox SET link = $1", {core::next_link("", bytes)});
  const auto report = site.laptop.sync();
  CHECK(report.parked == 1);
  CHECK(newest_result(site, "note.add").code == "unknown_kind");
  const WorkOrder order = site.desk.view(site.id);
  REQUIRE(order.disputes.size() == 1);
  const DisputeId dispute = order.disputes[0].id;
  CHECK(site.desk.edit(site.id, core::SettleDispute{dispute, "note.add"}, order.version).code ==
        "unknown_kind");
  CHECK(site.desk.edit(site.id, core::SettleDispute{dispute, "other"}, order.version).code ==
        "bad_choice");
  CHECK(site.desk.edit(site.id, core::SettleDispute{dispute, ""}, order.version).state ==
        "applied");
}

}  // namespace huidan::test

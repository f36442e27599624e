// What a desk or a laptop says of itself is held against itself: whoever changes a row behind the
// program's back is found, and named.
#include "sync/store/census.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sync/core/wire_sync.hpp"
#include "tests/store/site.hpp"

namespace huidan::test {
namespace {

/// A desk and a laptop that have something of everything.
struct Told : Site {
  Told() {
    laptop.note(id, "one");
    laptop.set(id, {{Field::remarks, "first"}});
    laptop.sync();
    at_desk([&](store::DeskStore& records) {
      records.add_document({sha256_hex("a form"), id, "a form"}, BranchId("b"), 1);
    });
    laptop.note(id, "two");
    laptop.sync();
    laptop.note(id, "unsent");
  }

  std::string desk_says() {
    return says([&] { return store::desk_census(desk.database(), key()); });
  }

  std::string laptop_says() {
    return says([&] { return store::laptop_census(laptop.database()); });
  }

  [[nodiscard]] const std::string& key() const { return desk.key().public_key; }

  template <typename Count>
  static std::string says(Count count) {
    try {
      static_cast<void>(count());
      return "sound";
    } catch (const Failure& failure) {
      const std::string& detail = failure.error().detail;
      return detail.substr(0, detail.find(' '));
    }
  }
};

TEST_CASE("a census counts what is there") {
  Told told;
  const store::Census desk = store::desk_census(told.desk.database(), told.key());
  CHECK(desk.counts.at("orders") == 1);
  CHECK(desk.counts.at("receipts") == 2);
  CHECK(desk.counts.at("documents") > 0);
  CHECK(desk.seq > 0);
  CHECK(std::ranges::any_of(desk.marks, [](const auto& mark) { return mark.last_n == 3; }));
  const store::Census laptop = store::laptop_census(told.laptop.database());
  CHECK(laptop.counts.at("unsent") == 1);
  CHECK(laptop.counts.at("sent") == 3);
  CHECK(laptop.epoch == desk.epoch);
}

TEST_CASE("a row that was changed behind the program's back is named") {
  struct Row {
    const char* name;
    bool at_desk;
    const char* sql;
    const char* says;
  };

  for (const Row& row : {
           Row{"nothing", true, "SELECT 1", "sound"},
           Row{"an order's words", true,
               "UPDATE work_order SET doc = replace(doc, '\"one\"', '\"eno\"')", "work_order"},
           Row{"an order's version", true, "UPDATE work_order SET version = version + 1",
               "work_order"},
           Row{"an order's assignee", true, "UPDATE work_order SET assignee = 'e2'", "work_order"},
           Row{"an order behind the feed", true, "UPDATE work_order SET seq = seq + 1000",
               "work_order"},
           Row{"a word of an edit", true,
               "UPDATE journal SET bytes = replace(bytes, '\"one\"', '\"eno\"')", "journal"},
           Row{"an edit's id", true, "UPDATE journal SET op_id = op_id || 'x' WHERE n = 1",
               "journal"},
           Row{"an edit is gone", true,
               "DELETE FROM journal WHERE n = 1 AND device_id IN "
               "(SELECT device_id FROM receipt)",
               "sound"},  // told from an edit sent again by nobody
           Row{"a receipt", true, "UPDATE receipt SET last_n = last_n + 1", "receipt"},
           Row{"a signed form", true, "UPDATE document SET bytes = bytes || ' '", "document"},
           Row{"what is granted", true, "UPDATE person_set SET digest = digest + 1", "person_set"},
           Row{"an order nobody has", true, "DELETE FROM order_grant", "person_set"},
           Row{"an order on the laptop", false,
               "UPDATE shadow SET doc = replace(doc, '\"one\"', '\"eno\"')", "shadow"},
           Row{"an unsent edit", false,
               "UPDATE outbox SET bytes = replace(bytes, '\"unsent\"', '\"sent\"')", "outbox"},
           Row{"an unsent edit is gone", false, "UPDATE sync_state SET acknowledged = 'another'",
               "outbox"},
           Row{"a sent edit's id", false, "UPDATE sent_op SET op_id = op_id || 'x'", "sent_op"},
       }) {
    CAPTURE(row.name);
    Told told;
    (row.at_desk ? told.desk.database() : told.laptop.database()).script(row.sql);
    CHECK((row.at_desk ? told.desk_says() : told.laptop_says()) == row.says);
  }
}

TEST_CASE("after an edit that was sent again the chain is known from the next receipt on") {
  Told told;
  told.on_laptop([](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    state.token = "of an old copy";
    records.put_state(state);
  });
  told.laptop.sync();  // three are known, under other numbers, one is new
  told.laptop.note(told.id, "behind");
  told.laptop.sync();
  CHECK(told.desk_says() == "sound");
  told.desk.database().script(
      "UPDATE journal SET bytes = replace(bytes, '\"behind\"', '\"before\"')");
  CHECK(told.desk_says() == "journal");
}

}  // namespace
}  // namespace huidan::test

// The desk's side, on the real store: what arrives twice, out of line, unreadable, from nobody.

#include "sync/core/serve.hpp"

#include <doctest/doctest.h>

#include <set>

#include "sync/base/bytes.hpp"
#include "tests/core/hand.hpp"

namespace huidan::test {
namespace {

using core::SyncReply;
using core::SyncRequest;

std::int64_t count(Desk& desk, std::string_view sql) {
  store::Rows rows = desk.database().query(sql);
  return rows.next() ? rows.integer(0) : -1;
}

constexpr const char* kAt = "2026-11-22T09:05:00+08:00";
constexpr std::string_view kJournalled = "SELECT count(*) FROM journal WHERE kind <> 'wo.set'";

}  // namespace

TEST_CASE("nobody is served but a laptop in use") {
  Desk desk;
  Hand hand(desk, "e1");
  SyncRequest stranger = hand.request({});
  stranger.device = DeviceId(new_uuid7(1, desk.random()));
  CHECK(hand.send(stranger).error().code == Code::unknown_device);
  CHECK(hand.push({}).ok());
  {
    store::Transaction transaction(desk.database(), store::Transaction::Kind::write);
    CHECK(desk.records().revoke_device(hand.device.id, core::Revoked::lost, kAt));
    CHECK_FALSE(desk.records().revoke_device(hand.device.id, core::Revoked::lost, kAt));
    CHECK_FALSE(desk.records().revoke_device(hand.device.id, core::Revoked::retired, kAt));
    transaction.commit();
  }
  CHECK(hand.push({}).error().code == Code::device_lost);
  Hand other(desk, "e1");
  {
    store::Transaction transaction(desk.database(), store::Transaction::Kind::write);
    desk.records().set_person_active(desk.engineer("e1"), false);
    transaction.commit();
  }
  CHECK(other.push({}).error().code == Code::device_revoked);
}

TEST_CASE(
    "ops that do not follow what the desk knows are a fork, and nothing is taken (SYNC §2.2)") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  hand.first = hand.note(id, "first");
  REQUIRE(told(hand.push({hand.first})) == "1 applied");
  const std::int64_t before = count(desk, kJournalled);
  const Hand good = hand;

  SUBCASE("another link before them") {
    hand.link = std::string(64, '0');
  }
  SUBCASE("no link") {
    hand.link.clear();
  }
  SUBCASE("a number left out") {
    hand.n += 1;
  }
  SUBCASE("a number that was there") {
    hand.n -= 1;
  }
  SUBCASE("another token") {
    hand.token = "stolen";
  }
  SUBCASE("the token before, under another try") {
    hand.token.clear();
  }
  const std::string bad = hand.note(id, "forked");
  const auto reply = hand.push({bad, hand.note(id, "more")});
  CHECK(told(reply) == "again 2 device_fork");
  CHECK(reply.value().more);
  CHECK(reply.value().receipt.id.empty());
  CHECK(count(desk, kJournalled) == before);
  CHECK(desk.view(id).notes.size() == 1);

  // The same ops under new numbers, after all that came before them, are taken.
  Hand again = hand;
  again.incarnation = 2;
  again.token = reply.value().token;
  again.link.clear();
  CHECK(told(again.push({core::renumbered(good.first, 1), core::renumbered(bad, 2)})) ==
        "1 applied dup, 2 applied");
  CHECK(desk.view(id).notes.size() == 2);
}

TEST_CASE("SYNC 2.2: whoever knows less than the desk is told no token") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const SyncRequest first = hand.request({hand.note(id, "first")});
  Hand copy = hand;  // made while the reply was missing: it sends the same push
  Hand lost = hand;
  REQUIRE(told(lost.send(first)) == "1 applied");
  SyncRequest longer = first;
  longer.ops.push_back(hand.note(id, "second"));
  REQUIRE(told(hand.send(longer)) == "1 applied dup, 2 applied");

  const auto retried = copy.send(first);
  CHECK(told(retried) == "1 applied dup");
  CHECK(retried.value().token.empty());
  CHECK(retried.value().receipt.id.empty());
  CHECK(retried.value().changes.empty());  // it asks for them by itself, as the stranger it is
  const auto read = copy.push({});
  REQUIRE(read.ok());
  CHECK(read.value().token.empty());
  CHECK(told(lost.push({lost.note(id, "late")})) == "again 2 device_fork");
}

TEST_CASE("SYNC 2.2: a retry with more behind it turns the token that a copy was told") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  SyncRequest first = hand.request({hand.note(id, "first")});
  Hand copy = hand;
  REQUIRE(told(copy.send(first)) == "1 applied");
  first.ops.push_back(hand.note(id, "second"));
  REQUIRE(told(hand.send(first)) == "1 applied dup, 2 applied");
  CHECK(copy.token != hand.token);
  CHECK(told(hand.push({hand.note(id, "third")})) == "3 applied");
}

TEST_CASE("a retry that its own laptop overtook is answered, and starts nothing") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const SyncRequest old = hand.request({hand.note(id, "first")});
  REQUIRE(told(hand.send(old)) == "1 applied");
  REQUIRE(told(hand.push({hand.note(id, "second")})) == "2 applied");
  REQUIRE(told(hand.push({hand.note(id, "third")})) == "3 applied");
  Hand late = hand;
  CHECK(told(late.send(old)) == "1 applied dup");
  CHECK(told(hand.push({hand.note(id, "fourth")})) == "4 applied");
}

TEST_CASE("a fork in the middle of a request undoes what stood before it") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const std::string first = hand.note(id, "first");
  hand.n += 1;
  CHECK(told(hand.push({first, hand.note(id, "gap")})) == "again 2 device_fork");
  CHECK(desk.view(id).notes.empty());
}

TEST_CASE("what comes again is answered with its stored result and done once") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const SyncRequest request = hand.request({hand.note(id, "one"), hand.note(id, "two")});
  const Hand before = hand;
  CHECK(told(hand.send(request)) == "1 applied, 2 applied");

  Hand retry = before;  // the reply was lost: the same try again, with one op more
  retry.n = hand.n;
  SyncRequest longer = request;
  longer.ops.push_back(retry.note(id, "three"));
  CHECK(told(retry.send(longer)) == "1 applied dup, 2 applied dup, 3 applied");
  CHECK(desk.view(id).notes.size() == 3);
  CHECK(count(desk, kJournalled) == 4);  // with the order's birth
  CHECK(told(retry.push({retry.note(id, "four")})) == "4 applied");
}

TEST_CASE("a known id with other bytes is refused and the rest goes on") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const std::string used = new_uuid7(5, desk.random());
  const SyncRequest request = hand.request(
      {hand.note(id, "one", used), hand.note(id, "other words", used), hand.note(id, "three")});
  const Hand before = hand;
  CHECK(told(hand.send(request)) == "1 applied, 2 rejected op_id_reuse, 3 applied");
  CHECK(desk.view(id).notes.size() == 2);
  Hand retry = before;
  CHECK(told(retry.send(request)) == "1 applied dup, 2 rejected op_id_reuse dup, 3 applied dup");
  retry.n = hand.n;
  CHECK(told(retry.push({retry.note(id, "four")})) == "4 applied");
}

TEST_CASE("an op that nobody can read has a final result, is journalled, and stops nobody") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  std::string garbled = hand.note(id, "two");
  hand.n = 0;
  const std::string first = hand.note(id, "one");
  garbled.insert(1, "\"kv\":9,");
  hand.n = 2;
  const SyncRequest request = hand.request({first, garbled, hand.note(id, "three")});
  const Hand before = hand;
  CHECK(told(hand.send(request)) == "1 applied, 2 rejected bad_json, 3 applied");
  CHECK(count(desk,
              "SELECT count(*) FROM journal WHERE kind = 'unreadable' AND "
              "state = 'rejected' AND code = 'bad_json'") == 1);
  Hand retry = before;
  CHECK(told(retry.send(request)) == "1 applied dup, 2 rejected bad_json dup, 3 applied dup");
  CHECK(desk.view(id).notes.size() == 2);
  retry.n = 3;
  CHECK(told(retry.push({retry.note(id, "four")})) == "4 applied");
}

TEST_CASE("an op that nobody can read is answered under the number it has now (I11)") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  std::string garbled = hand.note(id, "one");
  garbled.insert(1, "\"kv\":9,");
  REQUIRE(told(hand.push({garbled})) == "1 rejected bad_json");
  hand.link.clear();
  const auto forked = hand.push({hand.note(id, "two")});
  REQUIRE(told(forked) == "again 2 device_fork");

  Hand again(hand);
  again.incarnation = 2;
  again.token = forked.value().token;
  again.link.clear();
  again.n = 0;
  const SyncRequest request = again.request({again.note(id, "before it"), garbled});
  const Hand before = again;
  CHECK(told(again.send(request)) == "1 applied, 2 rejected bad_json");
  Hand retry = before;
  CHECK(told(retry.send(request)) == "1 applied dup, 2 rejected bad_json dup");
}

TEST_CASE("bytes that are no text are journalled all the same, on every database") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  std::vector<std::string> ops{hand.note(id, "one"),
                               R"({"id":")"
                               "\xff"
                               R"("})",
                               std::string("{\0}", 3)};
  hand.n += 2;
  ops.push_back(hand.note(id, "four"));
  const SyncRequest request = hand.request(ops);
  const Hand before = hand;
  CHECK(told(hand.send(request)).starts_with("1 applied, 2 rejected"));
  CHECK(count(desk, "SELECT count(*) FROM journal WHERE bytes LIKE 'base64:%'") == 2);
  CHECK(desk.view(id).notes.size() == 2);
  Hand retry = before;
  CHECK(told(retry.send(request)).ends_with("4 applied dup"));
}

TEST_CASE("a group with a member that nobody can read does not stand in part (SYNC §2.7)") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  std::string first = hand.note(id, "one");
  std::string second = hand.note(id, "two");
  for (std::string* op : {&first, &second}) {
    op->replace(op->find(R"("grp":"")"), 8, R"("grp":"g")");
  }
  second.insert(1, "\"kv\":9,");
  CHECK(told(hand.send(hand.request({first, second}))) == "1 parked parked, 2 rejected bad_json");
  CHECK(desk.view(id).notes.empty());
}

TEST_CASE("a retry that was overtaken is answered also where nobody could read an op of it") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  std::string garbled = hand.note(id, "two");
  garbled.insert(1, "\"kv\":9,");
  const SyncRequest old = hand.request({garbled});
  REQUIRE(told(hand.send(old)) == "1 rejected bad_json");
  hand.n = 1;
  REQUIRE(told(hand.push({hand.note(id, "second")})) == "2 applied");
  REQUIRE(told(hand.push({hand.note(id, "third")})) == "3 applied");
  Hand late = hand;
  CHECK(told(late.send(old)) == "1 rejected bad_json dup");
  CHECK(told(hand.push({hand.note(id, "fourth")})) == "4 applied");
}

TEST_CASE("an order is known by its id and by its number, each once") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  CHECK(desk.edit(id, core::NewOrder{"WX-2", {}, {}}, 0).code == "already_exists");
  const OrderId other(new_uuid7(9, desk.random()));
  CHECK(desk.edit(other, core::NewOrder{"WX-1", {}, {}}, 0).code == "already_exists");
  CHECK(desk.edit(other, core::NewOrder{"WX-2", {}, {}}, 0).state == "applied");
}

TEST_CASE("an order goes to a person the desk knows or to nobody") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  const auto result = desk.edit(id, core::SetFields{RowId(id.value), {{Field::assignee, "ghost"}}},
                                desk.view(id).version);
  CHECK(result.state == "rejected");
  CHECK(result.code == "unknown_user");
  CHECK(result.field == "assignee");
  CHECK(value_of(desk.view(id), Field::assignee) == "e1");
}

TEST_CASE("a page ends where it is full and the next goes on from there") {
  Desk desk;
  std::set<std::string> wanted;
  for (int i = 0; i < 25; ++i) wanted.insert(desk.receive("WX-" + std::to_string(i), "e1").value);
  desk.receive("WX-other", "e2");
  Hand hand(desk, "e1");
  for (const std::int64_t page_bytes : {std::int64_t{1}, std::int64_t{2000}, std::int64_t{0}}) {
    CAPTURE(page_bytes);
    std::multiset<std::string> got;
    core::Cursor cursor;
    int pages = 0;
    for (bool more = true; more; ++pages) {
      SyncRequest request = hand.request({});
      request.page_bytes = page_bytes;
      request.cursor = cursor;
      const auto reply = hand.send(request);
      REQUIRE(reply.ok());
      for (const core::Change& change : reply.value().changes) got.insert(change.order.value);
      // The first page says how many there will be, unless it is the last as well.
      CHECK(reply.value().total == (cursor.seq == 0 && reply.value().more ? 25 : 0));
      CHECK(reply.value().cursor.value().seq > cursor.seq);
      cursor = reply.value().cursor.value();
      more = reply.value().more;
    }
    CHECK(std::set<std::string>(got.begin(), got.end()) == wanted);
    CHECK(got.size() == wanted.size());
    CHECK(pages == (page_bytes == 1 ? 25 : page_bytes == 0 ? 1 : pages));
  }
}

TEST_CASE("a cursor of another life of the desk is history that has diverged") {
  Desk desk;
  desk.receive("WX-1", "e1");
  Hand hand(desk, "e1");
  const core::Cursor good = hand.push({}).value().cursor.value();
  for (const core::Cursor& bad :
       {core::Cursor{"another", good.seq, good.salt}, core::Cursor{good.epoch, good.seq, "another"},
        core::Cursor{good.epoch, good.seq + 1, good.salt}}) {
    SyncRequest request = hand.request({});
    request.cursor = bad;
    const auto reply = hand.send(request);
    CHECK(reply.value().again.why == "history_diverged");
    CHECK(reply.value().reset);
    CHECK(reply.value().cursor.value().epoch == good.epoch);
    CHECK(reply.value().cursor.value().seq == 0);
  }
  SyncRequest request = hand.request({});
  request.cursor = good;
  CHECK_FALSE(hand.send(request).value().cursor.has_value());
}

TEST_CASE("forms and ink reach the next engineer, and not again the laptop they come from") {
  Desk desk;
  const OrderId id = desk.receive("WX-1", "e1");
  Laptop first(desk, "e1");
  Laptop second(desk, "e2");
  first.sync();
  for (const char* step : {"en_route", "on_site"}) first.set(id, {{Field::status, step}});
  first.append(id, first.signature(id, "customer"));
  Hand wire(desk, "e1");  // his other laptop sees all that comes down
  CHECK(first.sync().applied == 3);
  CHECK(wire.push({}).value().documents.size() == 2);

  desk.set(id, {{Field::status, "suspended"}, {Field::status_reason, "(样例)"}});
  desk.set(id, {{Field::status, "assigned"}, {Field::assignee, "e1"}});
  const auto documents = [&](Laptop& laptop) {
    store::Rows rows = laptop.database().query("SELECT count(*) FROM document");
    return rows.next() ? rows.integer(0) : -1;
  };
  CHECK(documents(first) == 2);
  desk.engineer("e2");
  desk.set(id, {{Field::assignee, "e2"}});
  CHECK(first.sync().left == 1);
  CHECK(documents(first) == 0);
  second.sync();
  CHECK(documents(second) == 2);
  desk.set(id, {{Field::assignee, "e1"}});  // it comes back to whom it was taken from
  first.sync();
  CHECK(documents(first) == 2);
  CHECK(second.sync().left == 1);
}

}  // namespace huidan::test

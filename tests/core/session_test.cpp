// The laptop's side of a sync: what it keeps when something goes wrong.

#include "sync/core/session.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "support/exchange.hpp"
#include "sync/base/limits.hpp"

namespace huidan::test {
namespace {

using core::Finished;
using core::Now;
using core::Send;

core::SyncState state_of(Laptop& laptop) {
  core::SyncState state;
  laptop.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { state = records.state(); });
  return state;
}

/// One sync whose every reply passes through `spoil`.
Result<core::SyncReport> sync(Desk& desk, Laptop& laptop,
                              const std::function<void(core::SyncReply&)>& spoil) {
  core::Session session(laptop.store(), desk.random());
  core::Action next = session.start({desk.now_ms(), 0});
  while (const auto* send = std::get_if<Send>(&next)) {
    auto reply = core::decode_reply(desk.answer(send->body).value()).value();
    spoil(reply);
    next = session.took(core::encode_reply(reply), {desk.now_ms(), 0});
  }
  return std::get<Finished>(next).report;
}

struct Site {
  Desk desk{};
  OrderId id = desk.receive("WX-1", "e1");
  Laptop laptop{desk, "e1"};

  Site() { laptop.sync(); }
};

}  // namespace

TEST_CASE(
    "a reply that says what no desk says is not taken in, and nothing goes out of the outbox") {
  struct Row {
    const char* name;
    std::function<void(core::SyncReply&)> spoil;
  };

  for (const Row& row :
       {Row{"a result that is not final", [](auto& reply) { reply.results.at(0).state = "soon"; }},
        Row{"an order that nobody can read", [](auto& reply) { reply.changes.at(0).text = "{}"; }},
        Row{"an order with a bare control character",
            [](auto& reply) {
              std::string& text = reply.changes.at(0).text;
              text.insert(text.find("WX-1"), 1, '\x01');
            }},
        Row{"another order than it says", [](auto& reply) {
              reply.changes.at(0).order = OrderId("01980000-0000-7000-8000-000000000077");
            }}}) {
    SUBCASE(row.name) {
      Site site;
      site.laptop.note(site.id, "one");
      CHECK(sync(site.desk, site.laptop, row.spoil).error().code == Code::bad_reply);
      CHECK(site.laptop.unsent() == 1);
      CHECK(site.laptop.view(site.id).no == "WX-1");
      CHECK(site.laptop.sync().duplicate == 1);
      CHECK(site.laptop.unsent() == 0);
    }
  }
}

TEST_CASE("without network nothing is lost and the try keeps its id") {
  Site site;
  site.laptop.note(site.id, "one");
  site.laptop.lose_next_request();
  CHECK(site.laptop.try_sync().error().code == Code::no_network);
  const std::string request = state_of(site.laptop).request;
  CHECK(is_uuid(request));
  site.laptop.lose_next_reply();
  CHECK(site.laptop.try_sync().error().code == Code::no_network);
  CHECK(state_of(site.laptop).request == request);
  CHECK(site.laptop.unsent() == 1);
  CHECK(site.laptop.sync().applied == 1);
  CHECK(state_of(site.laptop).request.empty());
  CHECK(site.desk.view(site.id).notes.size() == 1);
}

TEST_CASE("a reply that does not answer what was asked is refused whole") {
  struct Row {
    std::string_view name;
    std::function<void(core::SyncReply&)> spoil;
  };

  const std::vector<Row> rows{
      {"a result less", [](core::SyncReply& r) { r.results.pop_back(); }},
      {"a result more", [](core::SyncReply& r) { r.results.push_back(r.results[0]); }},
      {"another number", [](core::SyncReply& r) { r.results[0].n = 7; }},
      {"the wrong order", [](core::SyncReply& r) { std::swap(r.results[0], r.results[1]); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Site site;
    const core::SyncState before = state_of(site.laptop);
    site.laptop.note(site.id, "one");
    site.laptop.note(site.id, "two");
    CHECK(sync(site.desk, site.laptop, row.spoil).error().code == Code::bad_reply);
    CHECK(site.laptop.unsent() == 2);
    CHECK(state_of(site.laptop).cursor.seq == before.cursor.seq);
    CHECK(site.laptop.sync().applied == 2);  // the true reply is still to be had
    CHECK(site.desk.view(site.id).notes.size() == 2);
  }
}

TEST_CASE("bytes that are no reply are a bad reply") {
  Site site;
  for (const char* bytes : {"", "{}", "<html>", "[[[["}) {
    core::Session session(site.laptop.store(), site.desk.random());
    static_cast<void>(session.start({site.desk.now_ms(), 0}));
    const auto next = session.took(std::string(bytes), {site.desk.now_ms(), 0});
    CHECK(std::get<Finished>(next).report.error().code == Code::bad_reply);
  }
}

TEST_CASE(
    "a laptop with another history sends all it keeps once more and reads anew (SYNC §2.11)") {
  Site site;
  site.laptop.note(site.id, "one");
  site.laptop.sync();
  site.laptop.note(site.id, "two");
  site.laptop.store().transact(store::Transaction::Kind::write, [](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    state.cursor.salt = "of a desk that is gone";
    records.put_state(state);
  });
  const core::SyncReport report = site.laptop.sync();
  CHECK(report.requests == 2);
  CHECK(report.forks == 1);
  CHECK(report.resets == 1);
  CHECK(report.applied == 2);
  CHECK(report.duplicate == 1);
  CHECK(report.pulled == 1);
  CHECK(state_of(site.laptop).incarnation == 2);
  CHECK(site.desk.view(site.id).notes.size() == 2);
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
  CHECK(site.laptop.sync().requests == 1);
}

TEST_CASE("more ops than one request takes go up in several, in their order") {
  Site site;
  constexpr int kNotes = 45;
  for (int i = 0; i < kNotes; ++i) {
    site.laptop.note(site.id, std::string(15000, 'x') + std::to_string(i));
  }
  site.laptop.append(site.id, core::AddNote{std::string(limits::kText_bytes, 'y')});
  for (int i = 0; i < kNotes; ++i) site.laptop.note(site.id, std::string(15000, 'z'));
  const core::SyncReport report = site.laptop.sync();
  CHECK(report.applied == 2 * kNotes + 1);
  CHECK(report.requests == 2);
  const WorkOrder order = site.desk.view(site.id);
  REQUIRE(order.notes.size() == 2 * kNotes + 1);
  for (int i = 0; i < kNotes; ++i) {
    CHECK(order.notes[static_cast<std::size_t>(i)].text.ends_with('x' + std::to_string(i)));
  }
}

TEST_CASE("two syncs at once on one laptop lose nothing and lead nothing back") {
  Site site;
  site.laptop.note(site.id, "one");
  core::Session slow(site.laptop.store(), site.desk.random());
  const auto asked = slow.start({site.desk.now_ms(), 0});
  const auto answered = site.desk.answer(std::get<Send>(asked).body);

  site.laptop.note(site.id, "two");
  CHECK(site.laptop.sync().applied == 2);  // overtakes the slow one under the same try
  const core::SyncState after = state_of(site.laptop);

  core::Action next = slow.took(answered, {site.desk.now_ms(), 0});
  while (const auto* send = std::get_if<Send>(&next)) {
    next = slow.took(site.desk.answer(send->body), {site.desk.now_ms(), 0});
  }
  CHECK(std::get<Finished>(next).report.ok());
  CHECK(state_of(site.laptop).acknowledged == after.acknowledged);
  CHECK(state_of(site.laptop).cursor.seq >= after.cursor.seq);
  site.laptop.note(site.id, "three");
  CHECK(site.laptop.sync().applied == 1);
  CHECK(site.desk.view(site.id).notes.size() == 3);
  CHECK(site.laptop.view(site.id) == site.desk.view(site.id));
}

TEST_CASE("an idle sync asks once and changes nothing") {
  Site site;
  const core::SyncState before = state_of(site.laptop);
  const core::SyncReport report = site.laptop.sync();
  CHECK(report.requests == 1);
  CHECK(report.pulled == 0);
  CHECK(report.receipt.empty());
  CHECK(state_of(site.laptop).cursor.salt == before.cursor.salt);
  CHECK(state_of(site.laptop).token == before.token);
}

}  // namespace huidan::test

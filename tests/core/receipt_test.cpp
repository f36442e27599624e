// Receipts (回执): a number one can say, the desk's signature under what it holds, and a laptop
// that believes nothing else.

#include "sync/core/receipt.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "support/exchange.hpp"
#include "sync/base/bytes.hpp"
#include "sync/core/serve.hpp"

namespace huidan::test {
namespace {

using core::Finished;
using core::Send;

struct ReceiptSite {
  Desk desk{};
  OrderId id = desk.receive("WX-1", "e1");
  Laptop laptop{desk, "e1"};

  ReceiptSite() { laptop.sync(); }

  /// One sync whose every reply passes through `spoil`.
  Result<core::SyncReport> sync(const std::function<void(core::SyncReply&)>& spoil) {
    core::Session session(laptop.store(), desk.random());
    core::Action next = session.start({desk.now_ms(), 0});
    while (const auto* send = std::get_if<Send>(&next)) {
      auto reply = core::decode_reply(desk.answer(send->body).value()).value();
      spoil(reply);
      next = session.took(core::encode_reply(reply), {desk.now_ms(), 0});
    }
    return std::get<Finished>(next).report;
  }

  [[nodiscard]] std::vector<Receipt> kept() {
    std::vector<Receipt> receipts;
    laptop.store().transact(store::Transaction::Kind::read,
                            [&](store::LaptopRecords& records) { receipts = records.receipts(); });
    return receipts;
  }

  [[nodiscard]] std::vector<Receipt> given() {
    store::Transaction transaction(desk.database(), store::Transaction::Kind::read);
    return desk.records().receipts(laptop.writer().device);
  }

  [[nodiscard]] core::SyncState state() {
    core::SyncState state;
    laptop.store().transact(store::Transaction::Kind::read,
                            [&](store::LaptopRecords& records) { state = records.state(); });
    return state;
  }

  void put_desk_key(const std::string& key) {
    laptop.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
      records.put_setting("desk_key", to_base64(key));
    });
  }
};

std::string last_four(const DeviceId& device) {
  std::string digits = device.value.substr(device.value.size() - 4);
  for (char& c : digits) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return digits;
}

}  // namespace

TEST_CASE("each push has its receipt, by number the same on both ends") {
  ReceiptSite site;
  CHECK(site.kept().empty());
  for (int i = 1; i <= 2; ++i) {
    site.laptop.note(site.id, "one");
    if (i == 2) site.laptop.note(site.id, "two");
    const core::SyncReport report = site.laptop.sync();
    const auto kept = site.kept();
    const auto given = site.given();
    REQUIRE(kept.size() == static_cast<std::size_t>(i));
    REQUIRE(given.size() == kept.size());
    Receipt mine = kept.back();
    mine.count = i;  // the desk's own
    CHECK(mine == given.back());
    CHECK(report.receipt == mine.id);
    CHECK(site.state().receipt.id == mine.id);
    CHECK(mine.id ==
          "HZ-20261122-" + last_four(site.laptop.writer().device) + "-000" + std::to_string(i));
    CHECK(mine.last_n == (i == 1 ? 1 : 3));
    CHECK(mine.ops == i);
    CHECK(mine.chain == site.state().acknowledged);
    CHECK(core::receipt_holds(mine, site.desk.key().public_key));
  }
}

TEST_CASE("an idle sync gives no receipt and writes none") {
  ReceiptSite site;
  site.laptop.note(site.id, "one");
  site.laptop.sync();
  CHECK(site.laptop.sync().receipt.empty());
  CHECK(site.kept().size() == 1);
  CHECK(site.given().size() == 1);
}

TEST_CASE("a push whose reply was lost gets the same receipt again") {
  ReceiptSite site;
  site.laptop.note(site.id, "one");
  site.laptop.lose_next_reply();
  CHECK_FALSE(site.laptop.try_sync().ok());
  REQUIRE(site.given().size() == 1);
  CHECK(site.kept().empty());
  CHECK(site.laptop.sync().receipt == site.given()[0].id);
  CHECK(site.given().size() == 1);
  CHECK(site.kept().size() == 1);
}

TEST_CASE("a reply without the desk's true receipt is refused before anything of it is kept") {
  struct Row {
    std::string_view name;
    std::function<void(core::SyncReply&)> spoil;
  };

  const KeyPair stranger = new_key_pair();
  const std::vector<Row> rows{
      {"none", [](core::SyncReply& r) { r.receipt = {}; }},
      {"another number", [](core::SyncReply& r) { r.receipt.id += '1'; }},
      {"another time", [](core::SyncReply& r) { r.receipt.at = "2027-01-01T00:00:00+08:00"; }},
      {"more ops", [](core::SyncReply& r) { ++r.receipt.ops; }},
      {"a later last op", [](core::SyncReply& r) { ++r.last_n; }},
      {"an earlier last op", [](core::SyncReply& r) { --r.last_n; }},
      {"another chain", [](core::SyncReply& r) { r.chain = std::string(64, '0'); }},
      {"no signature", [](core::SyncReply& r) { r.receipt.signature.clear(); }},
      {"no base64", [](core::SyncReply& r) { r.receipt.signature = "?"; }},
      {"a stranger's signature",
       [&](core::SyncReply& r) {
         r.receipt.signature =
             to_base64(sign_bytes(core::receipt_statement(r.receipt), stranger.secret_key));
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ReceiptSite site;
    site.desk.set(site.id, {{Field::remarks, "a change to pull"}});
    site.laptop.note(site.id, "one");
    const core::SyncState before = site.state();
    const auto report = site.sync(row.spoil);
    REQUIRE_FALSE(report.ok());
    CHECK(report.error() == Error{Code::bad_reply, "receipt"});
    CHECK(site.laptop.unsent() == 1);
    CHECK(site.kept().empty());
    CHECK(site.state().cursor.seq == before.cursor.seq);
    CHECK(site.state().token == before.token);
    CHECK(site.laptop.sync().applied == 1);  // the true one is still to be had
    CHECK(site.kept().size() == 1);
  }
}

TEST_CASE("a receipt for other ops or for fewer is none, even under the desk's own signature") {
  struct Row {
    std::string_view name;
    std::int64_t last_n;
    std::string chain;
  };

  for (const Row& row : {Row{"other", 2, std::string(64, '0')}, Row{"fewer", 1, "c"}}) {
    CAPTURE(row.name);
    ReceiptSite site;
    site.laptop.note(site.id, "one");
    site.laptop.note(site.id, "two");
    const auto report = site.sync([&](core::SyncReply& r) {
      r.last_n = row.last_n;
      r.chain = row.chain;
      Receipt said = r.receipt;
      said.device = site.laptop.writer().device;
      said.last_n = r.last_n;
      said.chain = r.chain;
      r.receipt.signature =
          to_base64(sign_bytes(core::receipt_statement(said), site.desk.key().secret_key));
    });
    CHECK(report.error() == Error{Code::bad_reply, "receipt"});
    CHECK(site.kept().empty());
  }
}

TEST_CASE("a receipt that is not of this laptop's own desk is none") {
  ReceiptSite site;
  for (const std::string& key : {new_key_pair().public_key, std::string()}) {
    site.put_desk_key(key);
    site.laptop.note(site.id, "one");
    CHECK(site.laptop.try_sync().error() == Error{Code::bad_reply, "receipt"});
    CHECK(site.kept().empty());
  }
}

TEST_CASE("two devices whose ids end alike have different numbers; a later incarnation says so") {
  Desk desk;
  store::Transaction transaction(desk.database(), store::Transaction::Kind::write);
  const std::string secret = desk.key().secret_key;
  const auto give = [&](const char* id, std::int64_t incarnation, std::int64_t last_n) {
    core::DeviceRow device;
    device.id = DeviceId(id);
    device.incarnation = incarnation;
    device.last_n = last_n;
    const core::Moment moment{1795309500000, desk.random()};
    return core::give_receipt(desk.records(), device, 1, moment, secret).id;
  };
  CHECK(give("01980000-0000-7000-8000-0000000a7f3a", 1, 1) == "HZ-20261122-7F3A-0001");
  CHECK(give("01980000-0000-7000-8000-0000000b7f3a", 1, 1) == "HZ-20261122-B7F3A-0001");
  CHECK(give("01980000-0000-7000-8000-0000001b7f3a", 1, 1) == "HZ-20261122-1B7F3A-0001");
  CHECK(give("01980000-0000-7000-8000-0000000b7f3a", 1, 2) == "HZ-20261122-7F3A-0002");
  CHECK(give("01980000-0000-7000-8000-0000000b7f3a", 2, 2) == "HZ-20261122-7F3A.2-0003");
  for (std::int64_t n = 2; n < 10000; ++n) {
    static_cast<void>(give("01980000-0000-7000-8000-0000000a7f3a", 1, n));
  }
  CHECK(give("01980000-0000-7000-8000-0000000a7f3a", 1, 10000) == "HZ-20261122-7F3A-10000");
}

}  // namespace huidan::test

// SYNC I1: what the desk did not take is kept with its reason, and shown to whoever wrote it.
#include "client/refusals.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "client/drive.hpp"
#include "server/app.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {
namespace {

/// As a program would write it that does not ask first what the desk allows.
void write_unasked(Device& laptop, const OrderId& order, core::OpBody body) {
  laptop.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::Op op;
    op.id = OpId(new_uuid7(laptop.clock().wall_ms(), laptop.random()));
    op.order = order;
    op.at = "2026-11-22T11:42:00+08:00";
    op.body = std::move(body);
    records.append(std::move(op));
  });
}

}  // namespace

TEST_CASE("what the desk did not take is told in words, with its reason, the newest first") {
  const test::Folder folder;
  server::App desk{folder / "desk", test::kQuickHash};
  receive_order(desk, "WX-1", "e1");
  const http::testing::RunningHost host{desk.router()};
  Device laptop{folder / "laptop"};
  enrol_at(laptop, desk, host.port(), "e1");
  REQUIRE(sync_once(laptop).ok());
  CHECK(refusals(laptop).empty());

  const WorkOrder order = laptop.order("WX-1").value();
  const RowId visit = current_visit(order).id;
  write_unasked(laptop, order.id, core::SetFields{visit, {{Field::priority, "1", ""}}});
  write_unasked(laptop, OrderId(new_uuid7(1, laptop.random())), core::AddNote{"样例备注"});
  const auto run = sync_once(laptop);
  REQUIRE(run.ok());
  CHECK(run.value().report.rejected == 2);

  const auto refused = refusals(laptop);
  REQUIRE(refused.size() == 2);
  CHECK(refused[0].no.empty());
  CHECK(refused[0].kind == "note.add");
  CHECK(refused[0].says.at(0).second == "样例备注");
  CHECK(refused[0].why.code == Code::unknown_order);
  CHECK(refused[1].no == "WX-1");
  CHECK(refused[1].says.at(0) == std::pair<std::string, std::string>("priority", "1"));
  CHECK(refused[1].why.code == Code::field_forbidden);
  CHECK(refused[1].why.field == "priority");
  const auto told = document_of(refused, Language::en);
  CHECK(told[1]["message"] == sentence(Language::en, refused[1].why));
  CHECK(told[1]["says"][0]["field"] == "priority");
}

}  // namespace huidan::client

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/fuzz.hpp"

namespace huidan::fuzz {
namespace {

/// The exchange's own checks (support/exchange.cpp) end the process too.
void hear_doctest() {
  static doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler([](const doctest::AssertData& data) {
    if (data.m_failed) must(false, data.m_expr);
  });
}

}  // namespace

void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

Site::Site()
    : desk((hear_doctest(), 1)),
      mine(desk.receive("WX-1", "e1")),
      disputed(desk.receive("WX-2", "e1")),
      nobodys(desk.receive("WX-3", "e2")),
      laptop(desk, "e1") {
  laptop.sync();
  laptop.set(mine, {{Field::departed_at, "2026-11-22T09:05:00+08:00"}});
  laptop.sync();
  const RowId part(new_uuid7(desk.now_ms(), desk.random()));
  const RowId visit(mine.value);
  laptop.set(mine, {{Field::treatment, "更换光模块"}, {Field::test_result, "normal"}});
  laptop.append(mine, core::PutPart{part, visit, {{"name", "光模块"}, {"qty", "2"}}});
  laptop.append(mine, core::PutPart{part, visit, {{"qty", "1.5", "2"}}});
  laptop.note(mine, "机柜钥匙在门卫处");
  laptop.append(mine, core::NewVisit{RowId(new_uuid7(desk.now_ms(), desk.random()))});
  laptop.append(mine, laptop.signature(mine, "customer"));
  Copy copy;
  copy.visit = visit;
  copy.copy = "customer";
  copy.state = "with_engineer";
  copy.print = 1;
  copy.form_hash = std::string(64, 'a');
  laptop.append(mine, core::AddCopy{copy});
  laptop.append(mine, core::RemovePart{part});
  laptop.append(OrderId(new_uuid7(desk.now_ms(), desk.random())),
                core::NewOrder{"WX-9", {{Field::reporter, "王例舟"}}, {}});
  laptop.set(disputed, {{Field::remarks, "现场所见"}});
  desk.set(disputed, {{Field::remarks, "来电补充"}});
  laptop.note(nobodys, "不是他的");
}

std::string Site::request() {
  core::Session session(laptop.store(), desk.random());
  const auto action = session.start({desk.now_ms(), 0});
  return std::get<core::Send>(action).body;
}

std::vector<std::string> Site::unsent() {
  std::vector<std::string> ops;
  laptop.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    for (const core::OutboxOp& op : records.unsent(100, std::size_t{1} << 20)) {
      ops.push_back(op.bytes);
    }
  });
  return ops;
}

Site& site() {
  static Site one;
  return one;
}

}  // namespace huidan::fuzz

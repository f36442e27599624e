#pragma once
// A desk with one order and the laptop of its engineer, who has pulled it.

#include <string_view>

#include "support/exchange.hpp"

namespace huidan::test {

struct Site {
  Desk desk;
  OrderId id = desk.receive("WX-1", "e1");
  Laptop laptop{desk, "e1"};

  Site() { laptop.sync(); }

  template <typename Work>
  void at_desk(Work work) {
    store::Transaction transaction(desk.database(), store::Transaction::Kind::write);
    work(desk.records());
    transaction.commit();
  }

  template <typename Work>
  void on_laptop(Work work) {
    laptop.store().transact(store::Transaction::Kind::write, work);
  }

  core::SyncState state() {
    core::SyncState state;
    on_laptop([&](store::LaptopRecords& records) { state = records.state(); });
    return state;
  }

  static std::int64_t count(store::Database& database, std::string_view sql) {
    store::Rows rows = database.query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }
};

}  // namespace huidan::test

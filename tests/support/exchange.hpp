#pragma once
// A desk and its laptops, each on a database of its own, with a clock that the test turns.

#include <memory>
#include <string>

#include "sync/base/clock.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/serve.hpp"
#include "sync/core/session.hpp"
#include "sync/store/desk_store.hpp"
#include "sync/store/laptop_store.hpp"
#include "tests/support/desk_store.hpp"

namespace huidan::test {

class Desk {
 public:
  explicit Desk(std::uint64_t seed = 1);

  /// A new order, led to `assignee` by the desk.
  OrderId receive(const std::string& no, const std::string& assignee);
  void set(const OrderId& id, const core::Settings& fields);
  /// One edit by the desk's seat on the version `base`; what became of it.
  core::OpResult edit(const OrderId& id, core::OpBody body, std::int64_t base);
  [[nodiscard]] WorkOrder view(const OrderId& id);
  /// A new device of `person`, who is made an engineer when he is not known.
  [[nodiscard]] core::DeviceRow enrol(const std::string& person, const std::string& public_key);
  [[nodiscard]] Result<std::string> answer(const std::string& body);

  [[nodiscard]] Random& random() { return random_; }

  [[nodiscard]] std::int64_t now_ms() { return now_ms_ += 1000; }

  [[nodiscard]] store::Database& database() { return database_; }

  [[nodiscard]] store::DeskStore& records() { return records_; }

  [[nodiscard]] const KeyPair& key() const { return key_; }

  PersonId engineer(const std::string& name);

 private:
  void write(const OrderId& id, core::OpBody body);

  std::unique_ptr<StorePlace> place_ = g_new_place();
  store::Database database_{place_->open()};
  store::DeskStore records_{database_};
  SeededRandom random_;
  std::int64_t now_ms_ = 1795309500000;
  KeyPair key_ = new_key_pair();
  DeviceId seat_;
};

class Laptop {
 public:
  Laptop(Desk& desk, const std::string& person);

  Result<core::SyncReport> try_sync();
  core::SyncReport sync();

  void lose_next_reply() { lose_reply_ = true; }

  void lose_next_request() { lose_request_ = true; }

  void set(const OrderId& id, const core::Settings& fields);
  void note(const OrderId& id, const std::string& text);
  void append(const OrderId& id, core::OpBody body);
  /// A sign-off of the form as this laptop sees it.
  [[nodiscard]] core::AddSignOff signature(const OrderId& id, const std::string& role);

  [[nodiscard]] bool knows(const OrderId& id);
  [[nodiscard]] WorkOrder view(const OrderId& id);
  [[nodiscard]] std::int64_t unsent();
  [[nodiscard]] std::vector<WorkOrder> views();

  [[nodiscard]] store::Database& database() { return database_; }

  [[nodiscard]] store::LaptopStore& store() { return store_; }

  [[nodiscard]] const core::Writer& writer() const { return writer_; }

  [[nodiscard]] const KeyPair& key() const { return key_; }

 private:
  Desk& desk_;
  store::Database database_{":memory:"};
  store::LaptopStore store_{database_};
  KeyPair key_ = new_key_pair();
  core::Writer writer_;
  bool lose_reply_ = false;
  bool lose_request_ = false;
};

}  // namespace huidan::test

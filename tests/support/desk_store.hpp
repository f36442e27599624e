#pragma once
// Where the desk of an exchange keeps its records: in memory, unless the program that runs it says
// otherwise. The fuzzers know no other place.

#include <memory>

#include "sync/store/sqlite.hpp"

namespace huidan::test {

/// A store of one's own, empty at first; every connection sees the same.
class StorePlace {
 public:
  StorePlace() = default;
  StorePlace(const StorePlace&) = delete;
  StorePlace& operator=(const StorePlace&) = delete;
  StorePlace(StorePlace&&) = delete;
  StorePlace& operator=(StorePlace&&) = delete;
  virtual ~StorePlace() = default;

  [[nodiscard]] virtual std::unique_ptr<store::Driver> open() = 0;
};

/// One connection is all that it has.
class InMemory final : public StorePlace {
 public:
  [[nodiscard]] std::unique_ptr<store::Driver> open() override {
    return store::open_sqlite(":memory:");
  }
};

using NewPlace = std::unique_ptr<StorePlace> (*)();

inline NewPlace g_new_place = []() -> std::unique_ptr<StorePlace> {
  return std::make_unique<InMemory>();
};

}  // namespace huidan::test

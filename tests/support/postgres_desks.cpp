// Linked into a suite, it lets HUIDAN_TEST_STORE=postgres run the whole of it on PostgreSQL.

#include "server/store/postgres.hpp"
#include "tests/support/desk_store.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::test {
namespace {

class InSchema final : public StorePlace {
 public:
  [[nodiscard]] std::unique_ptr<store::Driver> open() override {
    return server::open_postgres(schema_.url());
  }

 private:
  LeasedSchema schema_{};
};

const bool kChosen = [] {
  if (!on_postgres()) return false;
  g_new_place = []() -> std::unique_ptr<StorePlace> { return std::make_unique<InSchema>(); };
  return true;
}();

}  // namespace
}  // namespace huidan::test

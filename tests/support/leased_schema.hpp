#pragma once
// Empty schemas of the private PostgreSQL that `./dev test` and `./dev postgres` start, so that
// each desk of a suite has a database of its own without waiting for one to be made.

#include <memory>
#include <string>

#include "sync/store/driver.hpp"

namespace huidan::test {

/// Whether the desks of this run stand on PostgreSQL: HUIDAN_TEST_STORE=postgres.
[[nodiscard]] bool on_postgres();

/// Where the PostgreSQL is, with `option` added to its URL. Fails the test when nobody started one.
[[nodiscard]] std::string postgres_url(const std::string& option = {});

/// What is there when a schema is lent: the tables that others have made in it, or none.
enum class Tables { kept, none };

/// Lent until the end of the scope; nobody finds rows in it.
class LeasedSchema {
 public:
  explicit LeasedSchema(Tables tables = Tables::kept);
  LeasedSchema(const LeasedSchema&) = delete;
  LeasedSchema& operator=(const LeasedSchema&) = delete;
  LeasedSchema(LeasedSchema&&) = delete;
  LeasedSchema& operator=(LeasedSchema&&) = delete;
  ~LeasedSchema();

  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  int number_;
  std::string url_;
};

}  // namespace huidan::test

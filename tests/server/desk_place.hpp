#pragma once
// Where the desks of this folder's tests are: on the database that this run is about.

#include <filesystem>
#include <optional>

#include "server/store/desk.hpp"
#include "server/store/postgres.hpp"
#include "sync/store/sqlite.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::server {

class DeskPlace {
 public:
  explicit DeskPlace(std::filesystem::path folder = {}, test::Tables tables = test::Tables::kept)
      : place_{std::move(folder)} {
    if (!test::on_postgres()) return;
    schema_.emplace(tables);
    place_.store = schema_->url();
  }

  [[nodiscard]] const Place& place() const noexcept { return place_; }

  /// What another program would open; the desk is not in memory alone.
  [[nodiscard]] std::unique_ptr<store::Driver> open() const {
    return schema_ ? open_postgres(schema_->url()) : store::open_sqlite(place_.folder / "desk.db");
  }

 private:
  std::optional<test::LeasedSchema> schema_{};
  Place place_;
};

}  // namespace huidan::server

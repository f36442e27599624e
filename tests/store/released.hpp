#pragma once
// Databases of the schemas that were released (tests/data/schemas), and a driver that is killed in
// the middle of what it does.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/store/database.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/leased_schema.hpp"

namespace huidan::test {

/// Where they lie: <end>-<versions>.sql, written by tests/data/schemas.cpp.
[[nodiscard]] std::filesystem::path schemas();
[[nodiscard]] std::vector<std::filesystem::path> released(std::string_view end);

/// One of them in a place of its own, SQLite's or PostgreSQL's as this run has it.
class Released {
 public:
  /// `end`: desk or laptop; without a file the place is empty.
  Released(std::string end, const std::filesystem::path& file);

  [[nodiscard]] std::unique_ptr<store::Driver> open() const;

  /// What the end's program does when it opens its database.
  void upgrade(store::Database& database) const;

  /// The rows of the file that are not in `database` any more, as the statements that made them.
  [[nodiscard]] std::vector<std::string> lost(store::Database& database) const;

 private:
  std::string end_;
  std::vector<std::string> rows_;
  Folder folder_{};
  std::optional<LeasedSchema> schema_{};
};

/// Tables, columns and indexes.
[[nodiscard]] std::string schema_of(store::Database& database);

/// The same driver, which calls `die` before its `at`-th statement; a script counts by its
/// statements.
[[nodiscard]] std::unique_ptr<store::Driver> killing(std::unique_ptr<store::Driver> driver, int at,
                                                     std::function<void()> die);

}  // namespace huidan::test

#include "tests/support/leased_schema.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "server/store/postgres.hpp"
#include "sync/base/crypto.hpp"
#include "sync/store/database.hpp"

namespace huidan::test {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// Of this program, so that two may run beside each other.
const std::string& prefix() {
  static const std::string text = "t" + sha256_hex(random_code(4)).substr(0, 12) + '_';
  return text;
}

// Rows go, tables stay: making tables costs ten times as much. Without the foreign keys' triggers
// their order does not matter.
constexpr const char* kEmpty = R"(
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = current_schema() AND tablename <> 'schema_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$;)";

std::set<int>& lent() {
  static std::set<int> numbers;
  return numbers;
}

}  // namespace

bool on_postgres() {
  return environment("HUIDAN_TEST_STORE") == "postgres";
}

std::string postgres_url(const std::string& option) {
  const std::string url = environment("HUIDAN_POSTGRES");
  REQUIRE_MESSAGE(!url.empty(), "HUIDAN_POSTGRES says nothing: ./dev postgres COMMAND starts one");
  return option.empty() ? url : url + '&' + option;
}

LeasedSchema::LeasedSchema(Tables tables) : number_(0) {
  while (!lent().insert(number_).second) ++number_;
  const std::string name = prefix() + std::to_string(number_);
  url_ = postgres_url("options=-csearch_path%3D" + name);
  store::Database database(server::open_postgres(url_));
  if (tables == Tables::none) database.script("DROP SCHEMA IF EXISTS " + name + " CASCADE");
  database.script("CREATE SCHEMA IF NOT EXISTS " + name);
  database.script(kEmpty);
}

LeasedSchema::~LeasedSchema() {
  lent().erase(number_);
}

}  // namespace huidan::test

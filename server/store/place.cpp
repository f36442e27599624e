#include "server/store/place.hpp"

#include "server/store/postgres.hpp"
#include "sync/base/file.hpp"
#include "sync/store/migrations.hpp"
#include "sync/store/sqlite.hpp"

namespace huidan::server {

std::unique_ptr<store::Driver> open_store(const Place& place) {
  if (!place.folder.empty()) make_folder(place.folder, Access::owner_only);
  if (is_postgres(place.store)) return open_postgres(place.store);
  if (!place.store.empty()) throw Failure({Code::bad_config, "postgres://…", "store"});
  return store::open_sqlite(place.folder.empty() ? ":memory:" : place.folder / "desk.db");
}

Refusable desk_exists(const Place& place) {
  std::error_code error;
  const bool there = is_postgres(place.store)
                         ? std::filesystem::is_directory(place.folder, error)
                         : std::filesystem::exists(place.folder / "desk.db", error) ||
                               std::filesystem::exists(place.folder / "desk.key", error);
  return there ? Refusable(Done{})
               : Refusable(Error{Code::not_found, place.folder.string(), "data"});
}

void make_tables(store::Database& database) {
  store::migrate(database, "desk", store::desk_migrations());
  store::migrate(database, "server", store::server_migrations());
}

}  // namespace huidan::server

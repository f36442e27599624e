#include "server/store/desk.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/store/page_key.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kKey_bytes = 4096;
constexpr std::string_view kKeyOfDesk = "desk_key";
constexpr const char* kKeyFile = "desk.key";
constexpr const char* kNewKeyFile = "desk.key.new";
constexpr const char* kDatabase = "desk.db";

/// A folder of another desk's database between them is set up wrong; a file's own has been lost.
Code not_ours(const Place& place) {
  return place.store.empty() ? Code::db_corrupt : Code::bad_config;
}

std::string key_in(const fs::path& path, Code when_missing) {
  const auto file = read_file(path, kKey_bytes);
  if (!file) throw Failure({when_missing, kKeyFile});
  auto key = from_base64(trimmed(file.value()));
  if (!key || !key_pair_holds(*key)) throw Failure({Code::db_corrupt, kKeyFile});
  return std::move(*key);
}

bool any_file(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) return true;
  }
  return false;
}

std::unique_ptr<store::Driver> open_known(const Place& place) {
  if (!place.folder.empty() && place.store.empty()) {
    store::expect_database(place.folder / kDatabase, place.folder / kKeyFile);
  }
  return open_store(place);
}

}  // namespace

Desk::Reading::Reading(const Place& place) : database(open_store(place)) {
  database.script(std::string(database.dialect().only_read));
}

Desk::Desk(const Place& place, const Clock& clock, Random& random)
    : folder_(place.folder), clock_(clock), random_(random), database_(open_known(place)) {
  make_tables(database_);
  const auto opened = write([&](Records& records) -> Refusable {
    const bool first = records.orders.open_feed(new_uuid7(clock_.wall_ms(), random_));
    if (first) expect_nothing(place);
    open_key(place, records, first);
    return Done{};
  });
  assert(opened.ok());
  if (!folder_.empty()) bring_key();
  if (folder_.empty() && place.store.empty()) return;
  reading_.emplace(place);
}

void Desk::forget_old_witnesses() {
  static_cast<void>(write([&](Records& records) -> Refusable {
    records.orders.forget_before(clock_.wall_ms() - limits::kRetention_ms);
    return Done{};
  }));
}

/// Whose photos or key lie in the folder, his database is not the one that was just begun: it has
/// been lost, or another was named. Nothing of it is kept.
void Desk::expect_nothing(const Place& place) const {
  if (folder_.empty()) return;
  if (!any_file(folder_ / "blobs") && !fs::exists(folder_ / kKeyFile)) return;
  throw Failure({Code::db_corrupt, place.store.empty() ? kDatabase : "feed_head"});
}

/// The database knows whose key it is, for two reasons: one that is lost must not be made anew,
/// because laptops know the desk by it; and several programs, each perhaps with a folder of its
/// own, serve one desk from a database between them.
void Desk::open_key(const Place& place, Records& records, bool first) {
  if (first || folder_.empty()) secret_key_ = new_key_pair().secret_key;
  if (folder_.empty()) return;
  if (first) {
    // Beside its place until the database has been told: killed in between, either goes on.
    write_file(folder_ / kNewKeyFile, to_base64(secret_key_) + '\n', Access::owner_only);
  } else {
    const bool there = fs::exists(folder_ / kKeyFile) || !fs::exists(folder_ / kNewKeyFile);
    secret_key_ = key_in(folder_ / (there ? kKeyFile : kNewKeyFile), not_ours(place));
  }
  const std::string known = records.orders.setting(kKeyOfDesk);
  const std::string ours = to_base64(public_half(secret_key_));
  if (known.empty()) records.orders.put_setting(kKeyOfDesk, ours);
  if (!known.empty() && known != ours) throw Failure({not_ours(place), kKeyFile});
}

/// Of several programs that start at once, one does it.
void Desk::bring_key() const {
  if (fs::exists(folder_ / kKeyFile)) return;
  std::error_code ignored;
  fs::rename(folder_ / kNewKeyFile, folder_ / kKeyFile, ignored);
  if (!fs::exists(folder_ / kKeyFile)) throw Failure({Code::disk_error, kKeyFile});
}

}  // namespace huidan::server

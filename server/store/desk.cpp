#include "server/store/desk.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::server {
namespace {

constexpr std::uintmax_t kKey_bytes = 4096;

std::filesystem::path database_in(const std::filesystem::path& folder) {
  if (folder.empty()) return ":memory:";
  make_folder(folder);
  return folder / "desk.db";
}

}  // namespace

Desk::Desk(const std::filesystem::path& folder, const Clock& clock, Random& random)
    : folder_(folder), clock_(clock), random_(random), database_(database_in(folder)) {
  store::migrate(database_, "desk", store::desk_migrations());
  store::migrate(database_, "server", store::server_migrations());
  open_key();
  const auto opened = write([&](Records& records) -> Refusable {
    records.orders.open_feed(new_uuid7(clock_.wall_ms(), random_));
    return Done{};
  });
  assert(opened.ok());
  if (folder_.empty()) return;
  reading_.emplace(database_in(folder_));
  reading_->database.script("PRAGMA query_only=ON");
}

void Desk::forget_old_witnesses() {
  static_cast<void>(write([&](Records& records) -> Refusable {
    records.orders.forget_before(clock_.wall_ms() - limits::kRetention_ms);
    return Done{};
  }));
}

void Desk::open_key() {
  if (folder_.empty()) {
    secret_key_ = new_key_pair().secret_key;
    return;
  }
  const auto path = folder_ / "desk.key";
  if (std::filesystem::exists(path)) {
    const auto file = read_file(path, kKey_bytes);
    const auto key = file ? from_base64(trimmed(file.value())) : std::nullopt;
    if (!key || !key_pair_holds(*key)) throw Failure({Code::db_corrupt, "desk.key"});
    secret_key_ = *key;
    return;
  }
  secret_key_ = new_key_pair().secret_key;
  write_file(path, to_base64(secret_key_) + '\n', Access::owner_only);
}

}  // namespace huidan::server

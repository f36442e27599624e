#include "server/store/desk.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

constexpr std::uintmax_t kKey_bytes = 4096;
constexpr std::string_view kKeyOfDesk = "desk_key";

std::string key_in(const std::filesystem::path& path) {
  const auto file = read_file(path, kKey_bytes);
  auto key = file ? from_base64(trimmed(file.value())) : std::nullopt;
  if (!key || !key_pair_holds(*key)) throw Failure({Code::db_corrupt, "desk.key"});
  return std::move(*key);
}

}  // namespace

Desk::Reading::Reading(const Place& place) : database(open_store(place)) {
  database.script(std::string(database.dialect().only_read));
}

Desk::Desk(const Place& place, const Clock& clock, Random& random)
    : folder_(place.folder), clock_(clock), random_(random), database_(open_store(place)) {
  make_tables(database_);
  const auto opened = write([&](Records& records) -> Refusable {
    records.orders.open_feed(new_uuid7(clock_.wall_ms(), random_));
    open_key(place, records);
    return Done{};
  });
  assert(opened.ok());
  if (folder_.empty() && place.store.empty()) return;
  reading_.emplace(place);
}

void Desk::forget_old_witnesses() {
  static_cast<void>(write([&](Records& records) -> Refusable {
    records.orders.forget_before(clock_.wall_ms() - limits::kRetention_ms);
    return Done{};
  }));
}

void Desk::open_key(const Place& place, Records& records) {
  const auto path = folder_ / "desk.key";
  const bool there = !folder_.empty() && std::filesystem::exists(path);
  secret_key_ = there ? key_in(path) : new_key_pair().secret_key;
  if (folder_.empty()) return;
  // Several programs, each perhaps with a folder of its own, serve one desk from a database between
  // them: a receipt of one must be proven by the key that a laptop has got from another.
  if (!place.store.empty()) {
    const std::string known = records.orders.setting(kKeyOfDesk);
    const std::string ours = to_base64(public_half(secret_key_));
    if (known.empty()) records.orders.put_setting(kKeyOfDesk, ours);
    if (!known.empty() && known != ours) throw Failure({Code::bad_config, "desk.key"});
  }
  if (!there) write_file(path, to_base64(secret_key_) + '\n', Access::owner_only);
}

}  // namespace huidan::server

#include "server/backups.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "server/store/move.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "desk-";
constexpr std::string_view kEnding = ".huidan";
constexpr std::size_t kWeeks = 4;
constexpr std::size_t kMonths = 12;
constexpr std::int64_t kDay_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::uintmax_t kKey_bytes = 4096;

constexpr std::string_view kDropSessions = "DELETE FROM session";

store::Census census_of(store::Database& database, const fs::path& folder) {
  const auto file = read_file(folder / "desk.key", kKey_bytes);
  const auto key = file ? from_base64(trimmed(file.value())) : std::nullopt;
  if (!key || !key_pair_holds(*key)) throw Failure({Code::db_corrupt, "desk.key"});
  return store::desk_census(database, public_half(*key));
}

/// A new life: what laptops saw of the one that was lost counts no more.
void revive(store::Database& database) {
  make_tables(database);
  const SystemClock clock;
  SystemRandom random;
  store::Transaction transaction(database, store::Transaction::Kind::write);
  store::DeskStore(database).open_epoch(new_uuid7(clock.wall_ms(), random));
  database.run(kDropSessions);
  transaction.commit();
}

std::string month_of(std::int64_t wall_ms) {
  return compact_date(wall_ms, 0).substr(0, 6);
}

/// What all of them hold of each device; nothing of one that begins anew among them.
std::vector<store::DurableMark> held_by_all(const std::vector<store::Manifest>& manifests) {
  std::map<std::pair<std::string, std::int64_t>, std::vector<std::int64_t>> seen;
  for (const store::Manifest& manifest : manifests) {
    for (const store::DurableMark& mark : manifest.census.marks) {
      seen[{mark.device.value, mark.incarnation}].push_back(mark.last_n);
    }
  }
  std::vector<store::DurableMark> marks;
  for (const auto& [branch, held] : seen) {
    if (held.size() < manifests.size()) continue;
    marks.push_back({DeviceId(branch.first), branch.second, *std::ranges::min_element(held)});
  }
  return marks;
}

}  // namespace

store::Holding desk_holding(const Place& place) {
  store::Holding holding{"desk", "desk.db", {"desk.key"}, census_of};
  if (place.store.empty()) return holding;
  holding.copy = [place](const fs::path& into) {
    store::Database from(open_store(place));
    store::Database to(open_store({into}));
    make_tables(to);
    if (auto copied = copy_desk(from, to); !copied) throw Failure(copied.error());
  };
  return holding;
}

Result<store::Manifest> restore_desk(const store::BackupFile& from, const fs::path& into) {
  return store::restore(from, desk_holding(), into, revive);
}

std::vector<std::int64_t> backups_to_keep(std::vector<std::int64_t> times_ms) {
  std::ranges::sort(times_ms, std::greater<>());
  std::vector<std::int64_t> kept;
  std::set<std::int64_t> weeks;
  std::set<std::string> months;
  for (std::size_t i = 0; i < times_ms.size(); ++i) {
    const std::int64_t at = times_ms[i];
    const bool week = weeks.size() < kWeeks && weeks.insert(at / (7 * kDay_ms)).second;
    const bool month = months.size() < kMonths && months.insert(month_of(at)).second;
    if (i < limits::kBackupsCovering || week || month) kept.push_back(at);
  }
  std::ranges::reverse(kept);
  return kept;
}

std::string backup_name(std::int64_t wall_ms) {
  std::string stamp = time_from_ms(wall_ms, 0).substr(0, 19);  // 2026-11-25T04:30:00
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return std::string(kPrefix) + stamp + 'Z' + std::string(kEnding);
}

std::optional<std::int64_t> backup_time_ms(const std::string& name) {
  constexpr std::size_t kStamp = 16;
  if (name.size() != kPrefix.size() + kStamp + kEnding.size()) return std::nullopt;
  if (!name.starts_with(kPrefix) || !name.ends_with(kEnding)) return std::nullopt;
  std::string stamp = name.substr(kPrefix.size(), kStamp);
  stamp.insert(13, ":").insert(11, ":").insert(6, "-").insert(4, "-");
  const auto time_ms = time_to_ms(stamp);
  if (!time_ms || backup_name(time_ms.value()) != name) return std::nullopt;
  return time_ms.value();
}

std::vector<std::int64_t> Backups::times_ms() const {
  std::vector<std::int64_t> times;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(plan_.folder, error)) {
    if (const auto at = backup_time_ms(file.path().filename().string())) times.push_back(*at);
  }
  std::ranges::sort(times);
  return times;
}

fs::path Backups::file_of(std::int64_t wall_ms) const {
  return plan_.folder / backup_name(wall_ms);
}

/// One from the future says that the clock was wrong then or is now, and nothing of its age: it
/// counts with none, and stays until a person or its day has come.
std::vector<std::int64_t> Backups::known_times_ms() const {
  auto times = times_ms();
  const std::int64_t now_ms = desk_.now_ms();
  std::erase_if(times, [&](std::int64_t at) { return at > now_ms + kDay_ms; });
  return times;
}

std::optional<std::int64_t> Backups::newest_ms() const {
  const auto times = known_times_ms();
  if (times.empty()) return std::nullopt;
  return times.back();
}

bool Backups::overdue() const {
  if (!planned()) return false;
  const auto newest = newest_ms();
  const std::int64_t may_be_ms = std::max(limits::kBackupOld_ms, plan_.every_ms + kDay_ms / 12);
  return !newest || desk_.now_ms() - *newest > may_be_ms;
}

bool Backups::tick() {
  if (!planned()) return false;
  const std::int64_t now_ms = desk_.now_ms();
  const auto newest = newest_ms();
  if (newest && now_ms - *newest < plan_.every_ms) return false;
  make_folder(plan_.folder);
  clear_leavings();
  const auto made = store::back_up(desk_.folder(), desk_holding({desk_.folder(), plan_.store}),
                                   {file_of(now_ms), plan_.key}, time_from_ms(now_ms));
  if (!made) throw Failure(made.error());
  forget_old();
  tell_covered();
  return true;
}

/// What a desk that was killed has left half done.
void Backups::clear_leavings() const {
  std::error_code error;
  for (const auto& file : fs::directory_iterator(plan_.folder, error)) {
    const std::string name = file.path().filename().string();
    const bool half = name.ends_with(".snapshot") || name.ends_with(".part");
    std::error_code ignored;
    if (half && backup_time_ms(name.substr(0, name.rfind('.')))) {
      fs::remove_all(file.path(), ignored);
    }
  }
}

void Backups::forget_old() const {
  const auto all = known_times_ms();
  const auto kept = backups_to_keep(all);
  for (const std::int64_t at : all) {
    std::error_code ignored;
    if (!std::ranges::binary_search(kept, at)) fs::remove(file_of(at), ignored);
  }
}

void Backups::tell_covered() {
  const auto known = known_times_ms();
  if (known.size() < limits::kBackupsCovering) return;
  // And those from the future: their names make them the first choice of whoever restores one.
  const std::int64_t since_ms = known[known.size() - limits::kBackupsCovering];
  std::vector<store::Manifest> manifests;
  for (const std::int64_t at : times_ms()) {
    if (at < since_ms) continue;
    manifests.push_back(store::read_manifest({file_of(at), plan_.key}, desk_holding()));
  }
  const auto marks = held_by_all(manifests);
  static_cast<void>(desk_.write([&](Records& records) -> Refusable {
    records.orders.durable(marks);
    return Done{};
  }));
}

}  // namespace huidan::server

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

std::uintmax_t size_bytes(const fs::path& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  return error ? 0 : bytes;
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

/// A file is none any more once it is shorter than it was; one that nobody has read yet counts.
Backups::State Backups::state_of(std::int64_t wall_ms) const {
  const std::lock_guard lock(mutex_);
  const auto proof = proofs_.find(wall_ms);
  if (proof == proofs_.end()) return State::sound;
  const bool same = size_bytes(file_of(wall_ms)) == proof->second.size_bytes;
  return same ? proof->second.state : State::damaged;
}

bool Backups::is_proven(std::int64_t wall_ms, std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  const auto proof = proofs_.find(wall_ms);
  if (proof == proofs_.end() || proof->second.at_ms > now_ms) return false;
  return now_ms - proof->second.at_ms < limits::kBackupProof_ms &&
         size_bytes(file_of(wall_ms)) == proof->second.size_bytes;
}

Backups::State Backups::look_at(std::int64_t wall_ms) const {
  try {
    static_cast<void>(store::verify_backup({file_of(wall_ms), plan_.key}, desk_holding()));
    return State::sound;
  } catch (const Failure& failure) {
    return failure.error().code == Code::backup_key ? State::locked : State::damaged;
  }
}

void Backups::keep_proof(std::int64_t wall_ms, State state) {
  const std::lock_guard lock(mutex_);
  proofs_[wall_ms] = {state, size_bytes(file_of(wall_ms)), desk_.now_ms()};
}

/// Reads whole, once a day, those that laptops and the alarm rely on. What is damaged makes room
/// for an older one, which must be read then.
void Backups::prove() {
  const std::int64_t now_ms = desk_.now_ms();
  std::size_t sound = 0;
  auto times = known_times_ms();
  for (auto at = times.rbegin(); at != times.rend() && sound < limits::kBackupsCovering; ++at) {
    if (!is_proven(*at, now_ms)) keep_proof(*at, look_at(*at));
    sound += state_of(*at) == State::damaged ? 0U : 1U;
  }
}

std::vector<std::string> Backups::damaged() const {
  std::vector<std::string> names;
  for (const std::int64_t at : times_ms()) {
    if (state_of(at) == State::damaged) names.push_back(backup_name(at));
  }
  return names;
}

/// One from the future says that the clock was wrong then or is now, and nothing of its age: it
/// counts with none, and stays until a person or its day has come. So does a damaged one.
std::vector<std::int64_t> Backups::known_times_ms() const {
  auto times = times_ms();
  const std::int64_t now_ms = desk_.now_ms();
  std::erase_if(times, [&](std::int64_t at) {
    return at > now_ms + kDay_ms || state_of(at) == State::damaged;
  });
  return times;
}

std::optional<std::int64_t> Backups::newest_ms() const {
  auto times = known_times_ms();
  std::erase_if(times, [&](std::int64_t at) { return state_of(at) == State::locked; });
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
  // Never made: where a disk is not mounted, it would be one on another disk.
  std::error_code error;
  if (!fs::is_directory(plan_.folder, error)) {
    throw Failure({Code::not_found, plan_.folder.string()});
  }
  prove();
  const std::int64_t now_ms = desk_.now_ms();
  const auto newest = newest_ms();
  if (newest && now_ms - *newest < plan_.every_ms) return false;
  clear_leavings();
  making(now_ms);
  const auto made = store::back_up(desk_.folder(), desk_holding({desk_.folder(), plan_.store}),
                                   {file_of(now_ms), plan_.key}, time_from_ms(now_ms));
  making(std::nullopt);
  if (!made) throw Failure(made.error());
  keep_proof(now_ms, State::sound);
  forget_old();
  tell_covered();
  return true;
}

void Backups::making(std::optional<std::int64_t> wall_ms) {
  const std::lock_guard lock(mutex_);
  making_ = wall_ms;
}

void Backups::give_up() const {
  const std::lock_guard lock(mutex_);
  if (!making_) return;
  for (const char* half : {".snapshot", ".part"}) {
    fs::path path = file_of(*making_);
    path += half;
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
}

/// What a desk that was killed has left half done. Not what is young: another desk may be making
/// it.
void Backups::clear_leavings() const {
  std::error_code error;
  for (const auto& file : fs::directory_iterator(plan_.folder, error)) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".snapshot") && !name.ends_with(".part")) continue;
    const auto at = backup_time_ms(name.substr(0, name.rfind('.')));
    std::error_code ignored;
    if (at && desk_.now_ms() - *at > limits::kBackupLeft_ms) fs::remove_all(file.path(), ignored);
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
    if (at < since_ms || state_of(at) == State::damaged) continue;
    // Whoever has the key of an older one may restore that: nothing is let go of on its account.
    if (state_of(at) == State::locked) return;
    manifests.push_back(store::read_manifest({file_of(at), plan_.key}, desk_holding()));
  }
  const auto marks = held_by_all(manifests);
  static_cast<void>(desk_.write([&](Records& records) -> Refusable {
    records.orders.durable(marks);
    return Done{};
  }));
}

}  // namespace huidan::server

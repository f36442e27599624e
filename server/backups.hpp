#pragma once
// The desk's backups: one by hand, a folder of them on a schedule, and a desk made from one. What
// laptops may let go of follows from the folder: an edit is covered once each of the newest
// limits::kBackupsCovering backups holds it, because any of those may be the one that is restored.

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/store/desk.hpp"
#include "server/store/place.hpp"
#include "sync/store/backup.hpp"

namespace huidan::server {

/// What a desk consists of at its place. A database that is no file of the folder goes into a
/// backup as one: what comes back is a desk on a file, which `move` carries on.
[[nodiscard]] store::Holding desk_holding(const Place& place = {});

/// A new desk from a backup, in a new life (SYNC §2.11): laptops notice and send again what the
/// backup does not hold; nobody is logged in. Errors and Failures as store::restore.
[[nodiscard]] Result<store::Manifest> restore_desk(const store::BackupFile& from,
                                                   const std::filesystem::path& into);

/// Which of the backups made at `times_ms` stay: the newest 7, and the newest of each of 4 weeks
/// and 12 months. In their order.
[[nodiscard]] std::vector<std::int64_t> backups_to_keep(std::vector<std::int64_t> times_ms);

/// "desk-20261125T043000Z.huidan", and back; nothing for another name.
[[nodiscard]] std::string backup_name(std::int64_t wall_ms);
[[nodiscard]] std::optional<std::int64_t> backup_time_ms(const std::string& name);

struct BackupPlan {
  std::filesystem::path folder;  // empty: no backups are kept
  std::int64_t every_ms = 0;
  store::ArchiveKey key{};
  std::string store{};  // where the desk's database is, as Place says
};

class Backups {
 public:
  /// `desk` outlives it. None are kept without a plan.
  explicit Backups(Desk& desk, BackupPlan plan = {}) : desk_(desk), plan_(std::move(plan)) {}

  /// Before the others are called, which may then be from any thread.
  void plan(BackupPlan plan) { plan_ = std::move(plan); }

  /// Makes a backup when one is due, lets go of old ones and of nothing else, and tells the desk
  /// what is covered. True when it made one. Throws Failure.
  bool tick();

  [[nodiscard]] bool planned() const noexcept { return !plan_.folder.empty(); }

  /// When the newest that holds was made; nothing without one. One that is not there whole any
  /// more, or that the present key does not open, is none.
  [[nodiscard]] std::optional<std::int64_t> newest_ms() const;

  /// The names of those that have been found damaged; they stay where they are.
  [[nodiscard]] std::vector<std::string> damaged() const;

  /// Takes away what is half made of one under way, whose maker is to be left alone: the program
  /// ends.
  void give_up() const;

  /// The alarm: backups are planned and the newest is older than it may be.
  [[nodiscard]] bool overdue() const;

 private:
  enum class State { sound, locked, damaged };  // locked: with another key

  /// What was found when it was read whole.
  struct Proof {
    State state = State::sound;
    std::uintmax_t size_bytes = 0;
    std::int64_t at_ms = 0;
  };

  [[nodiscard]] State state_of(std::int64_t wall_ms) const;
  [[nodiscard]] bool is_proven(std::int64_t wall_ms, std::int64_t now_ms) const;
  [[nodiscard]] State look_at(std::int64_t wall_ms) const;
  void keep_proof(std::int64_t wall_ms, State state);
  void prove();
  [[nodiscard]] std::vector<std::int64_t> times_ms() const;
  [[nodiscard]] std::vector<std::int64_t> known_times_ms() const;
  [[nodiscard]] std::filesystem::path file_of(std::int64_t wall_ms) const;
  void making(std::optional<std::int64_t> wall_ms);
  void clear_leavings() const;
  void forget_old() const;
  void tell_covered();

  Desk& desk_;
  BackupPlan plan_;
  mutable std::mutex mutex_{};  // of the two below
  std::map<std::int64_t, Proof> proofs_{};
  std::optional<std::int64_t> making_{};
};

}  // namespace huidan::server

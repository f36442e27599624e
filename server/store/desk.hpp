#pragma once
// The desk's database for the rooms: writes are worked off one after the other and committed in
// groups, readings see what is committed and wait for no write; between processes stands the
// database's own lock. A room does one thing per transaction and never keeps a record across two.

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "server/store/place.hpp"
#include "server/store/writer.hpp"
#include "sync/base/clock.hpp"
#include "sync/base/random.hpp"
#include "sync/core/serve.hpp"
#include "sync/store/database.hpp"
#include "sync/store/desk_store.hpp"
#include "sync/store/upkeep.hpp"

namespace huidan::server {

/// What a room works with inside a transaction.
struct Records {
  store::DeskStore& orders;
  store::Database& database;  // for a room's own tables
};

class Desk {
 public:
  /// Opens the database, or makes one in a folder without key and photos: beside those a database
  /// that is gone or empty is one that was lost (db_corrupt), and so is a key that is not the one
  /// the database knows. `clock` and `random` outlive the desk. Throws Failure.
  Desk(const Place& place, const Clock& clock, Random& random);

  /// Runs `work(Records&)` in a transaction; what it gives back is kept when it is no refusal.
  /// Comes back when it is on disk. `work` may run on another thread that writes.
  template <typename Work>
  auto write(Work&& work) {
    return queued(Keep::when_taken, std::forward<Work>(work));
  }

  /// The same, and then everything is undone: a dry run that cannot differ from the real one.
  template <typename Work>
  auto rehearse(Work&& work) {
    return queued(Keep::nothing, std::forward<Work>(work));
  }

  /// The same on a snapshot, without writing.
  template <typename Work>
  auto read(Work&& work) {
    if (!reading_) return rehearse(std::forward<Work>(work));
    const std::lock_guard lock(reading_->mutex);
    const store::Transaction snapshot(reading_->database, store::Transaction::Kind::read);
    Records records{reading_->orders, reading_->database};
    return work(records);
  }

  /// As Writer::group_at_most.
  void group_at_most(std::size_t count) noexcept { writer_.group_at_most(count); }

  /// Transactions committed so far by this process.
  [[nodiscard]] std::int64_t commits() const noexcept { return writer_.commits(); }

  [[nodiscard]] Writer::Numbers writer_numbers() const { return writer_.numbers(); }

  /// As Writer::sync_failed.
  [[nodiscard]] bool sync_failed() const noexcept { return writer_.sync_failed(); }

  /// Puts what the log holds into the database's file, when nobody writes any more. Throws Failure.
  void fold_log() { store::fold_log(database_); }

  /// Lets go of what tells a laptop's cursor from a stranger's once it is older than the feed's
  /// memory (SYNC §2.10).
  void forget_old_witnesses();

  [[nodiscard]] core::Moment moment() { return {clock_.wall_ms(), random_}; }

  [[nodiscard]] std::int64_t now_ms() const { return clock_.wall_ms(); }

  /// Signs receipts; raw Ed25519, made at the desk's first start.
  [[nodiscard]] const std::string& secret_key() const noexcept { return secret_key_; }

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  enum class Keep { when_taken, nothing };

  template <typename Work>
  auto queued(Keep keep, Work&& work) {
    Records records{orders_, database_};
    std::optional<decltype(work(records))> result;
    writer_.run([&] {
      result.emplace(work(records));
      return result->ok() && keep == Keep::when_taken;
    });
    return std::move(*result);
  }

  /// A second connection, so that a reading does not wait for somebody's commit.
  struct Reading {
    explicit Reading(const Place& place);

    std::mutex mutex{};
    store::Database database;
    store::DeskStore orders{database};
  };

  void expect_nothing(const Place& place) const;
  void open_key(const Place& place, Records& records, bool first);
  void bring_key() const;

  std::filesystem::path folder_;
  const Clock& clock_;
  Random& random_;
  store::Database database_;
  store::DeskStore orders_{database_};
  Writer writer_{database_};
  std::optional<Reading> reading_;  // none in memory, where each connection has its own database
  std::string secret_key_;
};

}  // namespace huidan::server

#pragma once
// The desk's database for the rooms: one writer at a time within this process, SQLite's own lock
// between processes. A room does one thing per transaction and never keeps a record across two.

#include <filesystem>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>

#include "sync/base/clock.hpp"
#include "sync/base/random.hpp"
#include "sync/core/serve.hpp"
#include "sync/store/database.hpp"
#include "sync/store/desk_store.hpp"

namespace huidan::server {

/// What a room works with inside a transaction.
struct Records {
  store::DeskStore& orders;
  store::Database& database;  // for a room's own tables
};

class Desk {
 public:
  /// Opens or makes the database in `folder`. `clock` and `random` outlive the desk. Throws
  /// Failure.
  Desk(const std::filesystem::path& folder, const Clock& clock, Random& random);

  /// Runs `work(Records&)` in one transaction; what it gives back is kept when it is no refusal.
  template <typename Work>
  auto write(Work&& work) {
    return within(store::Transaction::Kind::write, Keep::when_taken, std::forward<Work>(work));
  }

  /// The same, and then everything is undone: a dry run that cannot differ from the real one.
  template <typename Work>
  auto rehearse(Work&& work) {
    return within(store::Transaction::Kind::write, Keep::nothing, std::forward<Work>(work));
  }

  /// The same on a snapshot, without writing.
  template <typename Work>
  auto read(Work&& work) {
    return within(store::Transaction::Kind::read, Keep::when_taken, std::forward<Work>(work));
  }

  [[nodiscard]] core::Moment moment() { return {clock_.wall_ms(), random_}; }

  [[nodiscard]] std::int64_t now_ms() const { return clock_.wall_ms(); }

  /// Signs receipts; raw Ed25519, made at the desk's first start.
  [[nodiscard]] const std::string& secret_key() const noexcept { return secret_key_; }

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  enum class Keep { when_taken, nothing };

  template <typename Work>
  auto within(store::Transaction::Kind kind, Keep keep, Work&& work) {
    const std::lock_guard lock(mutex_);
    store::Transaction transaction(database_, kind);
    Records records{orders_, database_};
    auto result = work(records);
    if (result.ok() && keep == Keep::when_taken) transaction.commit();
    return result;
  }

  void open_key();

  std::filesystem::path folder_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  store::Database database_;
  store::DeskStore orders_{database_};
  std::string secret_key_;
};

}  // namespace huidan::server

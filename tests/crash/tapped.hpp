#pragma once
// Puts the tap (tests/support/disk_tap.cpp) under every program that is started meanwhile.

#include <cstdint>
#include <filesystem>
#include <string>

namespace huidan::crash {

/// Changes the environment of this process, which children inherit: one at a time.
class Tapped {
 public:
  /// What happens below `root` is written to `log`.
  Tapped(const std::filesystem::path& root, std::filesystem::path log);
  Tapped(const Tapped&) = delete;
  Tapped& operator=(const Tapped&) = delete;
  Tapped(Tapped&&) = delete;
  Tapped& operator=(Tapped&&) = delete;
  ~Tapped();

  /// In programs started from now on the n-th call that can fail does so with `error`; 0: none
  /// does.
  void fail_at(int n, int error) const;

  /// A record of the test's own, in its place among the others.
  void mark(std::int64_t number) const;

  /// Whether a call was made to fail, and what it was: the file's name.
  [[nodiscard]] std::string failed() const;

  /// Forgets what was written down.
  void forget() const;

  [[nodiscard]] const std::filesystem::path& log() const noexcept { return log_; }

 private:
  std::filesystem::path log_;
};

}  // namespace huidan::crash

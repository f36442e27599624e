#pragma once
// Waiting enters through here alone, so that a night of retries can be run in a test at once, and
// so that whoever waits for a network hears when the program is to end.

#include <cstdint>

namespace huidan {

/// Waits as long as it is told.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  Waiting(Waiting&&) = delete;
  Waiting& operator=(Waiting&&) = delete;
  virtual ~Waiting() = default;

  /// Whether to give up: nothing new is begun, and what is under way is broken off where that costs
  /// nothing. Any thread may ask.
  [[nodiscard]] virtual bool over() const noexcept { return false; }

  /// Returns after so many milliseconds, or soon after it is over.
  virtual void wait_ms(std::int64_t wait_ms) const;
};

/// Over when the user or the system asks the process to end: SIGINT and SIGTERM, on Windows Ctrl-C
/// and Ctrl-Break. Made once a process; a second of these signals ends it at once, as ever.
class UntilAskedToEnd final : public Waiting {
 public:
  UntilAskedToEnd();
  [[nodiscard]] bool over() const noexcept override;
};

}  // namespace huidan

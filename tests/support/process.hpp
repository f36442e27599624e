#pragma once
// Runs other programs: to the end, handing back what they said, or beside the test, which may wait
// for each of their lines and end them in any way.

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace huidan::test {

struct Ran {
  int exit = -1;  // 128 + the signal when one ended it, 127 when the program is not there
  std::string out;
  std::string err;
  double ms = 0;  // from its start to its end
};

/// `argv[0]` is looked up in PATH; `input` is its standard input. No shell is involved.
[[nodiscard]] Ran run(const std::vector<std::string>& argv, std::string_view input = {});

/// A program that runs beside the test; what is still there at the end of the scope is killed.
class Child {
 public:
  explicit Child(const std::vector<std::string>& argv);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// Without its end; empty when the program ended, or said nothing for `wait_ms`.
  [[nodiscard]] std::string next_line(int wait_ms);

  /// Does nothing once the program has been waited for. Any thread may call it.
  void signal(int number) const noexcept;

  /// 0 once it has been waited for.
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  /// Waits for its end. The first call reaps it; later ones give the same answer.
  Ran& wait();

 private:
  struct Streams;

  std::atomic<pid_t> pid_{0};  // 0: it was never started, or has been waited for
  std::unique_ptr<Streams> streams_;
  Ran ran_;
};

}  // namespace huidan::test

#include "tests/support/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace huidan::test {
namespace {

/// A file without a name: a program can write any amount there without either side waiting, which a
/// pair of pipes would not allow.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "huidan-test-XXXXXX").string();
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) throw std::runtime_error("mkostemp");
    ::unlink(name.c_str());
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  ~Scratch() { ::close(file_); }

  [[nodiscard]] int file() const noexcept { return file_; }

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written <= 0) throw std::runtime_error("write");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(file_, 0, SEEK_SET);
  }

  [[nodiscard]] std::string read() const {
    ::lseek(file_, 0, SEEK_SET);
    std::string bytes;
    std::array<char, 65536> buffer{};
    for (ssize_t got = 1; got > 0;) {
      got = ::read(file_, buffer.data(), buffer.size());
      if (got > 0) bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return bytes;
  }

 private:
  int file_ = -1;
};

}  // namespace

Ran run(const std::vector<std::string>& argv, std::string_view input) {
  const Scratch in;
  const Scratch out;
  const Scratch err;
  in.write(input);
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  for (const auto& [from, to] : {std::pair{in.file(), 0}, {out.file(), 1}, {err.file(), 2}}) {
    ::posix_spawn_file_actions_adddup2(&actions, from, to);
  }
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, words.front(), &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return {127, "", argv.front() + " cannot be started"};
  int status = 0;
  ::waitpid(child, &status, 0);
  const int exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {exit, out.read(), err.read()};
}

}  // namespace huidan::test

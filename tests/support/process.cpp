#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
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

/// 0 when the program cannot be started.
pid_t spawn(const std::vector<std::string>& argv, int in, int out, int err) {
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  for (const auto& [from, to] : {std::pair{in, 0}, {out, 1}, {err, 2}}) {
    ::posix_spawn_file_actions_adddup2(&actions, from, to);
  }
  // Not every library closes its files on exec, and a connection whose other end a child holds as
  // well never ends.
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, words.front(), &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : 0;
}

int exit_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Ran not_there(const std::vector<std::string>& argv) {
  return {127, "", argv.front() + " cannot be started"};
}

}  // namespace

Ran run(const std::vector<std::string>& argv, std::string_view input) {
  const Scratch in;
  const Scratch out;
  const Scratch err;
  in.write(input);
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = spawn(argv, in.file(), out.file(), err.file());
  if (child == 0) return not_there(argv);
  const int exit = exit_of(child);
  const std::chrono::duration<double, std::milli> lasted = std::chrono::steady_clock::now() - start;
  return {exit, out.read(), err.read(), lasted.count()};
}

struct Child::Streams {
  Streams() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    out_read = ends[0];
    out_write = ends[1];
  }

  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  Streams(Streams&&) = delete;
  Streams& operator=(Streams&&) = delete;

  ~Streams() {
    ::close(out_read);
    close_write();
  }

  void close_write() {
    if (out_write >= 0) ::close(out_write);
    out_write = -1;
  }

  /// False at the end of what the program says, or after `wait_ms` (-1: any time) of silence.
  bool read_some(int wait_ms) {
    pollfd poll_out{out_read, POLLIN, 0};
    if (::poll(&poll_out, 1, wait_ms) <= 0) return false;
    std::array<char, 4096> part{};
    const ssize_t got = ::read(out_read, part.data(), part.size());
    if (got > 0) said.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  Scratch in;
  Scratch err;
  int out_read = -1;
  int out_write = -1;
  std::string said;
  std::size_t told = 0;  // of it, by lines
};

Child::Child(const std::vector<std::string>& argv) : streams_(std::make_unique<Streams>()) {
  pid_ = spawn(argv, streams_->in.file(), streams_->out_write, streams_->err.file());
  streams_->close_write();
  if (pid_ == 0) ran_ = not_there(argv);
}

Child::Child(Child&& other) noexcept
    : pid_(other.pid_.exchange(0)),
      streams_(std::move(other.streams_)),
      ran_(std::move(other.ran_)) {}

Child::~Child() {
  if (pid_ == 0) return;
  signal(SIGKILL);
  exit_of(pid_);
}

std::string Child::next_line(int wait_ms) {
  const std::size_t begin = streams_->told;
  while (streams_->said.find('\n', begin) == std::string::npos) {
    if (!streams_->read_some(wait_ms)) return {};
  }
  const std::size_t end = streams_->said.find('\n', begin);
  streams_->told = end + 1;
  return streams_->said.substr(begin, end - begin);
}

void Child::signal(int number) const noexcept {
  if (pid_ != 0) ::kill(pid_, number);
}

Ran& Child::wait() {
  if (pid_ == 0) return ran_;
  while (streams_->read_some(-1)) {
  }
  const int exit = exit_of(pid_.exchange(0));
  ran_ = {exit, streams_->said, streams_->err.read()};
  return ran_;
}

}  // namespace huidan::test

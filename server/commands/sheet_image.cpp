#include "server/commands/sheet_image.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "sync/base/clock.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

constexpr int kNotThere = 127;  // as a shell says it
constexpr int kGrace_ms = 100;  // between the last word and the end

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(what, &both);
}

/// In the child, between fork and exec: calls of the system alone.
[[noreturn]] void become_reader(int out, const char* image, rlim_t cpu_s) {
  setpgid(0, 0);  // so that whatever it starts ends with it
  limit(RLIMIT_CPU, cpu_s);
  limit(RLIMIT_AS, limits::kScanMemory_bytes);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NPROC, 0);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  const std::array<const char*, 7> words{"zbarimg",         "--quiet", "--raw", "-Sdisable",
                                         "-Sqrcode.enable", image,     nullptr};
  execvp("zbarimg", const_cast<char* const*>(words.data()));  // exec changes no word
  _exit(kNotThere);
}

/// What the child says, as much as is wanted of it and until nobody waits any longer.
std::string heard(int from, std::int64_t wait_ms) {
  const SystemClock clock;
  const std::int64_t end_ms = clock.mono_ms() + wait_ms;
  std::string said;
  std::array<char, 4096> piece{};
  while (said.size() < limits::kScanText_bytes) {
    const std::int64_t left_ms = end_ms - clock.mono_ms();
    if (left_ms <= 0) break;
    pollfd wanted{from, POLLIN, 0};
    const int ready = poll(&wanted, 1, static_cast<int>(left_ms));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) break;
    const ssize_t count = read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(piece.data(), static_cast<std::size_t>(count));
  }
  return said;
}

/// It has said what was wanted, or has had its time.
int ended(pid_t child) {
  int status = 0;
  const auto wait = [&](int how) {
    pid_t got = -1;
    do {
      got = waitpid(child, &status, how);
    } while (got < 0 && errno == EINTR);
    return got;
  };
  // Who has closed his output is about to end by himself, and then says how.
  for (int i = 0; i < kGrace_ms; ++i) {
    if (wait(WNOHANG) == child) return status;
    poll(nullptr, 0, 1);
  }
  kill(-child, SIGKILL);
  kill(child, SIGKILL);  // it may not have its own group yet
  wait(0);
  return status;
}

std::vector<std::string> lines_of(const std::string& said) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  for (std::size_t at = said.find('\n'); at != std::string::npos; at = said.find('\n', from)) {
    lines.push_back(said.substr(from, at - from));
    from = at + 1;
  }
  return lines;
}

/// How long the reader may take, whichever limit meets it first.
std::int64_t patience_ms(const ScanLimits& most) noexcept {
  return std::min(static_cast<std::int64_t>(most.cpu_s) * 1000, most.wait_ms);
}

}  // namespace

Result<std::vector<std::string>> codes_in_image(const std::filesystem::path& image,
                                                const ScanLimits& most) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(image, error);
  if (error) return Error{Code::not_found, image.string(), "image"};
  if (size > limits::kScan_bytes)
    return Error{Code::too_large, std::to_string(limits::kScan_bytes)};
  // Absolute, so that a name which begins with a dash is no option of the reader.
  const std::string path = std::filesystem::absolute(image).string();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Code::internal, "pipe"};
  const SystemClock clock;
  const std::int64_t begin_ms = clock.mono_ms();
  const pid_t child = fork();
  if (child == 0) become_reader(ends[1], path.c_str(), most.cpu_s);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return Error{Code::internal, "fork"};
  }
  const std::string said = heard(ends[0], most.wait_ms);
  close(ends[0]);
  const int status = ended(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotThere) {
    return Error{Code::internal, "zbarimg"};
  }
  auto lines = lines_of(said);
  if (!lines.empty()) return lines;
  std::string what = image.filename().string();
  const bool cut_off = WIFSIGNALED(status) && clock.mono_ms() - begin_ms >= patience_ms(most);
  if (cut_off) what += ", > " + std::to_string(patience_ms(most)) + " ms";
  return Error{Code::bad_sheet, std::move(what)};
}

}  // namespace huidan::server

#include "server/commands/sheet_image.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

constexpr int kNotThere = 127;  // as a shell says it

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(what, &both);
}

/// In the child, between fork and exec: calls of the system alone.
[[noreturn]] void become_reader(int out, const char* image) {
  limit(RLIMIT_CPU, limits::kScanCpu_s);
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

/// What the child says, as much as is wanted of it.
std::string heard(int from) {
  std::string said;
  std::array<char, 4096> piece{};
  while (said.size() < limits::kScanText_bytes) {
    const ssize_t count = read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(piece.data(), static_cast<std::size_t>(count));
  }
  return said;
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

}  // namespace

Result<std::vector<std::string>> codes_in_image(const std::filesystem::path& image) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(image, error);
  if (error) return Error{Code::not_found, image.string(), "image"};
  if (size > limits::kScan_bytes)
    return Error{Code::too_large, std::to_string(limits::kScan_bytes)};
  // Absolute, so that a name which begins with a dash is no option of the reader.
  const std::string path = std::filesystem::absolute(image).string();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Code::internal, "pipe"};
  const pid_t child = fork();
  if (child == 0) become_reader(ends[1], path.c_str());
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return Error{Code::internal, "fork"};
  }
  const std::string said = heard(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotThere) {
    return Error{Code::internal, "zbarimg"};
  }
  auto lines = lines_of(said);
  if (lines.empty()) return Error{Code::bad_sheet, image.filename().string()};
  return lines;
}

}  // namespace huidan::server

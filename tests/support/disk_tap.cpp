// Preloaded into a program under test (tests/crash/tapped.hpp): writes down, in the order they took
// effect, every change that it makes to the files below one folder and every sync it waits for, and
// lets one chosen call fail. What it writes is read by tests/crash/disk_log.hpp.
#include "tests/support/disk_tap.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using huidan::test::TapHead;

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// What the environment asked for; read once.
struct Settings {
  std::string root;
  int log = -1;
  long fail_at = 0;
  int fail_with = 0;

  Settings() {
    const char* folder = std::getenv(huidan::test::kTapRoot);
    const char* file = std::getenv(huidan::test::kTapLog);
    if (folder == nullptr || file == nullptr) return;
    root = folder;
    log = static_cast<int>(
        ::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (const char* fail = std::getenv(huidan::test::kTapFail)) {
      char* rest = nullptr;
      fail_at = std::strtol(fail, &rest, 10);
      fail_with = std::atoi(rest + 1);
    }
  }
};

Settings& settings() {
  static Settings made;
  return made;
}

bool watched(std::string_view path) {
  return settings().log >= 0 && path.starts_with(settings().root);
}

std::string absolute(const char* path) {
  if (path[0] == '/') return path;
  std::array<char, 4096> folder{};
  return ::getcwd(folder.data(), folder.size()) == nullptr
             ? std::string(path)
             : std::string(folder.data()) + '/' + path;
}

/// The name of an open file, empty when it is none that is watched.
std::string name_of(int fd) {
  if (settings().log < 0) return {};
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  if (size <= 0) return {};
  std::string name(path.data(), static_cast<std::size_t>(size));
  return watched(name) ? name : std::string();
}

/// One record, in one call: the log is opened to append, so that records of several threads and
/// programs do not mix.
void note(char kind, std::string_view name, std::int64_t off, std::string_view data = {}) {
  const int kept = errno;
  TapHead head{};
  head.kind = kind;
  head.thread = static_cast<std::uint32_t>(::syscall(SYS_gettid));
  head.off = off;
  head.name_bytes = static_cast<std::uint32_t>(name.size());
  head.data_bytes = static_cast<std::uint32_t>(data.size());
  std::string record(reinterpret_cast<const char*>(&head), sizeof head);
  record += name;
  record += data;
  static_cast<void>(::syscall(SYS_write, settings().log, record.data(), record.size()));
  errno = kept;
}

/// Whether this is the call that shall fail; says so in the log.
bool fails(std::string_view name) {
  static std::atomic<long> calls{0};
  if (settings().fail_at == 0 || ++calls != settings().fail_at) return false;
  note('f', name, settings().fail_at);
  errno = settings().fail_with;
  return true;
}

int opened(const char* path, int flags, mode_t mode, int (*open_it)(const char*, int, ...)) {
  const bool makes = (flags & O_CREAT) != 0;
  const std::string name = settings().log < 0 ? std::string() : absolute(path);
  if (!makes || !watched(name)) return open_it(path, flags, mode);
  const bool there = ::access(path, F_OK) == 0;
  if (!there && fails(name)) return -1;
  const int fd = open_it(path, flags, mode);
  if (fd >= 0 && !there) note('c', name, 0);
  if (fd >= 0 && there && (flags & O_TRUNC) != 0) note('t', name, 0);
  return fd;
}

std::FILE* opened(const char* path, const char* mode,
                  std::FILE* (*open_it)(const char*, const char*)) {
  const std::string name = settings().log < 0 ? std::string() : absolute(path);
  if (mode[0] != 'w' || !watched(name)) return open_it(path, mode);
  if (fails(name)) return nullptr;
  const bool there = ::access(path, F_OK) == 0;
  std::FILE* file = open_it(path, mode);
  if (file != nullptr) note(there ? 't' : 'c', name, 0);
  return file;
}

ssize_t written(int fd, const void* bytes, std::int64_t off, ssize_t result) {
  const std::string name = result > 0 ? name_of(fd) : std::string();
  if (!name.empty()) {
    note('w', name, off, {static_cast<const char*>(bytes), static_cast<std::size_t>(result)});
  }
  return result;
}

int synced(int fd, int (*sync_it)(int)) {
  const std::string name = name_of(fd);
  if (name.empty()) return sync_it(fd);
  if (fails(name)) return -1;
  note('b', name, 0);
  const int result = sync_it(fd);
  if (result == 0) note('s', name, 0);
  return result;
}

int cut(int fd, off_t size, int (*cut_it)(int, off_t)) {
  const std::string name = name_of(fd);
  if (!name.empty() && fails(name)) return -1;
  const int result = cut_it(fd, size);
  if (result == 0 && !name.empty()) note('t', name, size);
  return result;
}

int removed(const char* path, int (*remove_it)(const char*)) {
  const std::string name = settings().log < 0 ? std::string() : absolute(path);
  if (!watched(name)) return remove_it(path);
  if (fails(name)) return -1;
  const int result = remove_it(path);
  if (result == 0) note('u', name, 0);
  return result;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  static auto* const real = next<int(const char*, int, ...)>("open");
  return opened(path, flags, mode, real);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  static auto* const real = next<int(const char*, int, ...)>("open64");
  return opened(path, flags, mode, real);
}

FILE* fopen(const char* path, const char* mode) {
  static auto* const real = next<FILE*(const char*, const char*)>("fopen");
  return opened(path, mode, real);
}

FILE* fopen64(const char* path, const char* mode) {
  static auto* const real = next<FILE*(const char*, const char*)>("fopen64");
  return opened(path, mode, real);
}

size_t fwrite(const void* bytes, size_t size, size_t count, FILE* file) {
  static auto* const real = next<size_t(const void*, size_t, size_t, FILE*)>("fwrite");
  const std::string name = name_of(::fileno(file));
  if (name.empty()) return real(bytes, size, count, file);
  if (fails(name)) return 0;
  const std::int64_t off = ::ftello(file);
  const size_t result = real(bytes, size, count, file);
  if (result > 0) note('w', name, off, {static_cast<const char*>(bytes), result * size});
  return result;
}

ssize_t write(int fd, const void* bytes, size_t count) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  const std::string name = name_of(fd);
  if (name.empty()) return real(fd, bytes, count);
  if (fails(name)) return -1;
  const std::int64_t off = ::lseek(fd, 0, SEEK_CUR);
  return written(fd, bytes, off, real(fd, bytes, count));
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t off) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  if (const std::string name = name_of(fd); !name.empty() && fails(name)) return -1;
  return written(fd, bytes, off, real(fd, bytes, count, off));
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t off) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  if (const std::string name = name_of(fd); !name.empty() && fails(name)) return -1;
  return written(fd, bytes, off, real(fd, bytes, count, off));
}

int ftruncate(int fd, off_t size) {
  static auto* const real = next<int(int, off_t)>("ftruncate");
  return cut(fd, size, real);
}

int ftruncate64(int fd, off64_t size) {
  static auto* const real = next<int(int, off_t)>("ftruncate64");
  return cut(fd, size, real);
}

int fsync(int fd) {
  static auto* const real = next<int(int)>("fsync");
  return synced(fd, real);
}

int fdatasync(int fd) {
  static auto* const real = next<int(int)>("fdatasync");
  return synced(fd, real);
}

int rename(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("rename");
  const std::string old_name = settings().log < 0 ? std::string() : absolute(from);
  if (!watched(old_name)) return real(from, to);
  if (fails(old_name)) return -1;
  const int result = real(from, to);
  if (result == 0) note('r', old_name, 0, absolute(to));
  return result;
}

int link(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("link");
  const std::string old_name = settings().log < 0 ? std::string() : absolute(from);
  if (!watched(old_name)) return real(from, to);
  if (fails(old_name)) return -1;
  const int result = real(from, to);
  if (result == 0) note('l', old_name, 0, absolute(to));
  return result;
}

int unlink(const char* path) {
  static auto* const real = next<int(const char*)>("unlink");
  return removed(path, real);
}

int remove(const char* path) {
  static auto* const real = next<int(const char*)>("remove");
  return removed(path, real);
}

int mkdir(const char* path, mode_t mode) {
  static auto* const real = next<int(const char*, mode_t)>("mkdir");
  const std::string name = settings().log < 0 ? std::string() : absolute(path);
  if (!watched(name)) return real(path, mode);
  if (fails(name)) return -1;
  const int result = real(path, mode);
  if (result == 0) note('d', name, 0);
  return result;
}

}  // extern "C"

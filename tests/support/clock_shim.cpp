// Preloaded into a program under test: the wall clock is off by as many seconds as the file that
// HUIDAN_TEST_CLOCK names says at that moment. The clock that counts from the start is left alone.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace {

time_t off_s() {
  static const char* const name = std::getenv("HUIDAN_TEST_CLOCK");
  if (name == nullptr) return 0;
  const int file = ::open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 32> text{};
  const ssize_t size = ::read(file, text.data(), text.size() - 1);
  ::close(file);
  return size > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* now) {
  using Function = int(clockid_t, struct timespec*);
  static auto* const real = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, now);
  const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (result == 0 && wall) now->tv_sec += off_s();
  return result;
}

int gettimeofday(struct timeval* now, void* /*zone*/) {
  struct timespec exact {};

  const int result = clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return result;
}

time_t time(time_t* where) {
  struct timespec exact {};

  static_cast<void>(clock_gettime(CLOCK_REALTIME, &exact));
  if (where != nullptr) *where = exact.tv_sec;
  return exact.tv_sec;
}

}  // extern "C"

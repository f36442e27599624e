#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#endif

namespace huidan {

void keep_freed_memory([[maybe_unused]] int most_bytes) noexcept {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, most_bytes);
  mallopt(M_MMAP_THRESHOLD, most_bytes);
#endif
}

void take_memory([[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__GLIBC__) && defined(MADV_POPULATE_WRITE)
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::unique_ptr<void, void (*)(void*)> taken(std::malloc(bytes + page), std::free);
  void* begin = taken.get();
  std::size_t room = bytes + page;
  if (begin == nullptr || std::align(page, bytes, begin, room) == nullptr) return;
  madvise(begin, bytes, MADV_POPULATE_WRITE);  // an older system says no, and it costs what it did
#endif
}

}  // namespace huidan

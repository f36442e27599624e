#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>

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
  constexpr std::size_t kPage_bytes = 4096;
  std::size_t room = bytes + kPage_bytes;
  const std::unique_ptr<void, void (*)(void*)> taken(std::malloc(room), std::free);
  void* begin = taken.get();
  if (begin == nullptr || std::align(kPage_bytes, bytes, begin, room) == nullptr) return;
  // An older system says no, and a page costs there what it did.
  static_cast<void>(madvise(begin, bytes, MADV_POPULATE_WRITE));
#endif
}

}  // namespace huidan

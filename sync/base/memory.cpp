#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <memory>
#endif

namespace huidan {

#if defined(__GLIBC__) && defined(MADV_POPULATE_WRITE)
namespace {

void* volatile kept_free = nullptr;  // volatile: or the compiler sees that nobody uses it

}  // namespace
#endif

void keep_freed_memory([[maybe_unused]] int most_bytes) noexcept {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, most_bytes);
  mallopt(M_MMAP_THRESHOLD, most_bytes);
#endif
}

void take_memory([[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__GLIBC__) && defined(MADV_POPULATE_WRITE)
  constexpr std::size_t kHugePage_bytes = std::size_t{2} << 20;
  const std::size_t whole_pages = (bytes + kHugePage_bytes - 1) / kHugePage_bytes * kHugePage_bytes;
  std::size_t room = whole_pages + kHugePage_bytes;
  auto* const taken = static_cast<char*>(std::malloc(room));
  void* begin = taken;
  if (taken == nullptr || std::align(kHugePage_bytes, whole_pages, begin, room) == nullptr) {
    return std::free(taken);
  }
  // A system without huge pages says no and takes small ones; an older one takes none yet.
  static_cast<void>(madvise(begin, whole_pages, MADV_HUGEPAGE));
  static_cast<void>(madvise(begin, whole_pages, MADV_POPULATE_WRITE));
  // The allocator goes on where the huge page begins: what lies before it is kept, and never
  // touched it costs nothing.
  constexpr std::ptrdiff_t kOwn_bytes = 32;  // of the allocator, beside each piece
  const std::ptrdiff_t before = static_cast<char*>(begin) - taken - kOwn_bytes;
  std::free(taken);
  if (before > 0) kept_free = std::malloc(static_cast<std::size_t>(before));
#endif
}

}  // namespace huidan

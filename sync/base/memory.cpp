#include "sync/base/memory.hpp"

#include "sync/base/limits.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace huidan {

void keep_freed_memory() noexcept {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, limits::kKeptMemory_bytes);
  mallopt(M_MMAP_THRESHOLD, limits::kKeptMemory_bytes);
#endif
}

}  // namespace huidan

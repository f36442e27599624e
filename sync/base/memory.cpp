#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace huidan {

void keep_freed_memory([[maybe_unused]] int most_bytes) noexcept {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, most_bytes);
  mallopt(M_MMAP_THRESHOLD, most_bytes);
#endif
}

}  // namespace huidan

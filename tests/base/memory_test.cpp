// What a program does with memory that it has freed.
#include <doctest/doctest.h>

#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>

#include <memory>
#include <vector>

namespace huidan {
namespace {

/// Holds so many bytes for a moment, in pieces of 200 kB; what the process keeps of them, unused,
/// after they are gone.
std::size_t kept_of(std::size_t bytes) {
  std::vector<std::unique_ptr<char[]>> pieces;
  constexpr std::size_t kPiece_bytes = 200000;
  for (std::size_t sum = 0; sum < bytes; sum += kPiece_bytes) {
    pieces.push_back(std::make_unique<char[]>(kPiece_bytes));
  }
  pieces.clear();
  return mallinfo2().fordblks;
}

}  // namespace

TEST_CASE("freed memory is kept for the next form, and no more of it than the limit says") {
  keep_freed_memory();
  constexpr std::size_t kKept_bytes{limits::kKeptMemory_bytes};
  CHECK(kept_of(kKept_bytes / 2) >= kKept_bytes / 2);
  CHECK(kept_of(kKept_bytes * 20) <= kKept_bytes * 2);
}

}  // namespace huidan
#endif

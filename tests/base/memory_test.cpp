// What a program does with memory that it has freed.
#include <doctest/doctest.h>

#include "sync/base/limits.hpp"
#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>

#include <memory>
#include <vector>

namespace huidan {
namespace {

/// Bytes that the allocator holds of the system, in use or not.
std::size_t held() {
  const auto now = mallinfo2();
  return now.arena + now.hblkhd;
}

/// Holds so many bytes for a moment, in pieces of 200 kB; what is held after they are gone.
std::size_t held_after(std::size_t bytes) {
  std::vector<std::unique_ptr<char[]>> pieces;
  constexpr std::size_t kPiece_bytes = 200000;
  for (std::size_t sum = 0; sum < bytes; sum += kPiece_bytes) {
    pieces.push_back(std::make_unique<char[]>(kPiece_bytes));
  }
  pieces.clear();
  return held();
}

}  // namespace

TEST_CASE("freed memory is kept for the next form, and no more of it than the limit says") {
  keep_freed_memory();
  const std::size_t before = held();
  CHECK(held_after(limits::kKeptMemory_bytes / 2) >= before + limits::kKeptMemory_bytes / 2);
  CHECK(held_after(std::size_t{limits::kKeptMemory_bytes} * 20) <=
        before + std::size_t{limits::kKeptMemory_bytes} * 2);
}

}  // namespace huidan
#endif

// What a program does with memory that it has freed.
#include <doctest/doctest.h>

#include "sync/base/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/resource.h>

#include <memory>
#include <thread>
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

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}

}  // namespace

TEST_CASE("freed memory is kept for the next form, and no more of it than the limit says") {
  keep_freed_memory();
  constexpr std::size_t kKept_bytes{limits::kKeptMemory_bytes};
  CHECK(kept_of(kKept_bytes / 2) >= kKept_bytes / 2);
  CHECK(kept_of(kKept_bytes * 20) <= kKept_bytes * 2);
}

TEST_CASE("memory that was taken at once is used without a fault for each page of it") {
  constexpr std::size_t kTaken_bytes = std::size_t{1} << 20;
  constexpr std::size_t kPage_bytes = 4096;
  keep_freed_memory();
  long faults = 0;
  // A thread of its own has a heap of its own, in which nothing lies free.
  std::jthread([&faults] {
    take_memory(kTaken_bytes);
    const long before = page_faults();
    const auto used = std::make_unique_for_overwrite<char[]>(kTaken_bytes);
    for (std::size_t at = 0; at < kTaken_bytes; at += kPage_bytes) used[at] = 1;
    faults = page_faults() - before;
  }).join();
  CHECK(faults < 64);
}

}  // namespace huidan
#endif

#pragma once
// Folders and stores that are gone with the test, and what a piece of work breaks with.

#include <filesystem>
#include <memory>
#include <string>

#include "sync/base/result.hpp"
#include "tests/support/desk_store.hpp"

namespace huidan::test {

/// A file in a folder of its own.
struct Scratch {
  std::filesystem::path folder;

  explicit Scratch(const std::string& name)
      : folder(std::filesystem::temp_directory_path() / ("huidan-store-test-" + name)) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }

  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  [[nodiscard]] std::filesystem::path file() const { return folder / "x.db"; }
};

/// Code::usage, which no store says, when it breaks nothing.
template <typename Work>
Code code_of(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.error().code;
  }
  return Code::usage;
}

}  // namespace huidan::test

#pragma once
// A disk of a few megabytes, so that it can be full.

#include <cstdint>

#include "tests/support/programs.hpp"

namespace huidan::e2e {

/// Needs the right to mount; mounted() says whether it was given.
class SmallDisk {
 public:
  explicit SmallDisk(int megabytes = 8);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  SmallDisk(SmallDisk&&) = delete;
  SmallDisk& operator=(SmallDisk&&) = delete;
  ~SmallDisk();

  [[nodiscard]] bool mounted() const noexcept { return mounted_; }

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_.path(); }

  /// To the last byte.
  void fill() const;

  /// So that a file can still grow by so much.
  void fill_but(std::uintmax_t left_bytes) const;

  void give_back() const;

 private:
  Folder folder_;
  bool mounted_ = false;
};

}  // namespace huidan::e2e

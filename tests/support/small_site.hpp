#pragma once
// A desk with a handful of orders and one engineer's laptop that holds them: where what goes wrong
// is looked at.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/programs.hpp"

namespace huidan::e2e {

/// Whether a desk is a copy of one that the program made before, or is made where it stands: in
/// another database than a file, or while its disk is watched.
enum class Made { before, here };

struct SmallSite {
  /// The desk serves; `under` holds both data folders.
  SmallSite(const std::filesystem::path& under, std::size_t orders, Made made = Made::before);

  /// The laptop joins and pulls; by `url` when something stands between it and the desk.
  void enrol(const std::string& url = {});

  /// Everything that either program knows of any order.
  [[nodiscard]] json everything() const;

  Desk desk;
  Laptop laptop;
  std::vector<std::string> nos;
};

}  // namespace huidan::e2e

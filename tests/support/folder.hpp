#pragma once
// A fresh folder, gone with the object.

#include <filesystem>
#include <string_view>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::test {

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("huidan-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directories(path_);
  }

  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace huidan::test

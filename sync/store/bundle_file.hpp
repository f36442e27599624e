#pragma once
// Bundles (sync/core/bundle.hpp) as files: written a piece at a time beside their place, so that a
// stick full of photos needs no memory, and there whole or not at all.

#include <cstdint>
#include <filesystem>

#include "sync/core/bundle.hpp"

namespace huidan::store {

class BundleFile {
 public:
  /// Everything here throws Failure{disk_full | disk_error}.
  BundleFile(const std::filesystem::path& place, std::string_view key,
             const core::BundleLabel& label);
  BundleFile(const BundleFile&) = delete;
  BundleFile& operator=(const BundleFile&) = delete;
  BundleFile(BundleFile&&) = delete;
  BundleFile& operator=(BundleFile&&) = delete;
  /// Without its last piece it is taken away again.
  ~BundleFile();

  void add(const core::Piece& piece);
  /// The last one: the file is in its place afterwards.
  void finish(const core::Piece& piece);

  [[nodiscard]] std::int64_t size_bytes() const noexcept { return size_bytes_; }

 private:
  void append(std::string_view bytes);

  std::filesystem::path place_;
  std::filesystem::path part_;
  core::BundleWriter writer_;
  std::int64_t size_bytes_ = 0;
  bool finished_ = false;
};

/// For core's readers. Of a file that is not there it gives nothing.
[[nodiscard]] core::ReadBundle reads_bundle(std::filesystem::path file);

}  // namespace huidan::store

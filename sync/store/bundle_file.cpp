#include "sync/store/bundle_file.hpp"

#include <utility>

#include "sync/base/file.hpp"

namespace huidan::store {

BundleFile::BundleFile(const std::filesystem::path& place, std::string_view key,
                       const core::BundleLabel& label)
    : place_(place), part_(place), writer_(key, label) {
  part_ += ".part";
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);  // of a try that was killed
  append(writer_.start());
}

BundleFile::~BundleFile() {
  std::error_code ignored;
  if (!finished_) std::filesystem::remove(part_, ignored);
}

void BundleFile::append(std::string_view bytes) {
  write_part(part_, size_bytes_, bytes);
  size_bytes_ += static_cast<std::int64_t>(bytes.size());
}

void BundleFile::add(const core::Piece& piece) {
  append(writer_.add(piece, Chunk::more));
}

void BundleFile::finish(const core::Piece& piece) {
  append(writer_.add(piece, Chunk::last));
  move_into_place(part_, place_);
  finished_ = true;
}

core::ReadBundle reads_bundle(std::filesystem::path file) {
  return [file = std::move(file)](std::int64_t off_bytes, std::size_t count) {
    return read_part(file, off_bytes, count).value_or(std::string());
  };
}

}  // namespace huidan::store

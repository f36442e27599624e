#include "tests/support/small_disk.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <system_error>

namespace huidan::e2e {
namespace {

std::filesystem::path filler(const std::filesystem::path& disk) {
  return disk / "filler";
}

}  // namespace

SmallDisk::SmallDisk(int megabytes) {
  const std::string size = "size=" + std::to_string(megabytes) + 'm';
  mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
}

void SmallDisk::fill_but(std::uintmax_t left_bytes) const {
  const std::uintmax_t there = std::filesystem::space(path()).available;
  if (there > left_bytes) {
    const int file = ::open(filler(path()).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    static_cast<void>(::posix_fallocate(file, 0, static_cast<off_t>(there - left_bytes)));
    ::close(file);
  }
}

void SmallDisk::fill() const {
  const int file = ::open(filler(path()).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(4096, 'f');
  while (::write(file, block.data(), block.size()) > 0) {
  }
  ::close(file);
}

void SmallDisk::give_back() const {
  std::error_code ignored;
  std::filesystem::remove(filler(path()), ignored);
}

}  // namespace huidan::e2e

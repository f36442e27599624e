#include "sync/base/file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "tests/support/folder.hpp"

namespace huidan {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t entries(const test::Folder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

Code code_of_failure(const auto& verb) {
  try {
    verb();
  } catch (const Failure& failure) {
    return failure.error().code;
  }
  return Code::internal;
}

}  // namespace

TEST_CASE("what is written is read back byte for byte, and a rewrite leaves no neighbour behind") {
  const test::Folder folder;
  const fs::path path = folder.path() / path_from_utf8("\xE5\x9B\x9E\xE5\x8D\x95.bin");
  const std::string first("a\0\r\n\xff", 5);
  const std::string second(std::size_t{200} << 10, 'x');
  write_file(path, first);
  CHECK(read_file(path, 100).value() == first);
  write_file(path, second);
  CHECK(read_file(path, second.size()).value() == second);
  write_file(path, "");
  CHECK(read_file(path, 0).value().empty());
  CHECK(entries(folder) == 1);
}

TEST_CASE("a reader that holds the old file keeps it whole: a write replaces, it does not edit") {
  const test::Folder folder;
  const fs::path path = folder.path() / "state";
  const fs::path old = folder.path() / "old";
  write_file(path, "old bytes");
  fs::create_hard_link(path, old);
  write_file(path, "new");
  CHECK(read_file(old, 100).value() == "old bytes");
  CHECK(read_file(path, 100).value() == "new");
}

TEST_CASE("a key's file is its owner's alone, also when it replaces a shared one") {
  const test::Folder folder;
  const fs::path path = folder.path() / "device.key";
  write_file(path, "shared", Access::shared);
  write_file(path, "secret", Access::owner_only);
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a file above its limit, a missing one and a folder are refused, not thrown") {
  const test::Folder folder;
  const fs::path path = folder.path() / "big";
  write_file(path, "0123456789");
  CHECK(read_file(path, 10).ok());
  CHECK(read_file(path, 9).error() == Error{Code::too_large, "9"});
  CHECK(read_file(folder.path() / "none", 9).error().code == Code::not_found);
  CHECK(read_file(folder.path(), 9).error().code == Code::not_found);
}

TEST_CASE("a disk that cannot be written is a failure with a code") {
  const test::Folder folder;
  const fs::path file = folder.path() / "file";
  write_file(file, "x");
  CHECK(code_of_failure([&] { write_file(folder.path() / "none" / "x", "y"); }) ==
        Code::disk_error);
  CHECK(code_of_failure([&] { make_folder(file / "below"); }) == Code::disk_error);
  const fs::path occupied = folder.path() / "occupied";
  make_folder(occupied / "by" / "folders");
  CHECK(code_of_failure([&] { write_file(occupied, "y"); }) == Code::disk_error);
  CHECK(disk_free_bytes(folder.path()) > 0);
  CHECK(disk_free_bytes(folder.path() / "none") == 0);
}

}  // namespace huidan

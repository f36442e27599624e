// A backup's file: what it says is proven or it says nothing.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "sync/base/bytes.hpp"
#include "sync/store/archive.hpp"
#include "tests/support/folder.hpp"

namespace huidan::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBig = 150'000;  // more than two chunks

ArchiveKey key_in(const test::Folder& folder, const char* name) {
  write_file(folder / name, to_base64(random_bytes(kSealKey_bytes)) + '\n');
  return ArchiveKey::from_file(folder / name).value();
}

fs::path write_archive(const test::Folder& folder, const ArchiveKey& key) {
  ArchiveWriter archive(folder / "backup", "desk", key);
  archive.begin("small", 5);
  archive.add("words");
  archive.begin("empty", 0);
  archive.begin("big", kBig);
  archive.add(std::string(kBig, 'b'));
  archive.finish();
  archive.keep();
  return folder / "backup";
}

/// Names and bytes, or the code of the failure.
std::string all_of(const fs::path& path, const ArchiveKey& key, std::string_view kind = "desk") {
  try {
    ArchiveReader archive(path, kind, key);
    std::string all;
    while (const auto entry = archive.next()) {
      all += entry->name + ':';
      for (std::string part = archive.read(); !part.empty(); part = archive.read()) all += part;
      all += '\n';
    }
    return all;
  } catch (const Failure& failure) {
    return std::string(code_name(failure.error().code));
  }
}

TEST_CASE("an archive gives back what was put in, and passes over what nobody reads") {
  const test::Folder folder;
  const fs::path path = write_archive(folder, {});
  CHECK(all_of(path, {}) == "small:words\nempty:\nbig:" + std::string(kBig, 'b') + '\n');
  ArchiveReader archive(path, "desk", {});
  std::string names;
  while (const auto entry = archive.next()) names += entry->name + ' ';
  CHECK(names == "small empty big ");
}

TEST_CASE("only the right key opens an archive, and only as what it is") {
  const test::Folder folder;
  const ArchiveKey mine = key_in(folder, "mine");
  const ArchiveKey other = key_in(folder, "other");
  const fs::path path = write_archive(folder, mine);
  CHECK(all_of(path, mine).starts_with("small:words\n"));
  CHECK(read_file(path, 1 << 20).value().find("words") == std::string::npos);
  CHECK(all_of(path, other) == "backup_key");
  CHECK(all_of(path, {}) == "backup_key");
  CHECK(all_of(path, mine, "laptop") == "bad_backup");
  write_file(folder / "short", "bm8=\n");
  CHECK(ArchiveKey::from_file(folder / "short").error().code == Code::backup_key);
  CHECK(ArchiveKey::from_file(folder / "none").error().code == Code::backup_key);
}

TEST_CASE("a bit that turns in a backup is always noticed, and so is an end that is missing") {
  const test::Folder folder;
  const int tries = std::getenv("HUIDAN_SOAK") == nullptr ? 150 : 1000;
  const std::string sound = read_file(write_archive(folder, {}), 1 << 20).value();
  std::mt19937_64 chance(20261122);
  for (int i = 0; i < tries; ++i) {
    CAPTURE(i);
    std::string hurt = sound;
    const std::size_t at = i < 80 ? static_cast<std::size_t>(i) : chance() % sound.size();
    hurt[at] = static_cast<char>(hurt[at] ^ (1 << chance() % 8));
    write_file(folder / "hurt", hurt);
    const std::string said = all_of(folder / "hurt", {});
    CHECK((said == "bad_backup" || said == "backup_key"));
    write_file(folder / "cut", sound.substr(0, chance() % sound.size()));
    CHECK(all_of(folder / "cut", {}) == "bad_backup");
  }
  std::printf("  %-10s %5d flips: all noticed\n", "backup", tries);
}

}  // namespace
}  // namespace huidan::store

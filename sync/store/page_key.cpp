#include "sync/store/page_key.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"

namespace huidan::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKey_bytes = 32;
constexpr std::uintmax_t kFile_bytes = 200;

bool empty(const fs::path& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  return error || bytes == 0;
}

}  // namespace

fs::path page_key_file(const fs::path& path) {
  fs::path key = path;
  key += ".key";
  return key;
}

void expect_database(const fs::path& path, const fs::path& witness) {
  std::error_code error;
  if (!fs::exists(witness, error) || !empty(path)) return;
  throw Failure({Code::db_corrupt, path.filename().string()});
}

void make_private(const fs::path& path) {
  std::error_code error;
  if (fs::exists(path, error)) return;
  write_file_once(path, {}, to_hex(random_bytes(8)), Access::owner_only);
}

std::string page_key_pragmas(const fs::path& path) {
  const fs::path place = page_key_file(path);
  std::error_code ignored;
  if (!fs::exists(place, ignored) && empty(path)) {
    write_file_once(place, to_base64(random_bytes(kKey_bytes)) + '\n', to_hex(random_bytes(8)),
                    Access::owner_only);
  }
  const auto file = read_file(place, kFile_bytes);
  const auto key = file ? from_base64(trimmed(file.value())) : std::nullopt;
  if (!key || key->size() != kKey_bytes) {
    throw Failure({Code::db_corrupt, place.filename().string()});
  }
  // AEGIS-256: with the processor's AES it costs the least of those that prove a page.
  return "PRAGMA cipher='aegis'; PRAGMA key='raw:" + to_hex(*key) + "';";
}

}  // namespace huidan::store

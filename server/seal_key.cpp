#include "server/seal_key.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kPem_bytes = 65536;

Result<seal::ReadyStamp> read_stamp(const fs::path& key, const fs::path& certificate) {
  const auto secret = read_file(key, kPem_bytes);
  if (!secret) return Error{Code::bad_config, "seal-key"};
  const auto open = read_file(certificate, kPem_bytes);
  if (!open) return Error{Code::bad_config, "seal-cert"};
  return seal::ReadyStamp::read({secret.value(), open.value()});
}

}  // namespace

Result<seal::ReadyStamp> desk_stamp(const fs::path& folder, const StampFiles& given,
                                    std::int64_t now_ms) {
  if (given.key.empty() != given.certificate.empty()) {
    return Error{Code::bad_config, given.key.empty() ? "seal-key" : "seal-cert"};
  }
  if (!given.key.empty()) {
    return read_stamp(path_from_utf8(given.key), path_from_utf8(given.certificate));
  }
  if (folder.empty()) return Error{Code::bad_config, "seal-key"};
  const fs::path pair = folder / "seal.key";
  if (!fs::exists(pair)) {
    // Key and certificate in one file: two programs that start at once agree on both or neither.
    const std::string word = to_hex(random_bytes(4));
    const seal::Stamp made = seal::new_stamp("huidan-server " + word, now_ms);
    write_file_once(pair, made.key + made.certificate, word, Access::owner_only);
  }
  return read_stamp(pair, pair);
}

}  // namespace huidan::server

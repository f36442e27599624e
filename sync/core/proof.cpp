#include "sync/core/proof.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/result.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kScheme = "Huidan ";
constexpr std::size_t kId_bytes = 16;
constexpr std::size_t kProof_bytes = 32;

}  // namespace

std::string sync_statement(std::string_view packed_body) {
  return "huidan.sync.1\n" + std::string(packed_body);
}

std::string blob_statement(std::string_view method, std::string_view target, std::int64_t off_bytes,
                           std::string_view body) {
  std::string statement = "huidan.blob.1\n";
  statement.append(method).append(" ").append(target).append("\n");
  return statement.append(std::to_string(off_bytes)).append("\n").append(body);
}

std::optional<std::string> proof_key(std::string_view secret_key, std::string_view their_key,
                                     const DeviceId& device) {
  return shared_key(secret_key, their_key, "huidan.proof.1\n" + device.value + '\n');
}

Prover::Prover(DeviceId device, std::string_view secret_key, std::string_view desk_key)
    : device_(std::move(device)) {
  auto key = proof_key(secret_key, desk_key, device_);
  if (!key) throw Failure({Code::db_corrupt, "desk_key"});
  key_ = std::move(*key);
}

std::string Prover::prove(std::string_view statement) const {
  const std::string id = uuid_bytes(device_.value).value_or("");
  return std::string(kScheme) + to_base64(id + mac_of(statement, key_));
}

std::optional<Proof> read_proof(std::string_view header) {
  if (!header.starts_with(kScheme)) return std::nullopt;
  const auto bytes = from_base64(header.substr(kScheme.size()));
  if (!bytes || bytes->size() != kProof_bytes) return std::nullopt;
  const std::string_view all = *bytes;
  return Proof{DeviceId(uuid_text(all.substr(0, kId_bytes))), std::string(all.substr(kId_bytes))};
}

}  // namespace huidan::core

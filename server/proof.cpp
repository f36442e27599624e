#include "server/proof.hpp"

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {

Result<DeviceId> Proofs::device(std::string_view header, std::string_view statement) {
  auto proof = core::read_proof(header);
  if (!proof) return Error{Code::bad_signature};
  const auto key = key_of(proof->device);
  if (!key) return key.error();
  if (!mac_holds(statement, proof->code, key.value())) return Error{Code::bad_signature};
  return std::move(proof->device);
}

Result<std::string> Proofs::key_of(const DeviceId& device) {
  {
    const std::lock_guard lock(mutex_);
    const auto kept = keys_.find(device.value);
    if (kept != keys_.end()) return kept->second;
  }
  const auto row = desk_.read([&](Records& records) -> Result<core::DeviceRow> {
    auto found = records.orders.device(device);
    if (!found || found->public_key.empty()) return Error{Code::unknown_device};
    return std::move(*found);
  });
  if (!row) return row.error();
  auto key = core::proof_key(desk_.secret_key(), row.value().public_key, device);
  if (!key) return Error{Code::bad_signature};
  const std::lock_guard lock(mutex_);
  if (keys_.size() >= limits::kProofKeys_max) keys_.clear();
  keys_.emplace(device.value, *key);
  return std::move(*key);
}

Result<Laptop> laptop_of(Records& records, const DeviceId& device) {
  auto row = records.orders.device(device);
  if (!row) return Error{Code::unknown_device};
  if (row->revoked == core::Revoked::lost) return Error{Code::device_lost};
  auto person = records.orders.person(row->person);
  if (!person || !person->active) return Error{Code::device_revoked};
  return Laptop{std::move(*row), std::move(*person)};
}

}  // namespace huidan::server

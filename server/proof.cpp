#include "server/proof.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::server {

Result<Laptop> prove(Records& records, std::string_view device, std::string_view signature,
                     std::string_view statement) {
  auto row = records.orders.device(DeviceId(std::string(device)));
  if (!row || row->public_key.empty()) return Error{Code::unknown_device};
  const auto proof = from_base64(signature);
  const bool his = proof && signature_holds(statement, *proof, row->public_key);
  if (!his) return Error{Code::bad_signature};
  if (row->revoked == core::Revoked::lost) return Error{Code::device_lost};
  auto person = records.orders.person(row->person);
  if (!person || !person->active) return Error{Code::device_revoked};
  return Laptop{std::move(*row), std::move(*person)};
}

}  // namespace huidan::server

#include "server/proof.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::server {

Result<core::DeviceRow> find_laptop(Records& records, std::string_view device) {
  auto row = records.orders.device(DeviceId(std::string(device)));
  if (!row || row->public_key.empty()) return Error{Code::unknown_device};
  return std::move(*row);
}

Refusable signed_by(const core::DeviceRow& device, std::string_view signature,
                    std::string_view statement) {
  const auto proof = from_base64(signature);
  const bool his = proof && signature_holds(statement, *proof, device.public_key);
  if (!his) return Error{Code::bad_signature};
  return Done{};
}

Result<Laptop> prove(Records& records, std::string_view device, std::string_view signature,
                     std::string_view statement) {
  auto row = find_laptop(records, device);
  if (!row) return row.error();
  if (auto his = signed_by(row.value(), signature, statement); !his) return his.error();
  if (row.value().revoked == core::Revoked::lost) return Error{Code::device_lost};
  auto person = records.orders.person(row.value().person);
  if (!person || !person->active) return Error{Code::device_revoked};
  return Laptop{std::move(row).value(), std::move(*person)};
}

}  // namespace huidan::server

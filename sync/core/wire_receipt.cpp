// What stands under a receipt, as canonical JSON (see wire_op.cpp for why a dump is canonical).

#include <nlohmann/json.hpp>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/json.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::core {

std::string receipt_statement(const Receipt& receipt) {
  return json_text({{"schema", "huidan.receipt.1"},
                    {"id", receipt.id},
                    {"at", receipt.at},
                    {"device", receipt.device.value},
                    {"inc", receipt.incarnation},
                    {"last_n", receipt.last_n},
                    {"chain", receipt.chain},
                    {"ops", receipt.ops}});
}

bool receipt_holds(const Receipt& receipt, std::string_view desk_key) {
  const auto signature = from_base64(receipt.signature);
  return signature && signature_holds(receipt_statement(receipt), *signature, desk_key);
}

}  // namespace huidan::core

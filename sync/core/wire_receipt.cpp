// What stands under a receipt, as canonical JSON (see wire_op.cpp for why a dump is canonical), and
// receipts as both programs list them.

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

std::string encode_receipts(const std::vector<ReceiptRow>& rows) {
  using nlohmann::ordered_json;
  ordered_json receipts = ordered_json::array();
  for (const auto& [receipt, proven] : rows) {
    receipts.push_back({{"id", receipt.id},
                        {"at", receipt.at},
                        {"device", receipt.device.value},
                        {"incarnation", receipt.incarnation},
                        {"last_n", receipt.last_n},
                        {"chain", receipt.chain},
                        {"ops", receipt.ops},
                        {"proven", proven}});
  }
  return ordered_json{{"receipts", receipts}}.dump(-1, ' ', false,
                                                   ordered_json::error_handler_t::replace);
}

}  // namespace huidan::core

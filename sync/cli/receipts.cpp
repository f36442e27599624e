#include "sync/cli/receipts.hpp"

#include <nlohmann/json.hpp>

#include "sync/base/time.hpp"

namespace huidan::cli {
namespace {

constexpr std::size_t kChain_digits = 16;  // enough to compare by voice

}  // namespace

void say_receipts(Console& console, const std::vector<ReceiptRow>& rows) {
  nlohmann::ordered_json receipts = nlohmann::ordered_json::array();
  std::string lines;
  for (const auto& [receipt, proven] : rows) {
    receipts.push_back({{"id", receipt.id},
                        {"at", receipt.at},
                        {"device", receipt.device.value},
                        {"incarnation", receipt.incarnation},
                        {"last_n", receipt.last_n},
                        {"chain", receipt.chain},
                        {"ops", receipt.ops},
                        {"proven", proven}});
    lines += text_with(console.language(), "cli.receipt.line",
                       {{"id", receipt.id},
                        {"at", time_for_people(receipt.at)},
                        {"device", receipt.device.value},
                        {"last_n", std::to_string(receipt.last_n)},
                        {"ops", std::to_string(receipt.ops)},
                        {"chain", receipt.chain.substr(0, kChain_digits)}});
    if (!proven) lines += "  " + std::string(text(console.language(), "cli.receipt.unproven"));
    lines += '\n';
  }
  console.answer(nlohmann::ordered_json{{"receipts", receipts}}.dump(), lines);
}

}  // namespace huidan::cli

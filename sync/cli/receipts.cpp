#include "sync/cli/receipts.hpp"

#include "sync/base/time.hpp"

namespace huidan::cli {
namespace {

constexpr std::size_t kChain_digits = 16;  // enough to compare by voice

}  // namespace

std::string receipt_lines(Language language, const std::vector<ReceiptRow>& rows) {
  std::string lines;
  for (const auto& [receipt, proven] : rows) {
    lines += text_with(language, "cli.receipt.line",
                       {{"id", receipt.id},
                        {"at", time_for_people(receipt.at)},
                        {"device", receipt.device.value},
                        {"last_n", std::to_string(receipt.last_n)},
                        {"ops", std::to_string(receipt.ops)},
                        {"chain", receipt.chain.substr(0, kChain_digits)}});
    if (!proven) lines += "  " + std::string(text(language, "cli.receipt.unproven"));
    lines += '\n';
  }
  return lines;
}

}  // namespace huidan::cli

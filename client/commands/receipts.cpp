#include "sync/cli/receipts.hpp"

#include <memory>

#include "client/commands/commands.hpp"
#include "client/device.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::client {
namespace {

Refusable receipts(cli::Context& context, const std::string& number) {
  Device device(context.data);
  const auto me = device.identity();
  if (!me) return me.error();
  std::vector<ReceiptRow> rows;
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    for (const Receipt& receipt : records.receipts(number)) {
      rows.push_back({receipt, core::receipt_holds(receipt, me.value().desk_key)});
    }
  });
  if (rows.empty() && !number.empty()) return Error{Code::not_found, number.substr(0, 80)};
  context.console.answer(core::encode_receipts(rows),
                         cli::receipt_lines(context.console.language(), rows));
  return Done{};
}

}  // namespace

void add_receipts(cli::Program& program) {
  auto number = std::make_shared<std::string>();
  CLI::App* verb = program.verb(
      "receipts", [number](cli::Context& context) { return receipts(context, *number); });
  program.option(verb, "NUMBER", &*number);
}

}  // namespace huidan::client

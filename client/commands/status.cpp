#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"
#include "client/device.hpp"
#include "client/refusals.hpp"
#include "sync/base/file.hpp"
#include "sync/base/time.hpp"
#include "sync/cli/order_text.hpp"

namespace huidan::client {
namespace {

using nlohmann::ordered_json;

std::int64_t open_disputes(const std::vector<WorkOrder>& orders) {
  std::int64_t count = 0;
  for (const WorkOrder& order : orders) {
    for (const Dispute& dispute : order.disputes) count += dispute.state == "open" ? 1 : 0;
  }
  return count;
}

/// One line for each: which order, what, and why it was not taken.
std::string refused_lines(Language language, const std::vector<Refusal>& refused) {
  std::string lines;
  for (const Refusal& each : refused) {
    std::string what = cli::op_text(language, each.kind);
    for (const auto& [name, value] : each.says) {
      what += "  " + cli::named_value(language, name, value);
    }
    lines += text_with(language, "cli.status.refused",
                       {{"no", each.no.empty() ? "–" : each.no},
                        {"what", what},
                        {"at", time_for_people(each.at)},
                        {"why", sentence(language, each.why)}}) +
             '\n';
  }
  return lines;
}

Refusable status(cli::Context& context) {
  Device device(context.data);
  const auto me = device.identity();
  if (!me) return me.error();
  const auto orders = device.orders();
  if (!orders) return orders.error();
  core::SyncState state;
  std::int64_t unsent = 0;
  std::size_t blobs = 0;
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    state = records.state();
    unsent = records.unsent_count();
    blobs = records.waiting_blobs().size();
  });
  const std::int64_t disputes = open_disputes(orders.value());
  const std::int64_t free_bytes = disk_free_bytes(device.folder());
  const std::vector<Refusal> refused = refusals(device);
  const Language language = context.console.language();
  const ordered_json document{
      {"device", me.value().device.value},
      {"user", me.value().person.name},
      {"server", me.value().server},
      {"orders", orders.value().size()},
      {"unsent_ops", unsent},
      {"unsent_blobs", blobs},
      {"disputes", disputes},
      {"refused", document_of(refused, language)},
      {"last_receipt", {{"id", state.receipt.id}, {"at", state.receipt.at}}},
      {"clock_offset_ms", state.clock_offset_ms},
      {"disk_free_bytes", free_bytes}};
  context.console.answer(document.dump(),
                         text_with(language, "cli.status.lines",
                                   {{"user", me.value().person.name},
                                    {"orders", std::to_string(orders.value().size())},
                                    {"unsent", std::to_string(unsent)},
                                    {"photos", std::to_string(blobs)},
                                    {"disputes", std::to_string(disputes)},
                                    {"receipt", state.receipt.id.empty() ? "–" : state.receipt.id},
                                    {"at", time_for_people(state.receipt.at)},
                                    {"offset", std::to_string(state.clock_offset_ms / 1000)},
                                    {"free", std::to_string(free_bytes >> 20)}}) +
                             '\n' + refused_lines(language, refused));
  return Done{};
}

}  // namespace

void add_status(cli::Program& program) {
  program.verb("status", status);
}

}  // namespace huidan::client

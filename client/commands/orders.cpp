#include <memory>

#include "client/commands/commands.hpp"
#include "client/commands/say.hpp"
#include "client/device.hpp"
#include "sync/cli/order_text.hpp"
#include "sync/core/settle.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

Refusable list(cli::Context& context) {
  Device device(context.data);
  const auto orders = device.orders();
  if (!orders) return orders.error();
  std::string document = R"({"orders":[)";
  std::string lines;
  for (const WorkOrder& order : orders.value()) {
    if (!lines.empty()) document += ',';
    document += core::encode_order(device.shown(order), core::Empty::shown);
    lines += cli::order_line(context.console.language(), order);
  }
  context.console.answer(document + "]}", lines);
  return Done{};
}

Refusable show(cli::Context& context, const std::string& no) {
  Device device(context.data);
  const auto order = device.order(no);
  if (!order) return order.error();
  say_order(context, device, order.value());
  return Done{};
}

Refusable disputes(cli::Context& context) {
  Device device(context.data);
  const auto orders = device.orders();
  if (!orders) return orders.error();
  std::string lines;
  for (const WorkOrder& order : orders.value()) {
    lines += cli::dispute_lines(context.console.language(), order);
  }
  context.console.answer(core::encode_open_disputes(orders.value()), lines);
  return Done{};
}

struct SettleOptions {
  std::string id;
  std::string word;  // mine | theirs | the value itself
};

Refusable settle(cli::Context& context, const SettleOptions& options) {
  Device device(context.data);
  const auto orders = device.orders();
  if (!orders) return orders.error();
  const auto found = core::find_open_dispute(orders.value(), options.id);
  if (!found) return found.error();
  const DisputeId& id = found.value().dispute.id;
  const Telling telling(context, device, found.value().no);
  // Both values were shown: whoever chooses corrects, where a form was signed.
  const auto written = device.write(
      found.value().no,
      [&](const WorkOrder& order) { return core::settlement(order, id, options.word); },
      OnSigned::correct);
  return telling.written(written);
}

}  // namespace

void say_order(cli::Context& context, Device& device, const WorkOrder& order) {
  const WorkOrder shown = device.shown(order);
  context.console.answer(core::encode_order(shown, core::Empty::shown),
                         cli::order_lines(context.console.language(), shown));
}

Telling::Telling(cli::Context& context, Device& device, std::string_view no)
    : context_(context), device_(device) {
  if (const auto order = device.order(no)) {
    before_ = cli::order_lines(context.console.language(), device.shown(order.value()));
  }
}

Refusable Telling::written(const Result<WorkOrder>& order) const {
  if (!order) return order.error();
  const WorkOrder shown = device_.shown(order.value());
  context_.console.answer(core::encode_order(shown, core::Empty::shown),
                          cli::new_lines(context_.console.language(), before_, shown));
  return Done{};
}

void add_orders(cli::Program& program) {
  program.verb("orders", list);
  auto no = std::make_shared<std::string>();
  CLI::App* showing =
      program.verb("show", [no](cli::Context& context) { return show(context, *no); });
  program.required(showing, "NO", &*no);
  CLI::App* listing = program.verb("disputes", disputes);
  auto options = std::make_shared<SettleOptions>();
  CLI::App* settling =
      program.verb_of(listing, "disputes.settle",
                      [options](cli::Context& context) { return settle(context, *options); });
  program.required(settling, "ID", &options->id);
  program.required(settling, "VALUE", &options->word);
}

}  // namespace huidan::client

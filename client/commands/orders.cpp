#include <memory>

#include "client/commands/commands.hpp"
#include "client/commands/say.hpp"
#include "client/device.hpp"
#include "sync/cli/dispute_json.hpp"
#include "sync/cli/order_text.hpp"
#include "sync/core/canon.hpp"
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
    document += core::encode_order(core::as_shown(order), core::Empty::shown);
    lines += cli::order_line(context.console.language(), order);
  }
  context.console.answer(document + "]}", lines);
  return Done{};
}

Refusable show(cli::Context& context, const std::string& no) {
  Device device(context.data);
  return say_written(context, device.order(no));
}

Refusable disputes(cli::Context& context) {
  Device device(context.data);
  const auto orders = device.orders();
  if (!orders) return orders.error();
  std::string lines;
  for (const WorkOrder& order : orders.value()) {
    lines += cli::dispute_lines(context.console.language(), order);
  }
  context.console.answer(cli::disputes_json(orders.value(), cli::Disputes::open), lines);
  return Done{};
}

}  // namespace

void say_order(cli::Context& context, const WorkOrder& order) {
  const WorkOrder shown = core::as_shown(order);
  context.console.answer(core::encode_order(shown, core::Empty::shown),
                         cli::order_lines(context.console.language(), shown));
}

Refusable say_written(cli::Context& context, const Result<WorkOrder>& written) {
  if (!written) return written.error();
  say_order(context, written.value());
  return Done{};
}

void add_orders(cli::Program& program) {
  program.verb("orders", list);
  auto no = std::make_shared<std::string>();
  CLI::App* showing =
      program.verb("show", [no](cli::Context& context) { return show(context, *no); });
  program.required(showing, "NO", &*no);
  program.verb("disputes", disputes);
}

}  // namespace huidan::client

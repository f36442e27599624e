#include <memory>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "sync/cli/order_text.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::server {
namespace {

struct DisputesOptions {
  std::string id;
  std::string choice;
};

Refusable list_disputes(cli::Context& context) {
  App app({context.data, context.store});
  const auto orders = app.dispatch.disputed({});
  std::string lines;
  for (const WorkOrder& order : orders) {
    lines += cli::dispute_lines(context.console.language(), order);
  }
  context.console.answer(core::encode_open_disputes(orders), lines);
  return Done{};
}

/// "mine" is the parked value, "theirs" the one that stands; anything else is the value itself.
Refusable settle(cli::Context& context, const DisputesOptions& options) {
  App app({context.data, context.store});
  const auto written = app.dispatch.settle({}, options.id, options.choice);
  if (!written) return written.error();
  const WorkOrder& order = written.value().order;
  context.console.answer(core::encode_order(app.dispatch.shown(order), core::Empty::shown),
                         cli::dispute_lines(context.console.language(), order));
  return Done{};
}

}  // namespace

void add_disputes(cli::Program& program) {
  auto options = std::make_shared<DisputesOptions>();
  program.verb("disputes list", list_disputes);
  CLI::App* settling = program.verb(
      "disputes settle", [options](cli::Context& context) { return settle(context, *options); });
  program.required(settling, "ID", &options->id);
  program.required(settling, "VALUE", &options->choice);
}

}  // namespace huidan::server

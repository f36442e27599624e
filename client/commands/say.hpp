#pragma once
// How the laptop's verbs answer with an order.

#include "client/device.hpp"
#include "sync/cli/program.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::client {

/// The order as `show` gives it, with its sign-offs as readers must see them.
void say_order(cli::Context& context, Device& device, const WorkOrder& order);

/// The same for a verb that wrote, or its refusal.
[[nodiscard]] Refusable say_written(cli::Context& context, Device& device,
                                    const Result<WorkOrder>& written);

}  // namespace huidan::client

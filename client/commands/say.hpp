#pragma once
// How the laptop's verbs answer with an order.

#include <string>
#include <string_view>

#include "client/device.hpp"
#include "sync/cli/program.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::client {

/// The order as `show` gives it, with its sign-offs as readers must see them.
void say_order(cli::Context& context, Device& device, const WorkOrder& order);

/// How a verb that writes answers: for people with what `show` says of the order now and did not
/// say when this was made, for programs with the order as it is.
class Telling {
 public:
  /// `context` and `device` outlive it. An order that is not there yet, or never, says nothing.
  Telling(cli::Context& context, Device& device, std::string_view no);

  /// The order that was written, or its refusal.
  [[nodiscard]] Refusable written(const Result<WorkOrder>& order) const;

 private:
  cli::Context& context_;
  Device& device_;
  std::string before_;
};

}  // namespace huidan::client

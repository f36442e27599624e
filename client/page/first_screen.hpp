#pragma once
// What the page shows before its program has started: the first of today's orders, written into the
// page itself, so that they stand there as soon as a browser can paint. The program then takes
// over.

#include <string>

#include "client/device.hpp"
#include "sync/base/catalogue.hpp"

namespace huidan::client {

/// Where an order stands on the engineer's list. On the wire the name of it: "sent_back", …
enum class Turn { sent_back, open, rests, done };
[[nodiscard]] Turn turn_of(const WorkOrder& order) noexcept;

/// The order as the page reads it: as shown, and its `turn`.
[[nodiscard]] std::string told(Device& device, const WorkOrder& order);

/// HTML of the first orders that wait for this engineer, as Today.vue orders and shows them; empty
/// on a laptop that is nobody's yet or has nothing to show.
[[nodiscard]] std::string first_screen(Device& device, Language language);

}  // namespace huidan::client

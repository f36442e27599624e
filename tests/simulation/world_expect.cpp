// What a scenario expects.
#include <algorithm>

#include "tests/simulation/world.hpp"

namespace huidan::sim {
namespace {

void want(bool holds, const Step& step, const std::string& instead) {
  if (!holds) throw Violation("expected", text_of(step) + ", but it is " + instead);
}

}  // namespace

void World::expect(const Step& step) {
  if (step.verb == Verb::heal) return heal();
  if (step.verb == Verb::expect_results) {
    const auto count =
        std::ranges::count(history_.life().journal, step.words.at(0), &Arrived::state);
    return want(count == step.numbers.at(0), step, std::to_string(count));
  }
  if (step.verb == Verb::expect_count) {
    const auto name = count_from_name(step.words.at(0));
    want(name.has_value(), step, "no count");
    const std::int64_t count = around_.tally.of(*name);
    return want(count == step.numbers.at(0), step, std::to_string(count));
  }
  const bool of_laptop = step.verb >= Verb::expect_view && step.verb <= Verb::expect_unsent;
  if (!of_laptop) return expect_of_order(step);
  Laptop* at = laptop(step);
  if (at == nullptr && step.verb == Verb::expect_lacks) return;  // wiped
  want(at != nullptr, step, "not there");
  expect_of_laptop(step, *at);
}

void World::expect_of_order(const Step& step) {
  const auto order = desk_.order(order_id(step.numbers.at(0)));
  want(order.has_value(), step, "not there");
  if (step.verb == Verb::expect_value) {
    const std::string& value = value_of(*order, field_from_name(step.words.at(0)).value());
    return want(value == step.words.at(1), step, '"' + value + '"');
  }
  if (step.verb == Verb::expect_recalls) {
    const auto names = desk_.recalls(order_id(step.numbers.at(0)));
    return want(names.size() == static_cast<std::size_t>(step.numbers.at(1)), step,
                std::to_string(names.size()));
  }
  if (step.verb == Verb::expect_photos) {
    const auto count = std::ranges::count(order->photos, step.words.at(0), &Photo::state);
    return want(count == step.numbers.at(1), step, std::to_string(count));
  }
  const auto open = std::ranges::count(order->disputes, "open", &Dispute::state);
  const auto count =
      step.verb == Verb::expect_open ? static_cast<std::size_t>(open) : order->notes.size();
  want(count == static_cast<std::size_t>(step.numbers.at(1)), step, std::to_string(count));
}

void World::expect_of_laptop(const Step& step, Laptop& at) {
  if (step.verb == Verb::expect_sent) {
    return want(at.sent() == step.numbers.at(1), step, std::to_string(at.sent()));
  }
  if (step.verb == Verb::expect_unsent) {
    return want(at.unsent() == step.numbers.at(1), step, std::to_string(at.unsent()));
  }
  const OrderId id = order_id(step.numbers.at(1));
  const auto view = at.view(id);
  if (step.verb == Verb::expect_lacks) return want(!view, step, "there");
  want(view.has_value(), step, "not there");
  if (step.verb == Verb::expect_limbo) {
    return want(!at.workable(id), step, "still his");
  }
  if (step.verb == Verb::expect_has) return want(at.workable(id).has_value(), step, "in limbo");
  const std::string& value = value_of(*view, field_from_name(step.words.at(0)).value());
  want(value == step.words.at(1), step, '"' + value + '"');
}

}  // namespace huidan::sim

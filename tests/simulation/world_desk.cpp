// What the seats at the desk do.
#include <optional>

#include "tests/simulation/world.hpp"

namespace huidan::sim {
namespace {

core::SetFields set_of(const WorkOrder& order, const std::string& name, const std::string& value) {
  const Field field = field_from_name(name).value();
  return {current_visit(order).id, {{field, value, value_of(order, field)}}};
}

/// The states through which an order comes to its next engineer.
std::vector<std::string> way_to_assigned(const std::string& status) {
  if (status == "received") return {"classified", "dispatched", "assigned"};
  if (status == "classified" || status == "phone_support" || status == "cannot_continue") {
    return {"dispatched", "assigned"};
  }
  if (status == "en_route" || status == "on_site") return {"suspended", "assigned"};
  return {"assigned"};
}

}  // namespace

void World::seat(const Step& step) {
  const int seat = (step.numbers.at(0) + 1) % 2;
  const int number = step.numbers.at(1);
  if (step.verb == Verb::receive) return receive(seat, number, step.words.at(0));
  if (!orders_.contains(number)) return;
  const OrderId id = orders_.at(number);
  if (step.verb == Verb::open) return desk_.look(seat, id);
  if (step.verb == Verb::assign) return assign(seat, id, step.words.at(0));
  const auto order = desk_.order(id);
  if (!order) return;
  std::optional<core::OpBody> body;
  switch (step.verb) {
    case Verb::seat_set:
      body = set_of(*order, step.words.at(0), step.words.at(1));
      break;
    case Verb::seat_move:
      body = moved(*order, step.words.at(0));
      break;
    case Verb::seat_note:
      body = core::AddNote{step.words.at(0)};
      break;
    case Verb::seat_put_part:
      if (find_part(*order, row_id(step.numbers.at(2))) != nullptr) {
        body = core::PutPart{row_id(step.numbers.at(2)),
                             current_visit(*order).id,
                             {{step.words.at(0), step.words.at(1)}}};
      }
      break;
    case Verb::seat_remove:
      if (find_part(*order, row_id(step.numbers.at(2))) != nullptr) {
        body = core::RemovePart{row_id(step.numbers.at(2))};
      }
      break;
    case Verb::seat_settle:
      body = settlement(*order, step.numbers.at(2), step.words.at(0));
      break;
    default:
      break;
  }
  SeededRandom random = chance(step_);
  if (body) desk_.edit(seat, id, {std::move(*body)}, random);
}

void World::assign(int seat, const OrderId& id, const std::string& person) {
  const auto order = desk_.order(id);
  if (!order) return;
  std::vector<core::OpBody> bodies;
  for (const std::string& status : way_to_assigned(value_of(*order, Field::status))) {
    core::SetFields body = moved(*order, status);
    if (status == "assigned") body.fields.push_back({Field::assignee, person});
    bodies.emplace_back(std::move(body));
  }
  SeededRandom random = chance(step_);
  desk_.edit(seat, id, std::move(bodies), random);
}

void World::receive(int seat, int number, const std::string& person) {
  if (orders_.contains(number)) return;
  const OrderId id = order_id(number);
  orders_[number] = id;
  SeededRandom random = chance(4'000'000 + number);
  desk_.edit(seat, id,
             {core::NewOrder{"WX-" + std::to_string(number), {{Field::description, "lift"}}, {}}},
             random);
  const int step = step_;
  step_ = 5'000'000 + number;  // its chance is its own
  assign(seat, id, person);
  step_ = step;
}

}  // namespace huidan::sim

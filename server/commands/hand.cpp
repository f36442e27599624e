#include "server/commands/hand.hpp"

namespace huidan::server {

Refusable desk_is_there(const cli::Context& context) {
  return desk_exists({context.data, context.store});
}

Result<Hand> hand_of(App& app, const std::string& as) {
  if (as.empty()) return Hand{};
  for (const Person& person : app.people.list()) {
    if (person.name == as && person.active) return Hand{Hand::Kind::person, person};
  }
  return Error{Code::unknown_user, as};
}

}  // namespace huidan::server

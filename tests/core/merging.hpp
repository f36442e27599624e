#pragma once
// A desk, two laptops and one order: each writes in turn, on the version that he has seen.

#include <string>
#include <vector>

#include "tests/core/samples.hpp"

namespace huidan::core {

struct Table {
  OrderState state;
  Pen desk{"leader1", 700, {Role::seat, Role::duty_leader}};
  Pen e1{"e1", 600, Role::engineer};
  Pen e1_second{"e1", 610, Role::engineer};  // his other laptop
  Pen admin{"admin1", 800, Role::administrator};
  int number = 10;
  std::string group{};

  explicit Table(const std::string& status = "on_site") : state(state_of(status)) {}

  Outcome write(const Pen& pen, OpBody body, std::int64_t base) {
    Op op = op_of(++number, std::move(body), base);
    op.group = group;
    return merge(state, op, pen.author);
  }

  Outcome set(const Pen& pen, Settings fields, std::int64_t base) {
    return write(pen, set_of(std::move(fields)), base);
  }

  [[nodiscard]] std::int64_t version() const { return state.order.version; }

  [[nodiscard]] const std::string& value(Field field) const { return value_of(state.order, field); }

  [[nodiscard]] const Part& part(int id = 50) const {
    return *find_part(state.order, RowId(uuid(id)));
  }

  /// "field mine/theirs(base) why", one after the other.
  [[nodiscard]] std::string disputes() const {
    std::string out;
    for (const Dispute& d : state.order.disputes) {
      if (d.state != "open") continue;
      if (!out.empty()) out += ", ";
      out += d.field + ' ' + d.mine + '/' + d.theirs + '(' + d.base + ") " + d.why;
    }
    return out;
  }
};

/// "applied", "rejected field_forbidden treatment", …
inline std::string told(const Outcome& outcome) {
  std::string out(name_of(outcome.verdict));
  if (outcome.error == Error{}) return out;
  out += ' ' + std::string(code_name(outcome.error.code));
  if (!outcome.error.field.empty()) out += ' ' + outcome.error.field;
  return out;
}

}  // namespace huidan::core

#include "sync/core/amend.hpp"

#include <algorithm>
#include <array>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/canon.hpp"

namespace huidan::core {
namespace {

/// A part as one line: what a row says that came or went.
std::string summary(const Part& part) {
  std::string line;
  for (const std::string* word : {&part.name, &part.model, &part.qty, &part.unit, &part.note}) {
    if (word->empty()) continue;
    if (!line.empty()) line += ' ';
    line += *word;
  }
  return line.empty() ? "-" : line;
}

class Amender {
 public:
  Amender(WorkOrder& order, const Op& op, const Writer& writer)
      : order_(order), op_(op), writer_(writer) {}

  void compare(const WorkOrder& before) {
    for (const Field field : form_fields()) value(before, field);
    value(before, Field::language);
    for (const Part& part : order_.parts) {
      const Part* was = find_part(before, part.id);
      const bool stood = was != nullptr && !was->removed;
      if (stood && !part.removed) columns(*was, part);
      if (stood && part.removed) note(part.id, "part", summary(*was), {});
      if (!stood && !part.removed) note(part.id, "part", {}, summary(part));
    }
  }

 private:
  void value(const WorkOrder& before, Field field) {
    const std::string& was = value_of(before, field);
    const std::string& now = value_of(order_, field);
    if (was != now) note({}, huidan::name_of(field), was, now);
  }

  void columns(Part was, Part now) {
    for (const std::string_view column : kPartColumns) {
      const std::string& before = *part_column(was, column);
      const std::string& after = *part_column(now, column);
      if (before != after) note(now.id, column, before, after);
    }
  }

  void note(const RowId& row, std::string_view field, std::string was, std::string value) {
    const std::string place = row.value + '/' + std::string(field);
    Amendment amendment;
    amendment.id = RowId("A-" + sha256_hex(op_.id.value + place).substr(0, 12));
    amendment.row = row;
    amendment.field = std::string(field);
    amendment.was = std::move(was);
    amendment.value = std::move(value);
    amendment.by = writer_.name;
    amendment.at = op_.at;
    order_.amendments.push_back(std::move(amendment));
  }

  WorkOrder& order_;
  const Op& op_;
  const Writer& writer_;
};

}  // namespace

bool signed_by_anybody(const WorkOrder& order) noexcept {
  return std::ranges::any_of(order.signoffs, [&](const SignOff& sign_off) {
    const bool given = sign_off.state == "signed" || sign_off.state == "on_paper";
    return given && sign_off.visit == current_visit(order).id;
  });
}

void note_amendments(const WorkOrder& before, WorkOrder& after, const Op& op,
                     const Writer& writer) {
  Amender(after, op, writer).compare(before);
}

Outcome amending(OrderState& state, const Op& op, const Writer& writer,
                 const std::function<Outcome()>& judge) {
  // Most orders have no signature yet: they cost no copy.
  if (!state.exists() || !signed_by_anybody(state.order)) return judge();
  OrderState before = state;
  Outcome outcome = judge();
  note_amendments(before.order, state.order, op, writer);
  if (state.order.amendments.size() <= limits::kAmendments_max) return outcome;
  state = std::move(before);
  return {Verdict::rejected, {Code::too_many, std::to_string(limits::kAmendments_max)}, {}};
}

}  // namespace huidan::core

#include "sync/core/settle.hpp"

#include <algorithm>
#include <optional>

#include "sync/core/apply.hpp"

namespace huidan::core {
namespace {

Error no_such(std::string_view id) {
  return {Code::not_found, std::string(id.substr(0, 80)), "dispute"};
}

}  // namespace

std::string standing_value(const WorkOrder& order, const Dispute& dispute) {
  if (const auto field = field_from_name(dispute.field)) {
    const std::string* value = value_at(order, dispute.row, *field);
    return value == nullptr ? std::string() : *value;
  }
  const Part* part = find_part(order, dispute.row);
  if (part == nullptr) return dispute.theirs;
  if (dispute.field == "removed") return part->removed ? "1" : "";
  Part copy = *part;
  const std::string* column = part_column(copy, dispute.field);
  return column == nullptr ? dispute.theirs : *column;
}

std::string chosen_by_word(const WorkOrder& order, const Dispute& dispute,
                           const std::string& word) {
  if (word == "mine") return dispute.mine;
  return word == "theirs" ? standing_value(order, dispute) : word;
}

bool brings_back(const Dispute& dispute, const std::string& value,
                 const std::string& standing) noexcept {
  return value == dispute.mine || (value != dispute.theirs && value != standing);
}

Result<FoundDispute> find_open_dispute(const std::vector<WorkOrder>& orders, std::string_view id) {
  std::optional<FoundDispute> found;
  for (const WorkOrder& order : orders) {
    for (const Dispute& dispute : order.disputes) {
      if (id.empty() || dispute.state != "open" || !dispute.id.value.starts_with(id)) continue;
      if (found) return no_such(id);
      found = FoundDispute{order.no, dispute};
    }
  }
  if (!found) return no_such(id);
  return *found;
}

Result<OpBody> settlement(const WorkOrder& order, const DisputeId& id, const std::string& word) {
  const auto at = std::ranges::find(order.disputes, id, &Dispute::id);
  if (at == order.disputes.end() || at->state != "open") return no_such(id.value);
  return OpBody(SettleDispute{id, chosen_by_word(order, *at, word)});
}

}  // namespace huidan::core

#include "sync/cli/dispute_json.hpp"

#include <nlohmann/json.hpp>

namespace huidan::cli {

std::string disputes_json(const std::vector<WorkOrder>& orders, Disputes which) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const WorkOrder& order : orders) {
    for (const Dispute& dispute : order.disputes) {
      if (which == Disputes::open && dispute.state != "open") continue;
      rows.push_back({{"id", dispute.id.value},
                      {"no", order.no},
                      {"field", dispute.field},
                      {"base", dispute.base},
                      {"mine", dispute.mine},
                      {"theirs", dispute.theirs},
                      {"by", dispute.by},
                      {"at", dispute.at},
                      {"why", dispute.why},
                      {"state", dispute.state},
                      {"settled_by", dispute.settled_by}});
    }
  }
  return nlohmann::ordered_json{{"disputes", rows}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace huidan::cli

// Disputes as INTERFACES lists them, the same from both ends.

#include <nlohmann/json.hpp>

#include "sync/core/wire_order.hpp"

namespace huidan::core {

std::string encode_open_disputes(const std::vector<WorkOrder>& orders) {
  using nlohmann::ordered_json;
  ordered_json rows = ordered_json::array();
  for (const WorkOrder& order : orders) {
    for (const Dispute& dispute : order.disputes) {
      if (dispute.state != "open") continue;
      rows.push_back({{"id", dispute.id.value},
                      {"no", order.no},
                      {"field", dispute.field},
                      {"base", dispute.base},
                      {"mine", dispute.mine},
                      {"theirs", dispute.theirs},
                      {"by", dispute.by},
                      {"at", dispute.at},
                      {"theirs_by", dispute.theirs_by},
                      {"theirs_at", dispute.theirs_at},
                      {"why", dispute.why},
                      {"state", dispute.state},
                      {"settled_by", dispute.settled_by}});
    }
  }
  return ordered_json{{"disputes", rows}}.dump(-1, ' ', false,
                                               ordered_json::error_handler_t::replace);
}

}  // namespace huidan::core

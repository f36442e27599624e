#pragma once
// Disputes as INTERFACES lists them, the same from both ends.

#include <string>
#include <vector>

#include "sync/model/work_order.hpp"

namespace huidan::cli {

/// {"disputes":[{"id","no","field","base","mine","theirs","by","at","state",…}]}, open ones only
/// unless `all`.
enum class Disputes { open, all };
[[nodiscard]] std::string disputes_json(const std::vector<WorkOrder>& orders, Disputes which);

}  // namespace huidan::cli

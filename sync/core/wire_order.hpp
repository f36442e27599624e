#pragma once
// An order as JSON, in the shape of INTERFACES: the same text is what the desk stores, what a pull
// carries, what `--json` prints and what /v1/orders answers.

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/core/stamps.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::core {

enum class Empty { omitted, shown };

/// `Empty::omitted` for the store and the wire, `shown` for people and programs who want every
/// field to be there. Times, choices and texts are strings, priority is a number (null when not
/// known).
[[nodiscard]] std::string encode_order(const WorkOrder& order, Empty empty);

/// Reads what encode_order wrote: of the desk's database, or of the desk that the laptop trusts.
/// Errors: bad_json, bad_input.
[[nodiscard]] Result<WorkOrder> decode_order(std::string_view text);

/// {"disputes":[{"id","no","field","base","mine","theirs","by","at","why","state","settled_by"}]}:
/// the open ones of all these orders.
[[nodiscard]] std::string encode_open_disputes(const std::vector<WorkOrder>& orders);

[[nodiscard]] std::string encode_stamps(const Stamps& stamps);
[[nodiscard]] Result<Stamps> decode_stamps(std::string_view text);

}  // namespace huidan::core

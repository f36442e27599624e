#include "client/refusals.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "sync/core/op.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

using Says = std::vector<std::pair<std::string, std::string>>;

/// What a settlement is about; empty when the dispute is not on this laptop any more.
std::string field_of(const std::vector<WorkOrder>& here, const DisputeId& id) {
  for (const WorkOrder& order : here) {
    const auto at = std::ranges::find(order.disputes, id, &Dispute::id);
    if (at != order.disputes.end()) return at->field;
  }
  return {};
}

struct Telling {
  const std::vector<WorkOrder>& here;

  Says operator()(const core::SetFields& body) const {
    Says says;
    for (const core::Setting& each : body.fields)
      says.emplace_back(name_of(each.field), each.value);
    return says;
  }

  Says operator()(const core::PutPart& body) const {
    Says says;
    for (const core::ColumnSetting& each : body.columns) says.emplace_back(each.column, each.value);
    return says;
  }

  Says operator()(const core::AddNote& body) const { return {{"", body.text}}; }

  Says operator()(const core::AddSignOff& body) const { return {{"", body.sign_off.name}}; }

  Says operator()(const core::AddPhoto& body) const { return {{"", body.photo.name}}; }

  Says operator()(const core::NewOrder& body) const { return {{"", body.no}}; }

  Says operator()(const core::HandOver& body) const { return {{"assignee", body.to}}; }

  Says operator()(const core::SettleDispute& body) const {
    return {{field_of(here, body.dispute), body.value}};
  }

  Says operator()(const core::BringBack& body) const {
    const auto order = core::decode_order(body.order);
    return {{"", order ? order.value().no : std::string()}};
  }

  template <typename Other>
  Says operator()(const Other& /*body*/) const {
    return {};
  }
};

}  // namespace

std::vector<Refusal> refusals(Device& device) {
  std::vector<store::LaptopRecords::RefusedOp> all;
  device.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { all = records.refused(); });
  if (all.empty()) return {};
  auto orders = device.orders();
  const auto here = orders ? std::move(orders).value() : std::vector<WorkOrder>();
  std::map<OrderId, std::string> numbers;
  for (const WorkOrder& order : here) numbers[order.id] = order.no;
  std::vector<Refusal> refused;
  for (const auto& each : all) {
    Refusal& row = refused.emplace_back();
    const auto known = numbers.find(each.order);
    if (known != numbers.end()) row.no = known->second;
    row.kind = "unreadable";
    if (const auto op = core::decode_op(each.bytes)) {
      row.kind = core::kind_of(op.value().body);
      row.says = std::visit(Telling{here}, op.value().body);
    }
    row.why = {code_from_name(each.code), {}, each.field};
    row.at = each.at;
  }
  return refused;
}

nlohmann::ordered_json document_of(const std::vector<Refusal>& refusals, Language language) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const Refusal& each : refusals) {
    Json says = Json::array();
    for (const auto& [name, value] : each.says) says.push_back({{"field", name}, {"value", value}});
    rows.push_back({{"no", each.no},
                    {"kind", each.kind},
                    {"says", std::move(says)},
                    {"code", code_name(each.why.code)},
                    {"message", sentence(language, each.why)},
                    {"at", each.at}});
  }
  return rows;
}

}  // namespace huidan::client

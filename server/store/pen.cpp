#include "server/store/pen.hpp"

#include "sync/base/time.hpp"

namespace huidan::server {
namespace {

/// The device that `hand` writes with; made at its first word.
core::DeviceRow device_of(Records& records, const Hand& hand, const core::Moment& moment) {
  const bool person = hand.kind == Hand::Kind::person;
  const std::string name = person                            ? hand.person.name
                           : hand.kind == Hand::Kind::import ? "import"
                                                             : "desk";
  const std::string setting = "device." + name;
  DeviceId id(person ? hand.person.id.value : records.orders.setting(setting));
  if (!id.empty()) {
    if (auto known = records.orders.device(id)) return *known;
  }
  core::DeviceRow device;
  device.id = id.empty() ? DeviceId(new_uuid7(moment.wall_ms, moment.random)) : id;
  device.name = name;
  device.person = hand.person.id;
  records.orders.add_device(device, time_from_ms(moment.wall_ms));
  if (!person) records.orders.put_setting(setting, device.id.value);
  return device;
}

}  // namespace

Roles roles_of(const Hand& hand) noexcept {
  if (hand.kind == Hand::Kind::person) return hand.person.roles;
  return {Role::seat, Role::duty_leader};
}

std::vector<core::OpResult> write_edits(Records& records, const Hand& hand, std::vector<Edit> edits,
                                        const core::Moment& moment) {
  core::DeviceRow device = device_of(records, hand, moment);
  const std::int64_t seen = records.orders.feed().seq;
  std::vector<std::string> ops;
  std::int64_t n = device.last_n;
  for (Edit& edit : edits) {
    core::Op op;
    op.id = OpId(new_uuid7(moment.wall_ms, moment.random));
    op.n = ++n;
    op.order = edit.order;
    op.base = edit.base;
    op.base_seq = seen;
    op.at = time_from_ms(moment.wall_ms);
    op.body = std::move(edit.body);
    ops.push_back(core::encode_op(op));
  }
  const std::string link = device.chain;
  auto taken = core::take_in(records.orders, device, {ops, link, seen}, moment);
  if (!taken) throw Failure(taken.error());  // the desk cannot fork from itself
  return std::move(taken).value().results;
}

Refusable all_taken(const std::vector<core::OpResult>& results) {
  for (const core::OpResult& result : results) {
    if (result.state != "rejected") continue;
    return Error{code_from_name(result.code), result.detail, result.field};
  }
  return Done{};
}

Result<core::OrderState> find_order(Records& records, std::string_view no) {
  const auto id = records.orders.order_by_no(no);
  if (!id) return Error{Code::unknown_order, std::string(no.substr(0, 80)), "no"};
  return *records.orders.order(*id);
}

Actor actor_of(const Hand& hand, const WorkOrder& order) {
  const bool his =
      hand.kind == Hand::Kind::person && value_of(order, Field::assignee) == hand.person.name;
  return {roles_of(hand), hand.person.id, his};
}

Result<core::OrderState> find_visible(Records& records, const Hand& hand, std::string_view no) {
  auto found = find_order(records, no);
  if (!found) return found;
  const WorkOrder& order = found.value().order;
  if (may_see(actor_of(hand, order), status_of(order))) return found;
  return Error{Code::unknown_order, std::string(no.substr(0, 80)), "no"};
}

}  // namespace huidan::server

#include "server/desk/dispatch/dispatch.hpp"

#include <algorithm>
#include <array>

#include "server/desk/dispatch/dispatch_queries.hpp"
#include "sync/base/bytes.hpp"
#include "sync/core/json.hpp"
#include "sync/core/settle.hpp"
#include "sync/core/sign_off.hpp"
#include "sync/core/wire_order.hpp"
#include "sync/model/life.hpp"
#include "sync/model/policy.hpp"

namespace huidan::server {
namespace {

bool visible(const Hand& hand, const WorkOrder& order) {
  return may_see(actor_of(hand, order), status_of(order));
}

/// The edits that lead an order to `engineer`, step by step as life wants them.
Result<std::vector<Edit>> way_to(const WorkOrder& order, const Person& engineer, Roles by) {
  const Status from = status_of(order);
  auto way = route(from, Status::assigned, by);
  if (!way) {
    return Error{Code::bad_move,
                 std::string(name_of(from)) + "->" + std::string(name_of(Status::assigned))};
  }
  if (way->empty()) way->push_back(Status::assigned);  // to another engineer
  std::vector<Edit> edits;
  for (const Status step : *way) {
    core::Settings fields{{Field::status, std::string(name_of(step))}};
    if (step == Status::dispatched && value_of(order, Field::group).empty()) {
      fields.push_back({Field::group, engineer.group});
    }
    if (step == Status::assigned) {
      fields.push_back({Field::assignee, engineer.name, value_of(order, Field::assignee)});
    }
    edits.push_back(
        {order.id, order.version, core::SetFields{current_visit(order).id, std::move(fields)}});
  }
  return edits;
}

/// What was typed, as an op says it.
Result<core::Settings> settings_of(const WorkOrder& order, const core::Texts& fields) {
  if (fields.empty()) return Error{Code::missing_value, {}, "field"};
  core::Settings settings;
  for (const auto& [name, typed] : fields) {
    const auto field = field_from_name(name);
    if (!field) return Error{Code::unknown_field, {}, name.substr(0, 80)};
    auto value = canonical_value(*field, typed);
    if (!value) return value.error();
    settings.push_back({*field, std::move(value).value(), value_of(order, *field)});
  }
  return settings;
}

// Where a word is looked for, besides the number.
constexpr std::array kSearched{Field::reporter_unit, Field::reporter,    Field::phone,
                               Field::symptoms,      Field::description, Field::equipment,
                               Field::service_unit,  Field::assignee};

/// ASCII letters in one case; other scripts as they are.
std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool holds(const WorkOrder& order, std::string_view word) {
  if (folded(order.no).find(word) != std::string::npos) return true;
  return std::ranges::any_of(kSearched, [&](Field field) {
    return folded(value_of(order, field)).find(word) != std::string::npos;
  });
}

// No number sorts behind it: they are UTF-8, and this is its last character.
constexpr std::string_view kBehindAll = "\xF4\x8F\xBF\xBF";

}  // namespace

Result<WorkOrder> Dispatch::show(const Hand& hand, std::string_view no) {
  return desk_.read([&](Records& records) -> Result<WorkOrder> {
    auto found = find_visible(records, hand, no);
    if (!found) return found.error();
    return std::move(found).value().order;
  });
}

std::vector<WorkOrder> Dispatch::orders(const Hand& hand, store::DeskStore::Which which) {
  std::vector<WorkOrder> seen;
  static_cast<void>(desk_.read([&](Records& records) -> Refusable {
    records.orders.each_order(which, [&](const WorkOrder& order) {
      if (visible(hand, order)) seen.push_back(order);
    });
    return Done{};
  }));
  return seen;
}

std::vector<WorkOrder> Dispatch::list(const Hand& hand) {
  return orders(hand, store::DeskStore::Which::all);
}

Result<OrdersPage> Dispatch::page(const Hand& hand, const Wanted& wanted) {
  const bool known = wanted.status.empty() || state_from_name<Status>(wanted.status);
  if (!known) return Error{Code::bad_choice, wanted.status.substr(0, 40), "status"};
  const std::string word = folded(trimmed(wanted.words));
  return desk_.read([&](Records& records) -> Result<OrdersPage> {
    OrdersPage page;
    const std::string_view from = wanted.after.empty() ? kBehindAll : wanted.after;
    store::Rows rows = records.database.query(
        dispatch::kOrdersBefore, {from, wanted.status, std::int64_t{limits::kListLook_max} + 1});
    std::string last;
    for (std::size_t looked = 0; rows.next(); ++looked) {
      if (page.orders.size() == wanted.limit || looked == limits::kListLook_max) {
        page.next = last;
        break;
      }
      last = rows.text(1);
      WorkOrder order = records.orders.order(OrderId(rows.text(0)))->order;
      if (visible(hand, order) && holds(order, word)) page.orders.push_back(std::move(order));
    }
    return page;
  });
}

std::vector<WorkOrder> Dispatch::disputed(const Hand& hand) {
  return orders(hand, store::DeskStore::Which::disputed);
}

Result<Written> Dispatch::write(Records& records, const Hand& hand, std::vector<Edit> edits) {
  const OrderId id = edits.front().order;
  const auto results = write_edits(records, hand, std::move(edits), desk_.moment());
  if (auto taken = all_taken(results); !taken) return taken.error();
  Written written{records.orders.order(id)->order, false};
  written.parked = std::ranges::any_of(
      results, [](const core::OpResult& result) { return result.state == "parked"; });
  return written;
}

Result<Written> Dispatch::assign(const Hand& hand, std::string_view no, std::string_view user) {
  return desk_.write([&](Records& records) -> Result<Written> {
    const auto found = find_visible(records, hand, no);
    if (!found) return found.error();
    const auto person = records.orders.find_person(user);
    if (!person || !person->active || !person->roles.has(Role::engineer)) {
      return Error{Code::unknown_user, std::string(user.substr(0, 80)), "assignee"};
    }
    auto edits = way_to(found.value().order, *person, roles_of(hand));
    if (!edits) return edits.error();
    return write(records, hand, std::move(edits).value());
  });
}

Result<Written> Dispatch::set(const Hand& hand, std::string_view no, std::int64_t base,
                              const core::Texts& fields, const core::Texts& seen) {
  return desk_.write([&](Records& records) -> Result<Written> {
    const auto found = find_visible(records, hand, no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    if (auto same = core::still_as_seen(order, seen); !same) return same.error();
    auto settings = settings_of(order, fields);
    if (!settings) return settings.error();
    const std::int64_t version = base == 0 ? order.version : base;
    return write(records, hand,
                 {{order.id, version,
                   core::SetFields{current_visit(order).id, std::move(settings).value()}}});
  });
}

Result<Written> Dispatch::settle(const Hand& hand, std::string_view dispute,
                                 const std::string& word) {
  const auto found = core::find_open_dispute(disputed(hand), dispute);
  if (!found) return found.error();
  return edit(hand, found.value().no, [&](const WorkOrder& order) {
    return core::settlement(order, found.value().dispute.id, word);
  });
}

Result<Written> Dispatch::accept(const Hand& hand, std::string_view no, std::string_view role,
                                 std::string_view why) {
  return edit(hand, no,
              [&](const WorkOrder& order) { return core::accept_sign_off(order, role, why); });
}

Result<Written> Dispatch::edit(
    const Hand& hand, std::string_view no,
    const std::function<Result<core::OpBody>(const WorkOrder&)>& compose) {
  return desk_.write([&](Records& records) -> Result<Written> {
    const auto found = find_visible(records, hand, no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    auto body = compose(order);
    if (!body) return body.error();
    return write(records, hand, {{order.id, order.version, std::move(body).value()}});
  });
}

WorkOrder Dispatch::shown(WorkOrder order) {
  if (order.signoffs.empty()) return order;
  auto shown = desk_.read([&](Records& records) -> Result<WorkOrder> {
    const OrderId id = order.id;
    return core::as_shown(std::move(order),
                          [&](std::string_view hash) { return records.orders.document(hash, id); });
  });
  return std::move(shown).value();
}

std::vector<std::string> Dispatch::recalls(const OrderId& order) {
  auto found = desk_.read([&](Records& records) -> Result<std::vector<std::string>> {
    return records.orders.recalls(order);
  });
  return std::move(found).value();
}

std::string Dispatch::json(const WorkOrder& order) {
  std::string text = core::encode_order(shown(order), core::Empty::shown);
  std::string laptops;
  for (const std::string& laptop : recalls(order.id)) {
    if (!laptops.empty()) laptops += ',';
    laptops += core::json_quoted(laptop);
  }
  if (laptops.empty()) return text;
  text.pop_back();  // the closing brace
  return text + ",\"recall_pending\":[" + laptops + "]}";
}

}  // namespace huidan::server

#include "client/work.hpp"

#include <algorithm>
#include <array>

#include "sync/base/crypto.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/sign_off.hpp"
#include "sync/model/life.hpp"

namespace huidan::client {
namespace {

constexpr std::array kNeeded{Field::arrived_at,  Field::restored_at, Field::kind,  Field::treatment,
                             Field::test_result, Field::cause,       Field::result};

core::Setting setting(const WorkOrder& order, Field field, std::string value) {
  return {field, std::move(value), value_of(order, field)};
}

struct Stamp {
  std::string_view word;
  Field field;
  Status status;
};

constexpr std::array kStamps{Stamp{"departed", Field::departed_at, Status::en_route},
                             Stamp{"arrived", Field::arrived_at, Status::on_site},
                             Stamp{"restored", Field::restored_at, Status::restored}};

}  // namespace

Result<core::OpBody> set_fields(const WorkOrder& order, const Words& words) {
  core::SetFields body{current_visit(order).id, {}};
  for (const auto& [name, typed] : words) {
    const auto field = field_from_name(name);
    if (!field) return Error{Code::unknown_field, {}, name.substr(0, 80)};
    auto value = canonical_value(*field, typed);
    if (!value) return value.error();
    body.fields.push_back(setting(order, *field, std::move(value).value()));
  }
  return core::OpBody(std::move(body));
}

Result<core::OpBody> stamp(const WorkOrder& order, std::string_view what, std::string_view at) {
  const auto* const row = std::ranges::find(kStamps, what, &Stamp::word);
  if (row == kStamps.end())
    return Error{Code::bad_choice, std::string(what.substr(0, 40)), "stamp"};
  auto time = canonical_value(row->field, at);
  if (!time) return time.error();
  core::SetFields body{current_visit(order).id, {setting(order, row->field, time.value())}};
  if (may_move(status_of(order), row->status, Role::engineer)) {
    body.fields.push_back(setting(order, Field::status, std::string(name_of(row->status))));
  }
  if (row->status == Status::restored && value_of(order, Field::serviced_at).empty()) {
    body.fields.push_back(setting(order, Field::serviced_at, time.value()));
  }
  return core::OpBody(std::move(body));
}

Result<core::OpBody> add_part(const WorkOrder& order, const RowId& id, const Words& words) {
  core::PutPart body{id, current_visit(order).id, {}};
  bool named = false;
  for (const auto& [column, typed] : words) {
    Part probe;
    if (core::part_column(probe, column) == nullptr) {
      return Error{Code::unknown_field, {}, column.substr(0, 80)};
    }
    auto value = column == "qty" ? canonical_quantity(typed) : canonical_line(column, typed);
    if (!value) return value.error();
    if (column == "name") named = !value.value().empty();
    body.columns.push_back({column, std::move(value).value()});
  }
  if (!named) return Error{Code::missing_value, {}, "name"};
  return core::OpBody(std::move(body));
}

Result<core::OpBody> remove_part(const WorkOrder& order, std::string_view id) {
  const Part* found = nullptr;
  for (const Part& part : order.parts) {
    if (part.removed || id.empty() || !part.id.value.starts_with(id)) continue;
    if (found != nullptr) return Error{Code::not_found, std::string(id), "part"};
    found = &part;
  }
  if (found == nullptr) return Error{Code::not_found, std::string(id.substr(0, 80)), "part"};
  return core::OpBody(core::RemovePart{found->id});
}

namespace {

/// The customer alone says how satisfied he is.
Refusable may_rate(const SignAs& as) {
  constexpr std::string_view kRates = "12345";
  const std::string& rate = as.satisfaction;
  const bool known = rate.size() == 1 && kRates.find(rate) != std::string_view::npos;
  if (rate.empty() || (known && as.role == "customer")) return Done{};
  return Error{Code::bad_choice, rate.substr(0, 40), "satisfaction"};
}

}  // namespace

Result<core::OpBody> sign(const WorkOrder& order, const SignAs& as) {
  if (as.role != "customer" && as.role != "engineer") {
    return Error{Code::bad_choice, as.role.substr(0, 40), "role"};
  }
  auto name = canonical_line("name", as.name);
  if (!name) return name.error();
  if (name.value().empty()) return Error{Code::missing_value, {}, "name"};
  auto reason = canonical_text("reason", as.reason);
  if (!reason) return reason.error();
  const bool excused = as.state == "refused" || as.state == "absent";
  if (excused && reason.value().empty()) return Error{Code::missing_value, {}, "reason"};
  if (as.state == "signed") {
    if (const auto ink = core::decode_ink(as.strokes); !ink) return ink.error();
  }
  if (auto may = may_rate(as); !may) return may.error();
  core::AddSignOff body;
  body.form = core::form_bytes(order);
  body.strokes = as.state == "signed" ? as.strokes : std::string();
  body.sign_off.visit = current_visit(order).id;
  body.sign_off.role = as.role;
  body.sign_off.state = as.state;
  body.sign_off.name = name.value();
  body.sign_off.satisfaction = as.satisfaction;
  body.sign_off.reason = excused ? reason.value() : std::string();
  body.sign_off.form_hash = sha256_hex(body.form);
  if (!body.strokes.empty()) body.sign_off.strokes_hash = sha256_hex(body.strokes);
  return core::OpBody(std::move(body));
}

Result<core::OpBody> new_order(const std::string& no, const std::string& engineer,
                               const std::string& now, const Words& words) {
  core::NewOrder body{no, {}, {}};
  bool reported = false;
  bool said = false;
  for (const auto& [name, typed] : words) {
    const auto field = field_from_name(name);
    if (!field || *field == Field::status || *field == Field::assignee) {
      return Error{Code::unknown_field, {}, name.substr(0, 80)};
    }
    auto value = canonical_value(*field, typed);
    if (!value) return value.error();
    if (value.value().empty()) continue;
    reported = reported || *field == Field::reported_at;
    said = true;
    body.fields.push_back({*field, std::move(value).value()});
  }
  if (!said) return Error{Code::missing_value, {}, "reporter_unit"};
  if (!reported) body.fields.push_back({Field::reported_at, now});
  body.fields.push_back({Field::assignee, engineer});
  return core::OpBody(std::move(body));
}

Result<core::OpBody> add_note(std::string_view text) {
  auto canonical = canonical_text("text", text);
  if (!canonical) return canonical.error();
  if (canonical.value().empty()) return Error{Code::missing_value, {}, "text"};
  return core::OpBody(core::AddNote{std::move(canonical).value()});
}

SignedForm::SignedForm(const WorkOrder& order) {
  if (order.signoffs.empty()) return;
  std::string form = core::form_bytes(order);
  const std::string hash = sha256_hex(form);
  const bool stands = std::ranges::any_of(order.signoffs, [&](const SignOff& one) {
    return (one.state == "signed" || one.state == "on_paper") && one.form_hash == hash &&
           one.visit == current_visit(order).id;
  });
  if (!stands) return;
  form_ = std::move(form);
  visit_ = current_visit(order).id;
  for (const Stamp& stamp : kStamps) {
    if (const std::string& at = value_of(order, stamp.field); !at.empty()) {
      times_.emplace_back(stamp.field, at);
    }
  }
}

bool SignedForm::holds_for(const WorkOrder& after) const {
  if (form_.empty() || current_visit(after).id != visit_) return true;
  return core::form_bytes(after) == form_ && std::ranges::all_of(times_, [&](const auto& time) {
           return value_of(after, time.first) == time.second;
         });
}

std::span<const Field> needed_to_complete() noexcept {
  return kNeeded;
}

namespace {

/// The first of the needed fields that is empty, and all of them in the catalogue's words.
std::optional<Error> missing_of(const WorkOrder& order) {
  Error missing{Code::not_complete};
  for (const Field field : kNeeded) {
    if (!value_of(order, field).empty()) continue;
    const std::string name(name_of(field));
    if (missing.field.empty()) missing.field = name;
    missing.detail += (missing.detail.empty() ? "field." : ",field.") + name;
  }
  return missing.field.empty() ? std::nullopt : std::optional(missing);
}

}  // namespace

Result<core::OpBody> complete(const WorkOrder& order, const std::string& handler,
                              std::string_view at) {
  if (auto missing = missing_of(order)) return *missing;
  const WorkOrder shown = core::as_shown(order);
  for (const std::string_view role : {"customer", "engineer"}) {
    const SignOff* sign_off = sign_off_of(shown, role);
    if (sign_off == nullptr || sign_off->state == "stale") {
      return Error{Code::not_signed, {}, std::string(role)};
    }
  }
  auto time = canonical_value(Field::completed_at, at);
  if (!time) return time.error();
  core::SetFields body{current_visit(order).id,
                       {setting(order, Field::completed_at, time.value())}};
  if (value_of(order, Field::handler).empty()) {
    body.fields.push_back(setting(order, Field::handler, handler));
  }
  // What it was suspended for is over: a reason that stands from here on is the desk's, who wants
  // more.
  if (!value_of(order, Field::status_reason).empty()) {
    body.fields.push_back(setting(order, Field::status_reason, {}));
  }
  return core::OpBody(std::move(body));
}

}  // namespace huidan::client

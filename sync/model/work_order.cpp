#include "sync/model/work_order.hpp"

#include <algorithm>
#include <cassert>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan {

std::string* visit_slot(Visit& visit, Field field) noexcept {
  if (field == Field::departed_at) return &visit.departed_at;
  if (field == Field::arrived_at) return &visit.arrived_at;
  if (field == Field::restored_at) return &visit.restored_at;
  if (field == Field::completed_at) return &visit.completed_at;
  return nullptr;
}

const std::string* visit_slot(const Visit& visit, Field field) noexcept {
  return visit_slot(const_cast<Visit&>(visit), field);  // reads only
}

const Visit& current_visit(const WorkOrder& order) noexcept {
  assert(!order.visits.empty());
  return order.visits.back();
}

const std::string& value_of(const WorkOrder& order, Field field) noexcept {
  if (info(field).level == Level::visit) return *visit_slot(current_visit(order), field);
  return order.fields.at(static_cast<std::size_t>(field));
}

Part* find_part(WorkOrder& order, const RowId& id) noexcept {
  const auto at = std::ranges::find(order.parts, id, &Part::id);
  return at == order.parts.end() ? nullptr : &*at;
}

const Part* find_part(const WorkOrder& order, const RowId& id) noexcept {
  return find_part(const_cast<WorkOrder&>(order), id);  // reads only
}

const Photo* sealed_form(const WorkOrder& order) noexcept {
  const auto at = std::ranges::find(order.photos, kSealedForm, &Photo::kind);
  return at == order.photos.end() ? nullptr : &*at;
}

const SignOff* sign_off_of(const WorkOrder& order, std::string_view role) noexcept {
  const RowId& visit = current_visit(order).id;
  const SignOff* newest = nullptr;
  for (const SignOff& sign_off : order.signoffs) {
    if (sign_off.visit == visit && sign_off.role == role) newest = &sign_off;
  }
  return newest;
}

const Acceptance* acceptance_of(const WorkOrder& order, const SignOff& sign_off,
                                std::string_view form_hash) noexcept {
  const auto at = std::ranges::find_if(order.acceptances, [&](const Acceptance& accepted) {
    return accepted.sign == sign_off.id && accepted.form_hash == form_hash;
  });
  return at == order.acceptances.end() ? nullptr : &*at;
}

std::int64_t next_print(const WorkOrder& order, std::string_view copy) noexcept {
  return std::ranges::count(order.copies, copy, &Copy::copy) + 1;
}

Copy next_sheet(const WorkOrder& order, std::string_view copy, std::string_view state,
                std::string_view form_hash) {
  Copy sheet;
  sheet.visit = current_visit(order).id;
  sheet.copy = copy;
  sheet.print = next_print(order, copy);
  sheet.state = state;
  sheet.form_hash = form_hash;
  return sheet;
}

std::string missing_text(const std::vector<char32_t>& characters) {
  std::string text;
  const std::size_t named = std::min(characters.size(), limits::kMissingNamed_max);
  for (std::size_t i = 0; i < named; ++i) {
    text += (text.empty() ? "" : " ") + code_point_name(characters[i]);
  }
  if (named < characters.size()) text += " +" + std::to_string(characters.size() - named);
  return text;
}

}  // namespace huidan

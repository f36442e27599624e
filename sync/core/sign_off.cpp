#include "sync/core/sign_off.hpp"

#include <algorithm>
#include <array>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/canon.hpp"
#include "sync/model/life.hpp"

namespace huidan::core {
namespace {

const std::string& column_of(const Part& part, std::string_view column) {
  return *part_column(const_cast<Part&>(part), column);  // reads only
}

/// Whether two rows say the same on paper, whatever their ids.
bool alike(const Part& a, const Part& b) {
  return std::ranges::all_of(kPartColumns, [&](std::string_view name) {
    return column_of(a, name) == column_of(b, name);
  });
}

std::string row_path(std::size_t row, std::string_view what) {
  return "parts[" + std::to_string(row) + "]." + std::string(what);
}

/// One pair of rows: the signed one and the one that stands for it now.
struct Pair {
  std::size_t before;
  std::size_t now;
};

/// The longest run of rows, in their order, that both forms have alike.
std::vector<Pair> common_rows(const std::vector<Part>& before, const std::vector<Part>& now) {
  const std::size_t width = now.size() + 1;
  std::vector<std::size_t> longest((before.size() + 1) * width, 0);  // of the rows from there on
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = now.size(); j-- > 0;) {
      longest[i * width + j] = alike(before[i], now[j]) ? longest[(i + 1) * width + j + 1] + 1
                                                        : std::max(longest[(i + 1) * width + j],
                                                                   longest[i * width + j + 1]);
    }
  }
  std::vector<Pair> pairs;
  for (std::size_t i = 0, j = 0; i < before.size() && j < now.size();) {
    if (alike(before[i], now[j])) {
      pairs.push_back({i++, j++});
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return pairs;
}

/// Between two rows that stayed, what stands in turn is the same row changed; what is left over was
/// added or removed.
void compare_gap(const std::vector<Part>& before, const std::vector<Part>& now, Pair from, Pair to,
                 std::vector<std::string>& paths) {
  for (; from.before < to.before && from.now < to.now; ++from.before, ++from.now) {
    for (const std::string_view column : kPartColumns) {
      const bool same = column_of(before[from.before], column) == column_of(now[from.now], column);
      if (!same) paths.push_back(row_path(from.before, column));
    }
  }
  for (; from.before < to.before; ++from.before) paths.push_back(row_path(from.before, "removed"));
  for (; from.now < to.now; ++from.now) paths.push_back(row_path(from.now, "added"));
}

void compare_parts(const std::vector<Part>& before, const std::vector<Part>& now,
                   std::vector<std::string>& paths) {
  std::vector<Pair> pairs = common_rows(before, now);
  pairs.push_back({before.size(), now.size()});
  Pair from{0, 0};
  for (const Pair& pair : pairs) {
    compare_gap(before, now, from, pair, paths);
    from = {pair.before + 1, pair.now + 1};
  }
}

}  // namespace

std::vector<std::string> changed_paths(std::string_view signed_form, const WorkOrder& order) {
  const auto signed_order = order_of_form(signed_form);
  const auto present = order_of_form(form_bytes(order));
  if (!signed_order || !present) return {"form"};
  const WorkOrder& before = signed_order.value();
  const WorkOrder& now = present.value();
  const bool its_own = before.id == now.id && before.no == now.no &&
                       current_visit(before).id == current_visit(now).id;
  if (!its_own) return {"form"};
  std::vector<std::string> paths;
  for (const Field field : form_fields()) {
    if (value_of(before, field) == value_of(now, field)) continue;
    paths.push_back("fields." + std::string(huidan::name_of(field)));
  }
  if (form_language(before) != form_language(now)) paths.emplace_back("language");
  compare_parts(before.parts, now.parts, paths);
  return paths;
}

WorkOrder as_shown(WorkOrder order, const FindDocument& find) {
  if (order.signoffs.empty()) return order;
  const std::string current = form_hash(order);
  for (SignOff& sign_off : order.signoffs) {
    // An earlier visit's sign-off stands for a form that this one has replaced, not for a changed
    // one.
    if (sign_off.visit != current_visit(order).id) continue;
    sign_off.state = std::string(name_of(sign_off_state(order, sign_off, current)));
    if (!find || sign_off.form_hash == current) continue;
    const auto form = find(sign_off.form_hash);
    sign_off.changed = form ? changed_paths(*form, order) : std::vector<std::string>{"form"};
  }
  return order;
}

Refusable acceptable(const WorkOrder& order, const AcceptSignOff& body) {
  const auto at = std::ranges::find(order.signoffs, body.sign, &SignOff::id);
  if (at == order.signoffs.end()) return Error{Code::not_found, body.sign.value, "sign"};
  const bool stale = at->state == "signed" && at->form_hash != body.form_hash;
  if (!stale) return Error{Code::bad_choice, at->state, "sign"};
  if (const Acceptance* known = acceptance_of(order, *at, body.form_hash)) {
    return Error{Code::already_exists, known->by, "sign"};
  }
  if (order.acceptances.size() >= limits::kAcceptances_max) {
    return Error{Code::too_many, std::to_string(limits::kAcceptances_max)};
  }
  return Done{};
}

Result<OpBody> accept_sign_off(const WorkOrder& order, std::string_view role,
                               std::string_view why) {
  auto reason = canonical_text("why", why);
  if (!reason) return reason.error();
  if (reason.value().empty()) return Error{Code::missing_value, {}, "why"};
  const SignOff* sign_off = sign_off_of(order, role);
  if (sign_off == nullptr) return Error{Code::not_signed, {}, std::string(role.substr(0, 40))};
  const std::string current = form_hash(order);
  const SignOffState state = sign_off_state(order, *sign_off, current);
  if (state != SignOffState::stale) {
    return Error{Code::bad_choice, std::string(name_of(state)), "role"};
  }
  return OpBody(AcceptSignOff{sign_off->id, current, std::move(reason).value()});
}

}  // namespace huidan::core

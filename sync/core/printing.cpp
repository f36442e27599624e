#include "sync/core/printing.hpp"

#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"

namespace huidan::core {
namespace {

/// The form that the newest sign-off of the current visit stands for; empty when there is none.
std::string signed_hash(const WorkOrder& order) {
  std::string hash;
  for (const SignOff& sign_off : order.signoffs) {
    if (sign_off.visit == current_visit(order).id) hash = sign_off.form_hash;
  }
  return hash;
}

Result<Signed> box_of(const WorkOrder& order, std::string_view role, const std::string& hash,
                      const FindDocument& find) {
  Signed box;
  for (const SignOff& sign_off : order.signoffs) {
    const bool here = sign_off.visit == current_visit(order).id && sign_off.role == role;
    if (here && sign_off.form_hash == hash) box.sign_off = sign_off;
  }
  if (!box.sign_off || box.sign_off->state != "signed") return box;
  const auto strokes = find(box.sign_off->strokes_hash);
  if (!strokes) return Error{Code::not_found, box.sign_off->strokes_hash, "strokes"};
  auto ink = decode_ink(*strokes);
  if (!ink) return ink.error();
  box.ink = std::move(ink).value();
  return box;
}

}  // namespace

Result<Printable> printable(const WorkOrder& order, Paper paper, const FindDocument& find) {
  const std::string current = form_bytes(order);
  Printable out;
  out.form_hash = sha256_hex(current);
  const std::string signed_as = paper == Paper::blank ? std::string() : signed_hash(order);
  std::string bytes = current;
  if (!signed_as.empty() && signed_as != out.form_hash) {
    const auto kept = find(signed_as);
    if (!kept) return Error{Code::not_found, signed_as, "form"};
    bytes = *kept;
    out.form_hash = signed_as;
    out.stale = true;
  }
  auto form = order_of_form(bytes);
  if (!form) return form.error();
  out.form = std::move(form).value();
  if (signed_as.empty()) return out;

  auto customer = box_of(order, "customer", signed_as, find);
  if (!customer) return customer.error();
  auto engineer = box_of(order, "engineer", signed_as, find);
  if (!engineer) return engineer.error();
  out.customer = std::move(customer).value();
  out.engineer = std::move(engineer).value();
  return out;
}

Refusable fit_to_print(std::string_view form, std::string_view strokes, const OrderId& order,
                       const RowId& visit) {
  const auto read = order_of_form(form);
  const bool its_own = read && read.value().id == order && current_visit(read.value()).id == visit;
  if (!its_own) return Error{Code::bad_input, "sign", "form"};
  if (strokes.empty()) return Done{};
  if (const auto ink = decode_ink(strokes); !ink) return ink.error();
  return Done{};
}

}  // namespace huidan::core

#include "sync/core/printing.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"
#include "sync/model/sheet_code.hpp"

namespace huidan::core {
namespace {

bool excused(const SignOff& sign_off) {
  return sign_off.state == "refused" || sign_off.state == "absent";
}

/// The form that was signed last on the current visit, in ink or on paper; empty when none was. A
/// refusal or an absence binds nobody to the words of a form.
std::string signed_hash(const WorkOrder& order) {
  std::string hash;
  for (const SignOff& sign_off : order.signoffs) {
    const bool here = sign_off.visit == current_visit(order).id;
    if (here && !excused(sign_off)) hash = sign_off.form_hash;
  }
  return hash;
}

/// What a party's box shows under the form of that digest: its signature of just this form, else
/// that it refused or was absent.
std::optional<SignOff> in_box(const WorkOrder& order, std::string_view role,
                              const std::string& hash) {
  std::optional<SignOff> given;
  std::optional<SignOff> excuse;
  for (const SignOff& sign_off : order.signoffs) {
    if (sign_off.visit != current_visit(order).id || sign_off.role != role) continue;
    if (excused(sign_off)) excuse = sign_off;
    if (!excused(sign_off) && sign_off.form_hash == hash) given = sign_off;
  }
  return given ? given : excuse;
}

Result<Signed> box_of(const WorkOrder& order, std::string_view role, const std::string& hash,
                      const FindDocument& find) {
  Signed box;
  box.sign_off = in_box(order, role, hash);
  if (!box.sign_off || box.sign_off->state != "signed") return box;
  const auto strokes = find(box.sign_off->strokes_hash);
  if (!strokes) return Error{Code::not_found, box.sign_off->strokes_hash, "strokes"};
  auto ink = decode_ink(*strokes);
  if (!ink) return ink.error();
  box.ink = std::move(ink).value();
  const std::string current = form_hash(order);
  box.changed = hash != current;
  if (const Acceptance* word = acceptance_of(order, *box.sign_off, current)) {
    box.accepted_by = word->by;
  }
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
    out.changed = changed_paths(bytes, order);
  }
  auto form = order_of_form(bytes);
  if (!form) return form.error();
  out.form = std::move(form).value();
  out.form_bytes = std::move(bytes);
  if (paper == Paper::blank) return out;

  auto customer = box_of(order, "customer", signed_as, find);
  if (!customer) return customer.error();
  auto engineer = box_of(order, "engineer", signed_as, find);
  if (!engineer) return engineer.error();
  out.customer = std::move(customer).value();
  out.engineer = std::move(engineer).value();
  std::vector<SignOff> shown;
  for (const Signed* box : {&out.customer, &out.engineer}) {
    if (box->sign_off) shown.push_back(*box->sign_off);
  }
  out.signatures = signatures_text(shown, order.id);
  if (!shown.empty()) out.short_signature = short_signature(shown.back().signature);
  return out;
}

void sign_print(Printable& printable, const DeviceId& device, const std::string& at,
                const Sign& sign) {
  if (!printable.signatures.empty()) return;
  SignOff print;
  print.visit = current_visit(printable.form).id;
  print.role = kPrinter;
  print.state = "printed";
  print.at = at;
  print.device = device.value;
  print.form_hash = printable.form_hash;
  print.signature = to_base64(sign(sign_off_statement(print, printable.form.id)));
  printable.signatures = signatures_text({&print, 1}, printable.form.id);
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

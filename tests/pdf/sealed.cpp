#include "tests/pdf/sealed.hpp"

#include "pdf/sealed_file.hpp"
#include "sync/base/bytes.hpp"
#include "sync/core/canon.hpp"
#include "sync/model/sheet_code.hpp"

namespace huidan::test {
namespace {

SignOff by(const std::string& role, const pdf::FormSignature& box, const WorkOrder& order,
           const std::string& form_hash) {
  SignOff sign_off;
  sign_off.visit = current_visit(order).id;
  sign_off.role = role;
  sign_off.state = "signed";
  sign_off.name = box.name;
  sign_off.at = box.at;
  sign_off.device = kLaptop;
  sign_off.form_hash = form_hash;
  sign_off.strokes_hash = sha256_hex(role);
  sign_off.signature =
      to_base64(sign_bytes(core::sign_off_statement(sign_off, order.id), laptop_key().secret_key));
  return sign_off;
}

}  // namespace

pdf::FormContent proven_form() {
  return proven(signed_form());
}

const seal::Stamp& stamp() {
  static const seal::Stamp made = seal::new_stamp("样例印章", 1'764'000'000'000);
  return made;
}

const KeyPair& laptop_key() {
  static const KeyPair made = new_key_pair();
  return made;
}

pdf::FormContent proven(pdf::FormContent form) {
  WorkOrder order;
  order.id = OrderId("019ab0c7-52d1-7e7b-8f0e-4a6be0c1d2f3");
  order.no = form.no;
  order.visits.emplace_back().id = RowId("019ab0c7-52d1-7e7b-8f0e-4a6be0c1d2f3");
  for (const auto& [field, value] : {std::pair{Field::reporter_unit, form.reporter_unit},
                                     {Field::reporter, form.reporter},
                                     {Field::equipment, form.equipment},
                                     {Field::treatment, form.treatment},
                                     {Field::remarks, form.remarks}}) {
    order.fields.at(static_cast<std::size_t>(field)) = value;
  }
  form.form_bytes = core::form_bytes(order);
  form.form_hash = sha256_hex(form.form_bytes);
  const std::vector<SignOff> sign_offs{by("customer", form.customer, order, form.form_hash),
                                       by("engineer", form.engineer, order, form.form_hash)};
  form.signatures = core::signatures_text(sign_offs, order.id);
  form.short_signature = short_signature(sign_offs.back().signature);
  return form;
}

pdf::Printed sealed_print(const pdf::FormContent& form, const pdf::Sheets& sheets) {
  static const seal::ReadyStamp ready = seal::ReadyStamp::read(stamp()).value();
  auto printed =
      pdf::print_form(form, sheets, shelf(), pdf::SealPlace{"huidan-server", "20261122034200Z"});
  if (!printed) throw Failure(printed.error());
  printed.value().pdf = pdf::with_seal(std::move(printed.value().pdf),
                                       [](std::string_view before, std::string_view behind) {
                                         return ready.seal_over({before, behind});
                                       });
  return std::move(printed).value();
}

std::string sealed(const pdf::FormContent& form) {
  return sealed_print(form, {}).pdf;
}

seal::Knowledge desk_knowledge() {
  return {[](std::string_view device) {
            return device == kLaptop ? std::optional(laptop_key().public_key) : std::nullopt;
          },
          [](std::string_view print) {
            return print == seal::fingerprint_of(stamp().certificate).value();
          },
          true};
}

}  // namespace huidan::test

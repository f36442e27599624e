#include "pdf/form_content.hpp"

namespace huidan::pdf {
namespace {

FormSignature box_of(const Signed& box) {
  if (!box.sign_off) return {};
  const SignOff& sign_off = *box.sign_off;
  return {sign_off.state, sign_off.name, sign_off.at,     sign_off.reason,
          box.ink,        box.changed,   box.accepted_by, sign_off.satisfaction};
}

}  // namespace

FormContent form_content(const Printable& printable) {
  const WorkOrder& form = printable.form;
  FormContent content;
  content.language = language_from_tag(value_of(form, Field::language)).value_or(Language::zh_hans);
  content.no = form.no;
  content.reporter_unit = value_of(form, Field::reporter_unit);
  content.reported_at = value_of(form, Field::reported_at);
  content.reporter = value_of(form, Field::reporter);
  content.phone = value_of(form, Field::phone);
  content.service_unit = value_of(form, Field::service_unit);
  content.serviced_at = value_of(form, Field::serviced_at);
  content.kind = value_of(form, Field::kind);
  content.equipment = value_of(form, Field::equipment);
  content.treatment = value_of(form, Field::treatment);
  content.test_result = value_of(form, Field::test_result);
  content.remarks = value_of(form, Field::remarks);
  for (const Part& part : form.parts) {
    content.parts.push_back({part.name, part.model, part.unit, part.qty, part.note});
  }
  content.form_hash = printable.form_hash;
  content.form_bytes = printable.form_bytes;
  content.signatures = printable.signatures;
  content.short_signature = printable.short_signature;
  content.customer = box_of(printable.customer);
  content.engineer = box_of(printable.engineer);
  return content;
}

}  // namespace huidan::pdf

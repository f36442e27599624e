#include "pdf/repair_form.hpp"

#include <algorithm>
#include <array>

#include "pdf/document.hpp"
#include "pdf/layout.hpp"
#include "sync/base/bytes.hpp"

namespace huidan::pdf {
namespace {

bool all_utf8(const FormContent& form) {
  const std::array fields{&form.no,
                          &form.reporter_unit,
                          &form.reported_at,
                          &form.reporter,
                          &form.phone,
                          &form.service_unit,
                          &form.serviced_at,
                          &form.kind,
                          &form.equipment,
                          &form.treatment,
                          &form.test_result,
                          &form.remarks,
                          &form.form_hash,
                          &form.customer.name,
                          &form.customer.at,
                          &form.customer.reason,
                          &form.engineer.name,
                          &form.engineer.at,
                          &form.engineer.reason,
                          &form.customer.accepted_by,
                          &form.engineer.accepted_by,
                          &form.customer.satisfaction,
                          &form.customer.state,
                          &form.engineer.state};
  return std::ranges::all_of(fields, [](const std::string* text) { return is_utf8(*text); }) &&
         std::ranges::all_of(form.parts, [](const FormPart& part) {
           return is_utf8(part.name) && is_utf8(part.model) && is_utf8(part.unit) &&
                  is_utf8(part.qty) && is_utf8(part.note);
         });
}

std::vector<Attachment> attachments_of(const FormContent& form) {
  std::vector<Attachment> list;
  const auto add = [&](const char* name, const char* relation, std::string_view key,
                       const std::string& bytes) {
    if (bytes.empty()) return;
    list.push_back(
        {name, "application/json", relation, std::string(text(form.language, key)), bytes});
  };
  add("form.json", "Source", "form.attached_form", form.form_bytes);
  add("signatures.json", "Supplement", "form.attached_signatures", form.signatures);
  return list;
}

}  // namespace

Result<Printed> print_form(const FormContent& form, const Sheets& sheets, const FontShelf& fonts,
                           const std::optional<SealPlace>& seal) {
  if (sheets.customer_print <= 0 && sheets.desk_print <= 0) {
    return Error{Code::bad_input, "no sheet", "copies"};
  }
  if (!all_utf8(form)) return Error{Code::bad_utf8, form.no};
  const Layout layout = lay_out(form, sheets, fonts);
  const std::string title = std::string(text(form.language, "form.title")) + " " + form.no;
  auto file = write_document(
      layout, {title, std::string(language_tag(form.language)), attachments_of(form), seal}, fonts);
  if (!file) return file.error();
  return Printed{std::move(file).value(), layout.missing, static_cast<int>(layout.pages.size())};
}

}  // namespace huidan::pdf

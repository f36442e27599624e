#include "server/desk/forms/forms.hpp"

#include "pdf/form_content.hpp"
#include "pdf/qr.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/sheet_record.hpp"

namespace huidan::server {
namespace {

std::vector<Copy> lacking(std::vector<Copy> sheets, const std::string& missing) {
  for (Copy& sheet : sheets) sheet.missing = missing;
  return sheets;
}

Refusable book(Records& records, const Hand& hand, const WorkOrder& order, std::vector<Copy> sheets,
               const core::Moment& moment) {
  std::vector<Edit> edits;
  edits.reserve(sheets.size());
  for (Copy& sheet : sheets) {
    edits.push_back({order.id, order.version, core::AddCopy{std::move(sheet)}});
  }
  return all_taken(write_edits(records, hand, std::move(edits), moment));
}

}  // namespace

Result<FormPrint> Forms::print(const Hand& hand, const PrintOrder& wanted,
                               const pdf::FontShelf& fonts, const Deliver& deliver) {
  return desk_.write([&](Records& records) -> Result<FormPrint> {
    const auto found = find_order(records, wanted.no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    const auto form = core::printable(order, wanted.paper, [&](std::string_view hash) {
      return records.orders.document(hash, order.id);
    });
    if (!form) return form.error();

    pdf::Sheets sheets{0, 0};
    std::vector<Copy> rows;
    const auto add = [&](const char* copy, std::int64_t& print) {
      rows.push_back(next_sheet(order, copy, "printed", form.value().form_hash));
      print = rows.back().print;
    };
    if (wanted.copies != Copies::desk) add("customer", sheets.customer_print);
    if (wanted.copies != Copies::customer) add("desk", sheets.desk_print);
    core::PackedSheet record;
    if (sheets.desk_print > 0) {
      const DeviceId self{std::string(core::kDeskItself)};
      record = core::pack_sheet(
          core::record_of(form.value(), order, sheets.desk_print, self), pdf::kDenseCode_characters,
          [this](std::string_view message) { return sign_bytes(message, desk_.secret_key()); });
      sheets.desk_record = record.text;
    }
    auto printed = pdf::print_form(pdf::form_content(form.value()), sheets, fonts);
    if (!printed) return printed.error();
    rows = lacking(std::move(rows), missing_text(printed.value().missing));
    const auto booked = book(records, hand, order, std::move(rows), desk_.moment());
    if (!booked) return booked.error();
    deliver(printed.value().pdf);
    return FormPrint{std::move(printed).value(), sheets,
                     form.value().form_hash,     form.value().stale,
                     form.value().changed,       record.left_out};
  });
}

}  // namespace huidan::server

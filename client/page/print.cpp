#include "client/page/print.hpp"

#include "pdf/form_content.hpp"
#include "pdf/qr.hpp"
#include "sync/base/time.hpp"
#include "sync/core/sheet_record.hpp"

namespace huidan::client {
namespace {

/// The numbers that the next sheets of the copies asked for will have.
pdf::Sheets next_sheets(const WorkOrder& order, const std::string& copies) {
  pdf::Sheets sheets{0, 0};
  if (copies != "desk") sheets.customer_print = next_print(order, "customer");
  if (copies != "customer") sheets.desk_print = next_print(order, "desk");
  return sheets;
}

/// Puts one sheet on the books.
Refusable journal_sheet(Device& device, const std::string& no, const char* copy, std::int64_t print,
                        const PrintRun& run) {
  if (print == 0) return Done{};
  const auto written = device.write(no, [&](const WorkOrder& order) -> Result<core::OpBody> {
    if (next_print(order, copy) != print) return Error{Code::busy, copy};
    Copy sheet = next_sheet(order, copy, "with_engineer", run.form.form_hash);
    sheet.missing = missing_text(run.printed.missing);
    return core::OpBody(core::AddCopy{std::move(sheet)});
  });
  if (!written) return written.error();
  return Done{};
}

}  // namespace

Result<PrintRun> print_sheets(Device& device, const PrintWish& wish, const pdf::FontShelf& fonts,
                              const std::function<void(const std::string&)>& ready) {
  if (wish.copies != "both" && wish.copies != "customer" && wish.copies != "desk") {
    return Error{Code::bad_choice, wish.copies.substr(0, 40), "copies"};
  }
  const auto order = device.order(wish.no);
  if (!order) return order.error();
  auto form = device.printable(wish.no, wish.paper);
  if (!form) return form.error();
  const auto identity = device.identity();
  if (!identity) return identity.error();
  const core::Sign sign = [&](std::string_view message) {
    return sign_bytes(message, identity.value().secret_key);
  };
  core::sign_print(form.value(), identity.value().device, time_from_ms(device.clock().wall_ms()),
                   sign);
  pdf::Sheets sheets = next_sheets(order.value(), wish.copies);
  if (wish.books == Books::look) sheets.customer = sheets.desk = pdf::Standing::look;
  core::PackedSheet record;
  if (sheets.desk_print > 0) {
    // What the desk's sheet says to give the order back if this laptop is lost; a blank one says
    // what is known by now.
    record = core::pack_sheet(
        core::record_of(form.value(), order.value(), sheets.desk_print, identity.value().device),
        pdf::kDenseCode_characters, sign);
    sheets.desk_record = record.text;
  }
  auto printed = pdf::print_form(pdf::form_content(form.value()), sheets, fonts);
  if (!printed) return printed.error();
  ready(printed.value().pdf);
  PrintRun run{std::move(form).value(), sheets, std::move(printed).value(),
               std::move(record.left_out)};
  if (wish.books == Books::kept) {
    if (auto done = book_sheets(device, wish.no, run); !done) return done.error();
  }
  return run;
}

Refusable book_sheets(Device& device, const std::string& no, const PrintRun& run) {
  if (auto done = journal_sheet(device, no, "customer", run.sheets.customer_print, run); !done) {
    return done;
  }
  return journal_sheet(device, no, "desk", run.sheets.desk_print, run);
}

}  // namespace huidan::client

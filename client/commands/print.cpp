#include "client/commands/commands.hpp"
#include "client/device.hpp"
#include "client/fonts.hpp"
#include "pdf/form_content.hpp"
#include "pdf/qr.hpp"
#include "sync/base/file.hpp"
#include "sync/cli/print_options.hpp"
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

/// Puts one sheet on the books. Error: busy when somebody printed the same copy meanwhile.
Refusable journal_sheet(Device& device, const std::string& no, const char* copy, std::int64_t print,
                        const std::string& form_hash) {
  if (print == 0) return Done{};
  const auto written = device.write(no, [&](const WorkOrder& order) -> Result<core::OpBody> {
    if (next_print(order, copy) != print) return Error{Code::busy, copy};
    return core::OpBody(core::AddCopy{next_sheet(order, copy, "with_engineer", form_hash)});
  });
  if (!written) return written.error();
  return Done{};
}

/// What the desk's sheet says to give the order back if this laptop is lost. What a blank one will
/// say only its pen knows.
Result<core::PackedSheet> packed_record(Device& device, const WorkOrder& order,
                                        const Printable& form, std::int64_t print) {
  const auto identity = device.identity();
  if (!identity) return identity.error();
  const core::SheetRecord record = core::record_of(form, order, print, identity.value().device);
  return core::pack_sheet(record, pdf::kDenseCode_characters, [&](std::string_view message) {
    return sign_bytes(message, identity.value().secret_key);
  });
}

Refusable print(cli::Context& context, const cli::PrintOptions& options) {
  const auto fonts = open_fonts();
  if (!fonts) return fonts.error();
  Device device(context.data);
  const auto order = device.order(options.no);
  if (!order) return order.error();
  const auto form =
      device.printable(options.no, options.blank ? core::Paper::blank : core::Paper::as_it_stands);
  if (!form) return form.error();
  pdf::Sheets sheets = next_sheets(order.value(), options.copies);
  core::PackedSheet record;
  if (sheets.desk_print > 0 && !options.blank) {
    auto packed = packed_record(device, order.value(), form.value(), sheets.desk_print);
    if (!packed) return packed.error();
    record = std::move(packed).value();
    sheets.desk_record = record.text;
  }
  const auto printed = pdf::print_form(pdf::form_content(form.value()), sheets, fonts.value());
  if (!printed) return printed.error();

  // The file is on disk before its sheets are on the books, and in its place only after: a full
  // disk costs no number, and no sheet is out that nobody knows of.
  PendingFile file(path_from_utf8(options.out), printed.value().pdf);
  const std::string& hash = form.value().form_hash;
  if (auto done = journal_sheet(device, options.no, "customer", sheets.customer_print, hash);
      !done) {
    return done;
  }
  if (auto done = journal_sheet(device, options.no, "desk", sheets.desk_print, hash); !done) {
    return done;
  }
  file.keep();
  cli::say_printed(context.console, options,
                   {form.value().form_hash, form.value().stale, form.value().changed,
                    sheets.customer_print, sheets.desk_print, printed.value().pages,
                    printed.value().pdf.size(), printed.value().missing, record.left_out});
  return Done{};
}

}  // namespace

void add_print(cli::Program& program) {
  cli::add_print_verb(program, print);
}

}  // namespace huidan::client

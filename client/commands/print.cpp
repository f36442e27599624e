#include <memory>

#include "client/commands/commands.hpp"
#include "client/device.hpp"
#include "pdf/form_content.hpp"
#include "sync/base/file.hpp"
#include "sync/cli/print_options.hpp"

namespace huidan::client {
namespace {

core::OpBody sheet(const WorkOrder& order, const char* copy, std::int64_t print,
                   const std::string& form_hash) {
  Copy row;
  row.visit = current_visit(order).id;
  row.copy = copy;
  row.print = print;
  row.state = "with_engineer";
  row.form_hash = form_hash;
  return core::AddCopy{row};
}

Result<pdf::FontShelf> open_fonts() {
  const std::string elsewhere = environment("HUIDAN_FONTS");
  return pdf::FontShelf::open(
      path_from_utf8(elsewhere.empty() ? std::string_view(HUIDAN_FONTS_DIR) : elsewhere));
}

/// Journals one sheet and gives its number.
Result<std::int64_t> journal_sheet(Device& device, const std::string& no, const char* copy,
                                   const std::string& form_hash) {
  std::int64_t print = 0;
  const auto written = device.write(no, [&](const WorkOrder& order) -> Result<core::OpBody> {
    print = prints_of(order, copy) + 1;
    return sheet(order, copy, print, form_hash);
  });
  if (!written) return written.error();
  return print;
}

Refusable print(cli::Context& context, const cli::PrintOptions& options) {
  const auto fonts = open_fonts();
  if (!fonts) return fonts.error();
  Device device(context.data);
  const auto form =
      device.printable(options.no, options.blank ? core::Paper::blank : core::Paper::as_it_stands);
  if (!form) return form.error();

  // A sheet is on the books before it is on paper: one that nobody knows of cannot come home.
  pdf::Sheets sheets{0, 0};
  for (const auto& [copy, slot] :
       {std::pair{"customer", &sheets.customer_print}, std::pair{"desk", &sheets.desk_print}}) {
    if (options.copies != "both" && options.copies != copy) continue;
    const auto number = journal_sheet(device, options.no, copy, form.value().form_hash);
    if (!number) return number.error();
    *slot = number.value();
  }
  const auto printed = pdf::print_form(pdf::form_content(form.value()), sheets, fonts.value());
  if (!printed) return printed.error();
  write_file(path_from_utf8(options.out), printed.value().pdf);
  cli::say_printed(
      context.console, options,
      {form.value().form_hash, form.value().stale, sheets.customer_print, sheets.desk_print,
       printed.value().pages, printed.value().pdf.size(), printed.value().missing});
  return Done{};
}

}  // namespace

void add_print(cli::Program& program) {
  auto options = std::make_shared<cli::PrintOptions>();
  CLI::App* verb =
      program.verb("print", [options](cli::Context& context) { return print(context, *options); });
  cli::add_print_options(program, verb, *options);
}

}  // namespace huidan::client

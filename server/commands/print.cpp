#include <optional>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "sync/base/file.hpp"
#include "sync/base/memory.hpp"
#include "sync/cli/print_options.hpp"

namespace huidan::server {
namespace {

Refusable print(cli::Context& context, const cli::PrintOptions& options) {
  take_memory(pdf::kPrintMemory_bytes);
  App app({context.data, context.store});
  const auto fonts = app.fonts();
  if (!fonts) return fonts.error();
  const Copies copies = options.copies == "customer" ? Copies::customer
                        : options.copies == "desk"   ? Copies::desk
                                                     : Copies::both;
  const auto paper = options.blank ? core::Paper::blank : core::Paper::as_it_stands;
  std::optional<PendingFile> file;
  const auto print = app.forms.print(
      {}, {options.no, copies, paper}, *fonts.value(),
      [&](const std::string& pdf) { file.emplace(path_from_utf8(options.out), pdf); });
  if (!print) return print.error();
  file->keep();
  const pdf::Printed& printed = print.value().printed;
  cli::say_printed(context.console, options,
                   {print.value().form_hash, print.value().stale, print.value().changed,
                    print.value().sheets.customer_print, print.value().sheets.desk_print,
                    printed.pages, printed.pdf.size(), printed.missing, print.value().left_out});
  return Done{};
}

}  // namespace

void add_print(cli::Program& program) {
  cli::add_print_verb(program, print);
}

}  // namespace huidan::server

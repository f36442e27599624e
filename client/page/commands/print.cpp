#include "client/page/print.hpp"

#include <optional>

#include "client/page/commands/commands.hpp"
#include "client/page/fonts.hpp"
#include "sync/base/file.hpp"
#include "sync/base/memory.hpp"
#include "sync/cli/print_options.hpp"

namespace huidan::client {
namespace {

Refusable print(cli::Context& context, const cli::PrintOptions& options) {
  take_memory(pdf::kPrintMemory_bytes);
  const auto fonts = open_fonts();
  if (!fonts) return fonts.error();
  Device device(context.data);
  // The file is on disk before its sheets are on the books, and in its place only after: a full
  // disk costs no number, and no sheet is out that nobody knows of.
  std::optional<PendingFile> file;
  const PrintWish wish{options.no, options.copies,
                       options.blank ? core::Paper::blank : core::Paper::as_it_stands, Books::kept};
  const auto run = print_sheets(device, wish, fonts.value(), [&](const std::string& pdf) {
    file.emplace(path_from_utf8(options.out), pdf);
  });
  if (!run) return run.error();
  file->keep();
  const PrintRun& done = run.value();
  cli::say_printed(context.console, options,
                   {done.form.form_hash, done.form.stale, done.form.changed,
                    done.sheets.customer_print, done.sheets.desk_print, done.printed.pages,
                    done.printed.pdf.size(), done.printed.missing, done.left_out});
  return Done{};
}

}  // namespace

void add_print(cli::Program& program) {
  cli::add_print_verb(program, print);
}

}  // namespace huidan::client

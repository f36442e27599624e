#include <algorithm>
#include <memory>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/hand.hpp"
#include "server/commands/sheet_image.hpp"
#include "sync/base/file.hpp"
#include "sync/cli/changed_text.hpp"

namespace huidan::server {
namespace {

struct ReturnOptions {
  std::string code;
  std::string no;
  std::string sheet;
  Whereabouts where;
  std::string as;
};

bool is_code(std::string_view text) {
  return text.starts_with("WO1:") || text.starts_with("WO2:");
}

/// What the sheet says, from the text itself or an image: the desk's copy where both are on it.
Result<std::string> code_of(const std::string& given) {
  if (is_code(given)) return given;
  const auto codes = codes_in_image(path_from_utf8(given));
  if (!codes) return codes.error();
  const std::string* best = nullptr;
  for (const std::string& code : codes.value()) {
    if (!is_code(code)) continue;
    const auto read = read_sheet_code(code);
    // The dense code stands on the desk's copy alone, and says more.
    if (code.starts_with("WO2:")) return code;
    const bool desk = read && read.value().copy == "desk";
    if (best == nullptr || desk) best = &code;
  }
  if (best == nullptr) return Error{Code::bad_sheet, {}};
  return *best;
}

Refusable say(cli::Context& context, App& app, const Result<Returned>& returned) {
  if (!returned) return returned.error();
  const Language language = context.console.language();
  const Copy& sheet = returned.value().sheet;
  std::string lines = text_with(language, "cli.return.done",
                                {{"no", returned.value().order.no},
                                 {"copy", text(language, "copy." + sheet.copy)},
                                 {"print", std::to_string(sheet.print)},
                                 {"state", text(language, "life.paper." + sheet.state)}}) +
                      '\n';
  lines += cli::names_line(language, "cli.return.restored", returned.value().restored);
  lines += cli::names_line(language, "cli.return.left_out", returned.value().left_out);
  context.console.answer(told(returned.value(), app.dispatch.json(returned.value().order)), lines);
  return Done{};
}

Refusable scan(cli::Context& context, const ReturnOptions& options) {
  const auto code = code_of(options.code);
  if (!code) return code.error();
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  return say(context, app, app.returns.scan(hand.value(), code.value()));
}

Refusable mark(cli::Context& context, const ReturnOptions& options) {
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  return say(context, app,
             app.returns.mark(hand.value(), options.no, options.sheet, options.where));
}

}  // namespace

void add_return(cli::Program& program) {
  auto options = std::make_shared<ReturnOptions>();
  const auto verb = [&](std::string_view path, auto run) {
    return program.verb(path,
                        [options, run](cli::Context& context) { return run(context, *options); });
  };
  CLI::App* scanning = verb("return scan", scan);
  program.required(scanning, "CODE", &options->code);
  program.option(scanning, "--as", &options->as);

  CLI::App* marking = verb("return mark", mark);
  program.required(marking, "NO", &options->no);
  program.required(marking, "SHEET", &options->sheet);
  program.required(marking, "STATE", &options->where.state);
  program.option(marking, "--holder", &options->where.holder);
  program.option(marking, "--why", &options->where.why);
  program.option(marking, "--as", &options->as);
}

}  // namespace huidan::server

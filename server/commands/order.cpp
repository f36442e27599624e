#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/hand.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/cli/order_text.hpp"

namespace huidan::server {
namespace {

using nlohmann::ordered_json;

struct OrderOptions {
  std::string file;
  bool dry_run = false;
  std::string no;
  std::string user;
  std::string as;  // who writes; empty: the operator
  std::int64_t base = 0;
  std::string role;
  std::string why;
  std::vector<std::string> words;
};

ordered_json refusal_json(Language language, const Refusal& refusal) {
  return {{"line", refusal.line},
          {"column", refusal.column},
          {"code", code_name(refusal.error.code)},
          {"message", sentence(language, refusal.error)}};
}

void say_report(cli::Context& context, const ImportReport& report) {
  const Language language = context.console.language();
  ordered_json refused = ordered_json::array();
  std::string lines = text_with(language, "cli.import.done",
                                {{"created", std::to_string(report.created)},
                                 {"updated", std::to_string(report.updated)},
                                 {"unchanged", std::to_string(report.unchanged)},
                                 {"refused", std::to_string(report.refused.size())}}) +
                      '\n';
  for (const Refusal& refusal : report.refused) {
    refused.push_back(refusal_json(language, refusal));
    lines += text_with(language, "cli.import.refused",
                       {{"line", std::to_string(refusal.line)},
                        {"column", refusal.column},
                        {"why", sentence(language, refusal.error)}}) +
             '\n';
  }
  const ordered_json document{{"created", report.created},
                              {"updated", report.updated},
                              {"unchanged", report.unchanged},
                              {"refused", refused}};
  context.console.answer(document.dump(-1, ' ', false, ordered_json::error_handler_t::replace),
                         lines);
}

Refusable import(cli::Context& context, const OrderOptions& options) {
  const auto path = path_from_utf8(options.file);
  const std::string kind = path.extension().string();
  if (kind != ".csv" && kind != ".jsonl") return Error{Code::bad_input, "csv|jsonl", "file"};
  const auto bytes = read_file(path, limits::kImport_bytes);
  if (!bytes) return bytes.error();
  const auto progress = [&](std::string_view key, std::size_t done, std::size_t total) {
    context.console.progress(
        text_with(context.console.language(), key,
                  {{"done", std::to_string(done)}, {"total", std::to_string(total)}}));
  };
  const auto plan = read_import(
      bytes.value(), kind == ".csv" ? ImportFormat::csv : ImportFormat::jsonl, {},
      [&](std::size_t done, std::size_t total) { progress("cli.import.reading", done, total); });
  if (!plan) return plan.error();
  App app({context.data, context.store});
  const auto report = app.intake.import(
      plan.value(), options.dry_run ? Rehearsal::dry_run : Rehearsal::real,
      [&](std::size_t done, std::size_t total) { progress("cli.import.taking", done, total); });
  if (!report) return report.error();
  say_report(context, report.value());
  return Done{};
}

Refusable list_orders(cli::Context& context) {
  App app({context.data, context.store});
  std::string document = R"({"orders":[)";
  std::string lines;
  for (const WorkOrder& order : app.dispatch.list({})) {
    if (!lines.empty()) document += ',';
    document += app.dispatch.json(order);
    lines += cli::order_line(context.console.language(), order);
  }
  context.console.answer(document + "]}", lines);
  return Done{};
}

void say_order(cli::Context& context, App& app, const WorkOrder& order) {
  const Language language = context.console.language();
  std::string lines = cli::order_lines(language, app.dispatch.shown(order));
  for (const std::string& laptop : app.dispatch.recalls(order.id)) {
    lines += text_with(language, "cli.order.recall", {{"laptop", laptop}}) + '\n';
  }
  context.console.answer(app.dispatch.json(order), lines);
}

Refusable show(cli::Context& context, const OrderOptions& options) {
  App app({context.data, context.store});
  const auto order = app.dispatch.show({}, options.no);
  if (!order) return order.error();
  say_order(context, app, order.value());
  return Done{};
}

Refusable say_written(cli::Context& context, App& app, const Result<Written>& written) {
  if (!written) return written.error();
  say_order(context, app, written.value().order);
  return Done{};
}

Refusable assign(cli::Context& context, const OrderOptions& options) {
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  return say_written(context, app, app.dispatch.assign(hand.value(), options.no, options.user));
}

Refusable set(cli::Context& context, const OrderOptions& options) {
  const auto fields = cli::assignments(options.words);
  if (!fields) return fields.error();
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  return say_written(context, app,
                     app.dispatch.set(hand.value(), options.no, options.base, fields.value()));
}

Refusable accept(cli::Context& context, const OrderOptions& options) {
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  return say_written(context, app,
                     app.dispatch.accept(hand.value(), options.no, options.role, options.why));
}

}  // namespace

void add_order(cli::Program& program) {
  auto options = std::make_shared<OrderOptions>();
  const auto verb = [&](std::string_view path, auto run) {
    return program.verb(path,
                        [options, run](cli::Context& context) { return run(context, *options); });
  };
  CLI::App* importing = verb("order import", import);
  program.required(importing, "FILE", &options->file);
  program.option(importing, "--dry-run", &options->dry_run);

  program.verb("order list", list_orders);
  program.required(verb("order show", show), "NO", &options->no);

  CLI::App* assigning = verb("order assign", assign);
  program.required(assigning, "NO", &options->no);
  program.required(assigning, "USER", &options->user);
  program.option(assigning, "--as", &options->as);

  CLI::App* setting = verb("order set", set);
  program.required(setting, "NO", &options->no);
  program.required(setting, "FIELD=VALUE", &options->words);
  program.option(setting, "--as", &options->as);
  program.option(setting, "--base", &options->base);

  CLI::App* accepting = verb("order accept", accept);
  program.required(accepting, "NO", &options->no);
  program.required(accepting, "--role", &options->role);
  program.required(accepting, "--why", &options->why);
  // Somebody must stand behind it: the operator of the machine is nobody.
  program.required(accepting, "--as", &options->as);
}

}  // namespace huidan::server

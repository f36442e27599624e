#include "client/bundle.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"
#include "client/handover.hpp"
#include "sync/base/file.hpp"

namespace huidan::client {
namespace {

Refusable out(cli::Context& context, const std::string& file) {
  Device device(context.data);
  const auto bundle = bundle_out(device, path_from_utf8(file));
  if (!bundle) return bundle.error();
  const BundleOut& written = bundle.value();
  const nlohmann::ordered_json document{{"ops", written.ops},
                                        {"waiting_ops", written.waiting_ops},
                                        {"photos", written.photos},
                                        {"bytes", written.size_bytes}};
  const Language language = context.console.language();
  std::string text = text_with(language, "cli.bundle.out",
                               {{"ops", std::to_string(written.ops)},
                                {"photos", std::to_string(written.photos)},
                                {"file", file}}) +
                     '\n';
  if (written.waiting_ops > 0) {
    text += text_with(language, "cli.bundle.more", {{"ops", std::to_string(written.waiting_ops)}}) +
            '\n';
  }
  context.console.answer(document.dump(), text);
  return Done{};
}

struct Options {
  std::string file;
  std::string order;
  std::string to;
  std::string code;
};

/// `bundle out FILE --order NO --to NAME`
Refusable hand(cli::Context& context, const Options& options) {
  Device device(context.data);
  const auto handed = hand_over(device, {options.order, options.to}, path_from_utf8(options.file));
  if (!handed) return handed.error();
  const HandOut& out = handed.value();
  const nlohmann::ordered_json document{{"no", options.order},
                                        {"to", options.to},
                                        {"code", out.code},
                                        {"photos_here", out.photos_here},
                                        {"bytes", out.size_bytes}};
  context.console.answer(document.dump(), text_with(context.console.language(), "cli.bundle.handed",
                                                    {{"no", options.order},
                                                     {"to", options.to},
                                                     {"file", options.file},
                                                     {"code", out.code},
                                                     {"photos", std::to_string(out.photos_here)}}) +
                                              '\n');
  return Done{};
}

/// `bundle in FILE --code CODE`
Refusable take(cli::Context& context, const Options& options) {
  Device device(context.data);
  const auto taken = take_over(device, path_from_utf8(options.file), options.code);
  if (!taken) return taken.error();
  const nlohmann::ordered_json document{
      {"old", taken.value().old}, {"no", taken.value().no}, {"from", taken.value().from}};
  const char* const key = taken.value().old ? "cli.bundle.took_before" : "cli.bundle.took";
  context.console.answer(document.dump(),
                         text_with(context.console.language(), key,
                                   {{"no", taken.value().no}, {"from", taken.value().from}}) +
                             '\n');
  return Done{};
}

Refusable in(cli::Context& context, const std::string& file) {
  Device device(context.data);
  const auto bundle = bundle_in(device, path_from_utf8(file));
  if (!bundle) return bundle.error();
  const core::SyncReport& report = bundle.value().report;
  const nlohmann::ordered_json document{
      {"old", bundle.value().old},   {"more", bundle.value().more}, {"pushed", report.pushed},
      {"applied", report.applied},   {"late", report.late},         {"parked", report.parked},
      {"rejected", report.rejected}, {"pulled", report.pulled},     {"left", report.left},
      {"wiped", report.wiped},       {"receipt", report.receipt}};
  const char* const key = bundle.value().old    ? "cli.bundle.old"
                          : bundle.value().more ? "cli.bundle.in_more"
                                                : "cli.bundle.in";
  context.console.answer(document.dump(),
                         text_with(context.console.language(), key,
                                   {{"pushed", std::to_string(report.pushed)},
                                    {"pulled", std::to_string(report.pulled)},
                                    {"receipt", report.receipt.empty() ? "–" : report.receipt}}) +
                             '\n');
  return Done{};
}

}  // namespace

void add_bundle(cli::Program& program) {
  auto options = std::make_shared<Options>();
  CLI::App* going = program.verb("bundle out", [options](cli::Context& context) {
    const bool hands = !options->order.empty() || !options->to.empty();
    return hands ? hand(context, *options) : out(context, options->file);
  });
  program.required(going, "FILE", &options->file);
  program.option(going, "--order", &options->order);
  program.option(going, "--engineer", &options->to);
  CLI::App* coming = program.verb("bundle in", [options](cli::Context& context) {
    const bool handed = is_handover_file(path_from_utf8(options->file));
    return handed ? take(context, *options) : in(context, options->file);
  });
  program.required(coming, "FILE", &options->file);
  program.option(coming, "--code", &options->code);
}

}  // namespace huidan::client

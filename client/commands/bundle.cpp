#include "client/bundle.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"
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
  auto file = std::make_shared<std::string>();
  CLI::App* going =
      program.verb("bundle out", [file](cli::Context& context) { return out(context, *file); });
  program.required(going, "FILE", &*file);
  CLI::App* coming =
      program.verb("bundle in", [file](cli::Context& context) { return in(context, *file); });
  program.required(coming, "FILE", &*file);
}

}  // namespace huidan::client

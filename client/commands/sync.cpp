#include <memory>
#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"
#include "client/keep.hpp"

namespace huidan::client {
namespace {

std::string handed_refused(const SyncRun& run) {
  return std::string(run.handed ? std::string_view() : code_name(run.handed.error().code));
}

nlohmann::ordered_json document_of(const SyncRun& run) {
  const core::SyncReport& report = run.report;
  const Carried& photos = run.photos;
  const std::string stopped(photos.stopped ? std::string_view()
                                           : code_name(photos.stopped.error().code));
  return {{"pushed", report.pushed},
          {"applied", report.applied},
          {"late", report.late},
          {"parked", report.parked},
          {"rejected", report.rejected},
          {"pulled", report.pulled},
          {"left", report.left},
          {"requests", report.requests},
          {"duplicate", report.duplicate},
          {"forks", report.forks},
          {"resets", report.resets},
          {"diverged", report.diverged},
          {"repaired", report.repaired},
          {"brought_back", report.brought_back},
          {"wiped", report.wiped},
          {"bytes_up", run.bytes_up},
          {"bytes_down", run.bytes_down},
          {"receipt", report.receipt},
          {"blobs_up", photos.report.up},
          {"blobs_up_bytes", photos.report.up_bytes},
          {"blobs_down", photos.report.down},
          {"blobs_given_up", photos.report.given_up},
          {"blobs_pending", run.waiting_blobs},
          {"blobs_stopped", stopped},
          {"handed_refused", handed_refused(run)}};
}

void say(cli::Context& context, const SyncRun& run) {
  const core::SyncReport& report = run.report;
  const std::string handed = run.handed
                                 ? std::string()
                                 : text_with(context.console.language(), "cli.sync.handed_refused",
                                             {{"code", handed_refused(run)}}) +
                                       '\n';
  context.console.answer(document_of(run).dump(),
                         text_with(context.console.language(), "cli.sync.done",
                                   {{"pushed", std::to_string(report.pushed)},
                                    {"pulled", std::to_string(report.pulled)},
                                    {"parked", std::to_string(report.parked)},
                                    {"rejected", std::to_string(report.rejected)},
                                    {"photos", std::to_string(run.photos.report.up)},
                                    {"waiting", std::to_string(run.waiting_blobs)},
                                    {"receipt", report.receipt.empty() ? "–" : report.receipt}}) +
                             '\n' + handed);
}

/// People need not read that nothing was new.
bool is_news(const SyncRun& run) {
  const core::SyncReport& report = run.report;
  return report.pushed + report.pulled + report.left + run.photos.report.up > 0 || report.wiped ||
         !run.photos.stopped;
}

Refusable keep(cli::Context& context, Device& device) {
  const UntilAskedToEnd until;
  return keep_in_step(device, device.clock(), until, [&](const Result<SyncRun>& run) {
    if (!run) {
      context.console.refuse(run.error());
    } else if (context.console.json() || is_news(run.value())) {
      say(context, run.value());
    }
  });
}

}  // namespace

void add_sync(cli::Program& program) {
  auto keeps = std::make_shared<bool>(false);
  CLI::App* verb = program.verb("sync", [keeps](cli::Context& context) -> Refusable {
    Device device(context.data);
    if (*keeps) return keep(context, device);
    const auto run = sync_once(device);
    if (!run) return run.error();
    say(context, run.value());
    return Done{};
  });
  program.option(verb, "--keep", keeps.get());
}

}  // namespace huidan::client

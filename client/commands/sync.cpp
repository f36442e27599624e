#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"
#include "client/drive.hpp"

namespace huidan::client {

void add_sync(cli::Program& program) {
  program.verb("sync", [](cli::Context& context) -> Refusable {
    Device device(context.data);
    const auto run = sync_once(device);
    if (!run) return run.error();
    const core::SyncReport& report = run.value().report;
    const Carried& photos = run.value().photos;
    const std::string stopped(photos.stopped ? std::string_view()
                                             : code_name(photos.stopped.error().code));
    const nlohmann::ordered_json document{{"pushed", report.pushed},
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
                                          {"wiped", report.wiped},
                                          {"bytes_up", run.value().bytes_up},
                                          {"bytes_down", run.value().bytes_down},
                                          {"receipt", report.receipt},
                                          {"blobs_up", photos.report.up},
                                          {"blobs_up_bytes", photos.report.up_bytes},
                                          {"blobs_down", photos.report.down},
                                          {"blobs_given_up", photos.report.given_up},
                                          {"blobs_pending", run.value().waiting_blobs},
                                          {"blobs_stopped", stopped}};
    context.console.answer(document.dump(),
                           text_with(context.console.language(), "cli.sync.done",
                                     {{"pushed", std::to_string(report.pushed)},
                                      {"pulled", std::to_string(report.pulled)},
                                      {"parked", std::to_string(report.parked)},
                                      {"rejected", std::to_string(report.rejected)},
                                      {"photos", std::to_string(photos.report.up)},
                                      {"waiting", std::to_string(run.value().waiting_blobs)},
                                      {"receipt", report.receipt.empty() ? "–" : report.receipt}}) +
                               '\n');
    return Done{};
  });
}

}  // namespace huidan::client

#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "sync/base/file.hpp"

namespace huidan::server {
namespace {

struct BundleOptions {
  std::string file;
  std::string out;
};

Refusable bundle(cli::Context& context, const BundleOptions& options) {
  App app({context.data, context.store});
  const auto taken = app.bundles.take(path_from_utf8(options.file), path_from_utf8(options.out));
  if (!taken) return taken.error();
  const BundleTaken& all = taken.value();
  const nlohmann::ordered_json document{{"laptop", all.laptop},
                                        {"ops", all.ops},
                                        {"duplicate", all.duplicate},
                                        {"applied", all.applied},
                                        {"late", all.late},
                                        {"parked", all.parked},
                                        {"rejected", all.rejected},
                                        {"photos", all.photos},
                                        {"photos_refused", all.photos_refused},
                                        {"handed", all.handed},
                                        {"handed_refused", all.handed_refused}};
  context.console.answer(document.dump(), text_with(context.console.language(), "cli.bundle.taken",
                                                    {{"device", all.laptop},
                                                     {"ops", std::to_string(all.ops)},
                                                     {"photos", std::to_string(all.photos)},
                                                     {"file", options.out}}) +
                                              '\n');
  return Done{};
}

}  // namespace

void add_bundle(cli::Program& program) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* verb = program.verb(
      "bundle", [options](cli::Context& context) { return bundle(context, *options); });
  program.required(verb, "FILE", &options->file);
  program.required(verb, "--out", &options->out);
}

}  // namespace huidan::server

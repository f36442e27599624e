#include <memory>

#include "client/commands/commands.hpp"
#include "client/commands/say.hpp"
#include "client/device.hpp"
#include "client/work.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"

namespace huidan::client {
namespace {

struct SignOptions {
  std::string no;
  SignAs as;
  std::string strokes_file;
  bool on_paper = false;
  std::string refused;
  std::string absent;
};

/// Exactly one way to end it.
Refusable choose(SignOptions& options) {
  const int ways = static_cast<int>(!options.strokes_file.empty()) +
                   static_cast<int>(options.on_paper) + static_cast<int>(!options.refused.empty()) +
                   static_cast<int>(!options.absent.empty());
  if (ways != 1) return Error{Code::usage, "--strokes | --on-paper | --refused | --absent"};
  if (options.on_paper) options.as.state = "on_paper";
  if (!options.refused.empty()) options.as.state = "refused";
  if (!options.absent.empty()) options.as.state = "absent";
  options.as.reason = options.refused.empty() ? options.absent : options.refused;
  if (options.strokes_file.empty()) return Done{};
  options.as.state = "signed";
  auto strokes = read_file(path_from_utf8(options.strokes_file), limits::kStrokes_bytes);
  if (!strokes) {
    return Error{strokes.error().code == Code::too_large ? Code::too_large : Code::bad_strokes,
                 strokes.error().detail, "strokes"};
  }
  options.as.strokes = std::move(strokes).value();
  return Done{};
}

}  // namespace

void add_sign(cli::Program& program) {
  auto options = std::make_shared<SignOptions>();
  CLI::App* verb = program.verb("sign", [options](cli::Context& context) -> Refusable {
    if (auto chosen = choose(*options); !chosen) return chosen;
    Device device(context.data);
    const Telling telling(context, device, options->no);
    return telling.written(device.write(
        options->no, [&](const WorkOrder& order) { return sign(order, options->as); }));
  });
  program.required(verb, "NO", &options->no);
  program.required(verb, "--role", &options->as.role);
  program.required(verb, "--name", &options->as.name);
  program.option(verb, "--strokes", &options->strokes_file);
  program.option(verb, "--on-paper", &options->on_paper);
  program.option(verb, "--refused", &options->refused);
  program.option(verb, "--absent", &options->absent);
  program.one_of(verb, "--satisfaction", &options->as.satisfaction, {"1", "2", "3", "4", "5"});
}

}  // namespace huidan::client
